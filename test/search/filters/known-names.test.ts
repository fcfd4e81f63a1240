import { describe, expect, it } from 'vitest';
import { type KnownKeywords, namesCalled, photosWithAll } from '../../../src/search/filters/known-names.ts';

const badQuery = (words: RegExp) =>
  expect.objectContaining({ code: 'bad-query', message: expect.stringMatching(words) as string });

describe('namesCalled', () => {
  const CAMERAS = ['Canon EOS R5', 'Apple iPhone 12', 'Apple iPhone 12 Pro', 'Canon EOS R50', 'NIKON D750'];
  const cameras = (wanted: string, known = CAMERAS) => [...namesCalled(wanted, known, 'Cameras')];

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

describe('photosWithAll', () => {
  const KEYWORDS: Record<string, number[]> = { Dog: [1, 2], dog: [3], Été: [2, 3], beach: [3], '★': [4] };
  const known: KnownKeywords = {
    // "secret" is only on photos out of scope.
    spelledKeywords: () => [...Object.keys(KEYWORDS), 'secret'],
    photosWith: (keywords) => keywords.flatMap((keyword) => KEYWORDS[keyword] ?? []),
  };
  const photos = (...keywords: string[]) => [...photosWithAll(keywords, known)];

  it('finds the photos that have all keywords, ignoring case and accents', () => {
    expect(photos('DOG')).toEqual([1, 2, 3]);
    expect(photos('dog', 'ete')).toEqual([2, 3]);
    expect(photos('dog', 'été', 'beach')).toEqual([3]);
    expect(photos('★')).toEqual([4]);
    expect(photos('★', 'beach')).toEqual([]);
  });

  it('answers an unknown keyword with similar ones, and reveals none of other folders', () => {
    expect(() => photos('baech')).toThrow(badQuery(/"baech"\. Keywords here: beach\.$/));
    for (const keyword of ['secret', 'secrets', 'nothing like it']) {
      expect(() => photos(keyword)).toThrow(badQuery(/^No photo here has the keyword "[a-z ]+"\. Leave it out/));
    }
  });
});
