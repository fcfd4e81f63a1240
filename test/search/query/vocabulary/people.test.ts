import { expect, it } from 'vitest';
import { readSentence } from '../../../../src/search/query/sentence/sentence.ts';
import { peopleFinder, peopleIndex } from '../../../../src/search/query/vocabulary/people.ts';

const NAMES = [
  'Anna Schmidt',
  'Anna Meier',
  'Tom',
  'Zoë',
  'Oma Ilse',
  'Łukasz',
  'Rose',
  'Jörg',
  '田中',
  'Van der Berg',
  'Hidden',
  "D'Angelo",
  'De Niro',
  'Nancy',
  'Manon',
  'Deniz',
  '(x',
];
const find = peopleFinder(peopleIndex(NAMES), (names) => names.some((name) => name !== 'Hidden'));
const people = (text: string) =>
  readSentence(text, [find]).clues.flatMap(({ meanings }) => meanings.flatMap(({ names }) => names));

it.each([
  ['anna at the beach', ['Anna Schmidt', 'Anna Meier']],
  ['ANNA SCHMIDT', ['Anna Schmidt']],
  ['schmidt anna', ['Anna Schmidt', 'Anna Schmidt', 'Anna Meier']],
  ['the cake at Tom’s birthday', ['Tom']],
  ['toms geburtstag', ['Tom']],
  ['zoe and tom', ['Zoë', 'Tom']],
  ['oma ilse', ['Oma Ilse']],
  ['lukas', ['Łukasz']],
  ['joerg', ['Jörg']],
  ['田中さんと海', ['田中']],
  ['the van in the garden', []],
  ['hidden beach', []],
  ["photos d'anna meier", ['Anna Meier']],
  ["l'anniversaire de d’angelo", ["D'Angelo"]],
  ['de niro', ['De Niro']],
  ['an\u200bna', ['Anna Schmidt', 'Anna Meier']],
  ['tom,zoë', ['Tom', 'Zoë']],
  ['tom❤️zoë', ['Tom', 'Zoë']],
  ['rosa (x', ['(x']],
  ['tim', []],
  ['', []],
])('%s: %j', (text, names) => {
  expect(people(text)).toEqual(names);
});

it('allows one typing error in a name of five letters or more, if no name is written so', () => {
  expect(people('schmitd')).toEqual(['Anna Schmidt']);
  expect(people('shmidt')).toEqual(['Anna Schmidt']);
  expect(people('anba')).toEqual([]);
  expect(people('oma ilze')).toEqual(['Oma Ilse']);
  expect(people('nacny')).toEqual(['Nancy']);
});

it('does not take other words for misspelled names', () => {
  expect(people('a fancy hat')).toEqual([]);
  expect(people('a man on a horse')).toEqual([]);
  expect(readSentence('a denim hat', [find]).clues).toMatchObject([{ isSure: false }]);
});

it('is sure of a name beside one that is sure', () => {
  const sure = (text: string) => readSentence(text, [find]).clues.map(({ isSure }) => isSure);
  expect(sure('rose and tom')).toEqual([true, true]);
  expect(sure('mit tom und rose')).toEqual([true, true]);
  expect(sure('rose in tom')).toEqual([false, true]);
});

it('takes names as they are', () => {
  const crowd = peopleFinder(peopleIndex([...Array(500).fill('a'), 'photos of', 'x*(', '']), () => true);
  const labels = (text: string) =>
    readSentence(text, [crowd]).clues.flatMap(({ meanings }) => meanings.map(({ label }) => label));
  expect(labels('photos of a dog')).toEqual(['photos of']);
  expect(labels('a dog')).toEqual([]);
  expect(labels('anna x*(')).toEqual(['x*(']);
});

it('is not sure of names that are also words for what pictures show', () => {
  expect(readSentence('rose', [find]).clues).toMatchObject([{ isSure: false }]);
  expect(readSentence('tom', [find]).clues).toMatchObject([{ isSure: true, meanings: [{ label: 'Tom' }] }]);
  expect(readSentence('anna', [find]).clues).toMatchObject([{ meanings: [{ label: 'anna' }] }]);
});

it('guesses no name in words that are something else', () => {
  const place = (text: string) =>
    ({ start: 0, end: text.length, meaning: { kind: 'person', label: '', names: ['a place'] }, isSure: true }) as const;
  const both = (text: string) =>
    readSentence(text, [(all) => [place(all)], find]).clues.flatMap(({ meanings }) =>
      meanings.flatMap(({ names }) => names),
    );
  expect(both('shmidt')).toEqual(['a place']);
  expect(both('schmidt')).toEqual(['a place', 'Anna Schmidt']);
});
