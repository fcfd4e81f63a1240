import { describe, expect, it } from 'vitest';
import type { TextMatches } from '../../../src/catalog/text/text-matches.ts';
import {
  contentsSaying,
  type KnownNames,
  namesCalled,
  photosTitled,
  photosWithAll,
} from '../../../src/search/filters/known-names.ts';

const badQuery = (words: RegExp) =>
  expect.objectContaining({ code: 'bad-query', message: expect.stringMatching(words) as string });

describe('namesCalled', () => {
  const CAMERAS = ['Canon EOS R5', 'Apple iPhone 12', 'Apple iPhone 12 Pro', 'Canon EOS R50', 'NIKON D750'];
  const cameras = (wanted: string, known = CAMERAS) => [...namesCalled(wanted, known, ['was taken with', 'Cameras'])];

  it('finds names by their words, full matches first', () => {
    expect(cameras('canon')).toEqual(['Canon EOS R5', 'Canon EOS R50']);
    expect(cameras('R5 canon')).toEqual(['Canon EOS R5']);
    expect(cameras('iphone 12')).toEqual(['Apple iPhone 12', 'Apple iPhone 12 Pro']);
    expect(cameras('phone')).toHaveLength(2);
    expect(cameras('d75')).toEqual(['NIKON D750']);
  });

  it('answers an unknown name with the available ones, the most similar first', () => {
    expect(() => cameras('nikkon')).toThrow(
      badQuery(/^No photo here was taken with "nikkon"\. Cameras here: NIKON D750, /),
    );
    expect(() => cameras('!!')).toThrow(badQuery(/Cameras here: Canon EOS R5, /));
    expect(() => cameras('canon', [])).toThrow(badQuery(/Leave it out/));
    const hostile = [`\u202e${'x'.repeat(500)}`];
    expect(() => cameras('canon', hostile)).toThrow(badQuery(/here: \\u\{202e\}x+…x+\.$/));
  });
});

const KEYWORDS: Record<string, number[]> = { Dog: [1, 2], dog: [3], Été: [2, 3], beach: [3], '★': [4] };
const PEOPLE: Record<string, number[]> = { 'Anna Müller': [1, 2], 'Anna Smith': [3], Annabel: [4], 'Ben Smith': [2] };
const TITLES: Record<string, number[]> = { summer: [1, 2], rain: [2] };

const NOWHERE = { whole: [], part: [], near: [] };
/** Contents by the words that they have. */
const SIGNS: Record<string, TextMatches> = {
  no: { ...NOWHERE, whole: [1, 2] },
  litter: { ...NOWHERE, whole: [1], part: [3], near: [2] },
  'no litter': { ...NOWHERE, whole: [1], part: [3] },
  hotcl: { ...NOWHERE, near: [2] },
};

const known: KnownNames = {
  // The last name of each list is only on photos out of scope.
  spelled: (list) => (list === 'keyword' ? [...Object.keys(KEYWORDS), 'secret'] : [...Object.keys(PEOPLE), 'Secret']),
  photosWith: (list, names) => names.flatMap((name) => (list === 'keyword' ? KEYWORDS : PEOPLE)[name] ?? []),
  titled: (word) => TITLES[word] ?? [],
  saying: (words) => SIGNS[words] ?? NOWHERE,
  unread: () => 3,
};

describe('photosWithAll', () => {
  const photos = (...keywords: string[]) => [...photosWithAll('keyword', keywords, known)];
  const showing = (...people: string[]) => [...photosWithAll('person', people, known)];

  it('finds the photos that have all keywords, ignoring case and accents', () => {
    expect(photos('DOG')).toEqual([1, 2, 3]);
    expect(photos('dog', 'ete')).toEqual([2, 3]);
    expect(photos('dog', 'été', 'beach')).toEqual([3]);
    expect(photos('★')).toEqual([4]);
    expect(photos('★', 'beach')).toEqual([]);
  });

  it('finds people by a part of their name, whole words first', () => {
    expect(showing('anna')).toEqual([1, 2, 3]);
    expect(showing('anna muller')).toEqual([1, 2]);
    expect(showing('ann')).toEqual([1, 2, 3, 4]);
    expect(showing('anna', 'ben')).toEqual([2]);
    expect(showing('smith')).toEqual([3, 2]);
  });

  it('answers an unknown name with similar ones, and reveals none of other folders', () => {
    expect(() => photos('baech')).toThrow(badQuery(/"baech"\. Keywords here: beach\.$/));
    expect(() => showing('Smoth')).toThrow(
      badQuery(/^No photo here shows "Smoth"\. People here: Anna Smith, Ben Smith\.$/),
    );
    for (const name of ['secret', 'secrets', 'nothing like it']) {
      expect(() => photos(name)).toThrow(badQuery(/^No photo here has the keyword "[a-z ]+"\. Leave it out/));
      expect(() => showing(name)).toThrow(badQuery(/^No photo here shows "[a-z ]+"\. Leave it out/));
    }
  });
});

describe('photosTitled', () => {
  it('finds the photos whose title has all words', () => {
    expect([...photosTitled('Summer rain', known)]).toEqual([2]);
    expect(() => photosTitled('summer snow', known)).toThrow(badQuery(/^No photo here has a title with "snow"/));
  });
});

describe('contentsSaying', () => {
  const contents = (...words: string[]) => [...contentsSaying(words, known)];

  it('finds the contents with all words, also without the space between them, and with an error only if there is no other', () => {
    expect(contents('no')).toEqual([1, 2]);
    expect(contents('litter')).toEqual([1, 3]);
    expect(contents('no', 'litter')).toEqual([1, 3]);
    expect(contents('hotcl', 'no')).toEqual([2]);
    expect(() => contents('no', 'parking')).toThrow(
      badQuery(/^No photo here has the text "parking"\. Text is still to be read in 3 pictures/),
    );
  });
});
