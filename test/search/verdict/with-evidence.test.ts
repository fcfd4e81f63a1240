import { expect, it } from 'vitest';
import {
  type AllEvidence,
  type Evidence,
  evidenceOf,
  FULL,
  NEARLY,
  weigh,
} from '../../../src/search/evidence/evidence.ts';
import { bestVerdict, verdictWith as judged, meeting } from '../../../src/search/verdict/with-evidence.ts';

const mask = new Uint8Array(10).fill(1);
const of = (kind: Evidence['kind'], rows: number[], { isSure = true, strength = FULL } = {}) =>
  evidenceOf({ kind, label: '', found: [], isSure }, mask, [{ rows, strength }]);

function verdictWith(row: number, seen: 'strong' | 'weak', evidence: AllEvidence, looksLike = true) {
  return judged(row, seen, evidence, weigh(evidence, 10), meeting(evidence, 10), looksLike);
}

it('lets the picture decide among the photos that meet all sure clues', () => {
  const clues = [of('date', [1, 2, 3]), of('date', [9], { isSure: false })];
  const met = meeting({ clues, words: [] }, 10);
  expect(met).toMatchObject({ isAsked: true, photos: 3 });
  const verdict = (row: number, seen: 'strong' | 'weak') => verdictWith(row, seen, { clues, words: [] });
  expect([verdict(2, 'strong'), verdict(2, 'weak'), verdict(9, 'strong')]).toEqual(['strong', 'weak', 'weak']);
});

it('trusts two sure clues more than the picture', () => {
  const evidence = { clues: [of('date', [1, 2, 3]), of('person', [2, 3, 4])], words: [] };
  const met = meeting(evidence, 10);
  expect(met).toMatchObject({ isAsked: true, photos: 2 });
  expect([1, 2, 4].map((row) => verdictWith(row, 'weak', evidence))).toEqual(['weak', 'fair', 'weak']);
});

it('is content with the clues if the query says nothing else', () => {
  const clues = [of('date', [1, 2]), of('person', [1])];
  const [other] = [of('person', [2], { strength: NEARLY })];
  const both = { clues: [clues[0]!, other!], words: [] };
  expect(verdictWith(1, 'weak', { clues, words: [] }, false)).toBe('strong');
  expect(verdictWith(2, 'weak', { clues, words: [] }, false)).toBe('weak');
  expect(verdictWith(2, 'weak', both, false)).toBe('fair');
});

it('calls a photo that has all words no bad match', () => {
  const evidence = { clues: [], words: [of('words', [1, 2]), of('words', [1])] };
  const met = meeting(evidence, 10);
  expect(met).toMatchObject({ isAsked: false, photos: 10 });
  expect([1, 2, 3].map((row) => verdictWith(row, 'weak', evidence))).toEqual(['fair', 'weak', 'weak']);
  expect(verdictWith(1, 'strong', evidence)).toBe('strong');
});

it('is content with most words if they are there exactly', () => {
  const words = [of('words', [1, 2, 3]), of('words', [1, 2]), of('words', [])];
  const nearly = [of('words', [4], { strength: NEARLY }), of('words', [4], { strength: NEARLY }), of('words', [])];
  expect([1, 3].map((row) => verdictWith(row, 'weak', { clues: [], words }))).toEqual(['fair', 'weak']);
  expect(verdictWith(4, 'weak', { clues: [], words: nearly })).toBe('weak');
});

it('calls a photo no bad match that has all rare names, or a rare word and a sure clue', () => {
  const describing = { ...of('words', []), describes: true };
  const [douro, rioja] = [of('words', [1]), of('words', [])];
  const verdict = (words: Evidence[], clues: Evidence[] = []) => verdictWith(1, 'weak', { clues, words });
  expect(verdict([describing, douro, describing])).toBe('fair');
  expect(verdict([describing, douro, rioja])).toBe('weak');
  const asleep = { ...of('words', [1]), describes: true };
  expect(verdict([describing, asleep, describing])).toBe('weak');
  expect(verdict([describing, asleep, describing], [of('person', [1, 2, 3])])).toBe('fair');
});

it('calls the only photo that meets the sure clues no bad match', () => {
  const verdict = (rows: number[]) => verdictWith(1, 'weak', { clues: [of('date', rows)], words: [of('words', [])] });
  expect([verdict([1]), verdict([1, 2])]).toEqual(['fair', 'weak']);
});

it('finds that no photo meets a clue', () => {
  expect(meeting({ clues: [of('date', [])], words: [] }, 10)).toMatchObject({ isAsked: true, photos: 0 });
});

it('takes the best verdict', () => {
  expect([bestVerdict(['weak', 'fair', null]), bestVerdict(['fair', 'strong']), bestVerdict([])]).toEqual([
    ...['fair', 'strong', 'weak'],
  ]);
});
