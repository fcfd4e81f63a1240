/** Text of pictures in a real catalog: what is kept, and which words find it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enterTwin } from '../../../src/catalog/metadata/tags.ts';
import { textMatches } from '../../../src/catalog/text/text-matches.ts';
import { forgetUnreadable, textOfContent, textWriter } from '../../../src/catalog/text/texts.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';
import { readLines } from '../../support/text-lines.ts';

const PICTURES = {
  plate: ['RE16 TGK'],
  sign: ['NO', 'LITTER'],
  glued: ['NOLITTER'],
  hotel: ['Grand Hôtel de la Plage'],
  misread: ['Grand Hotcl'],
  glued2: ['Welcometothegrandhotelplage'],
  receipt: ['Total 12.50 EUR', '2 coffees'],
  tower: ['東京タワー'],
  station: ['Берлин вокзал'],
  // Read with Latin letters.
  tavern: ['TABEPNA'],
  restaurant: ['PECTOPAH'],
  serial: ['S/N 4NX7-001I', 'GATE B 7'],
  misreadPlate: ['KLM REI6'],
  prices: ['look: 11,00'],
} as const;

/** A catalog with the pictures. @returns a function from a word to the names of the pictures, as `textMatches` lists them. */
function finder() {
  const { catalog } = testCatalog();
  const names = new Map<number, string>();
  const writer = textWriter(catalog, { version: 1, models: [] });
  for (const [name, lines] of Object.entries(PICTURES)) {
    const { contentId } = addPhoto(catalog, `/p/${name}.jpg`);
    names.set(contentId, name);
    writer.put(contentId, { lines: readLines(...lines) });
  }
  writer.put(addPhoto(catalog, '/p/none.jpg').contentId, { lines: [] });
  return (word: string) => {
    const { whole, part, near } = textMatches(catalog, word);
    return [whole, part, near].map((ids) => ids.map((id) => names.get(id)).join(' '));
  };
}

/** Where each word is found: as words, as a part, with an error. */
const FOUND: readonly (readonly [string, string, string, string])[] = [
  ['RE16', 'plate', '', 'misreadPlate'],
  ['e16tg', '', 'plate', ''],
  ['re16tgk', '', 'plate', ''],
  ['litter', 'sign', 'glued', ''],
  ['nolitter', 'glued', 'sign', ''],
  ['no litter', 'sign', 'glued', ''],
  ['hotel', 'hotel', 'glued2', 'misread'],
  ['HÔTEL', 'hotel', 'glued2', 'misread'],
  ['gramd', '', '', 'hotel misread'],
  ['grandhotelplaqe', '', '', 'glued2'],
  ['plage', 'hotel', 'glued2', ''],
  ['coffee', 'receipt', '', ''],
  ['12.50', 'receipt', '', ''],
  ['1250', '', 'receipt', ''],
  ['12.60', '', '', ''],
  ['東京', 'tower', '', ''],
  ['京タ', 'tower', '', ''],
  ['京東', '', '', ''],
  ['вокзал', 'station', '', ''],
  ['воксал', '', '', 'station'],
  ['hotels', 'hotel', '', ''],
  ['ταβέρνα', '', 'tavern', ''],
  ['ресторан', '', 'restaurant', ''],
  ['ot', '', '', ''],
  ['de la', 'hotel', '', ''],
  ['la de', '', '', ''],
  // Two letters have changed places, also where the parts of the word meet that the index looks for.
  ['ohtel', '', '', 'hotel'],
  ['hoetl', '', '', 'hotel'],
  ['coffees', 'receipt', '', ''],
  ['coffese', '', '', 'receipt'],
  ['cofefes', '', '', 'receipt'],
  // Letters and digits that look alike, in numbers and codes only.
  ['4NX7-OO1L', '', '', 'serial'],
  ['4NX700', '', 'serial', ''],
  ['4NX701', '', '', ''],
  ['tgk4', '', '', ''],
  ['loo', '', 'prices', ''],
  ['100k', '', '', ''],
  ['ll00', '', '', ''],
  // Too short for the index of parts.
  ['B7', '', 'serial', ''],
  ['b 7', 'serial', '', ''],
  ['ga', '', '', ''],
];

describe('textMatches', () => {
  it('finds words, parts of words, words over a missing space, and words with one error', () => {
    const find = finder();
    expect(FOUND.map(([word]) => [word, ...find(word)])).toEqual(FOUND);
  });

  it('accepts any text', () => {
    const find = finder();
    const odd = [
      '',
      ' ',
      '"',
      `"'*()`,
      'a\0b',
      '\u202egk',
      'x'.repeat(100_000),
      'NEAR(a b)',
      'joined : no',
      '★',
      '\ud800',
    ];
    for (const text of odd) expect(find(text), text.slice(0, 20)).toEqual(['', '', '']);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => void find(text)),
      { numRuns: 40 },
    );
  });

  it('finds a word of five letters or more with any single error', () => {
    const find = finder();
    const words = ['grand', 'hotel', 'plage', 'litter', 'total', 'coffees', 'berlin'].filter(
      (word) => find(word)[0] !== '',
    );
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const misread = fc
      .tuple(fc.constantFrom(...words), fc.constantFrom('wrong', 'missing', 'added', 'swapped'), fc.nat(), letters)
      .map(([word, kind, at, letter]) => ({ word, misread: withError(word, kind, at % word.length, letter) }))
      .filter(({ misread }) => misread.length >= 5);
    fc.assert(
      fc.property(misread, ({ word, misread }) => {
        const expected = find(word)[0]!.split(' ');
        expect(find(misread).join(' ').split(' ')).toEqual(expect.arrayContaining(expected));
      }),
    );
  });
});

function withError(word: string, kind: string, place: number, letter: string): string {
  const [before, after] = [word.slice(0, place), word.slice(place)];
  if (kind === 'added') return before + letter + after;
  if (kind === 'missing') return before + after.slice(1);
  if (kind === 'swapped') return before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2);
  return before + letter + after.slice(1);
}

describe('what is kept', () => {
  it('hides lines that are doubtful, and cuts a text that is too long', () => {
    const { catalog } = testCatalog();
    const [unsure, long] = ['/a.jpg', '/b.jpg'].map((path) => addPhoto(catalog, path).contentId) as [number, number];
    const writer = textWriter(catalog, { version: 1, models: [] });
    const doubtful = readLines('hardly').map((line) => ({ ...line, confidence: 0.3 }));
    writer.put(unsure, { lines: [...readLines('surely', 'x', '中'), ...doubtful] });
    expect(textOfContent(catalog, unsure)).toBe('surely');
    expect(textMatches(catalog, 'hardly')).toEqual({ whole: [], part: [], near: [] });
    writer.put(long, { lines: readLines(...Array<string>(200).fill('word '.repeat(500))) });
    expect(textOfContent(catalog, long)!.length).toBeLessThan(41_000);
  });

  it('replaces the text of a content, and forgets it with the content', () => {
    const { catalog } = testCatalog();
    const { id, contentId } = addPhoto(catalog, '/a.jpg');
    const writer = textWriter(catalog, { version: 1, models: [] });
    writer.put(contentId, { lines: readLines('former') });
    writer.put(contentId, { lines: readLines('present') });
    expect(textMatches(catalog, 'former').whole).toEqual([]);
    expect(textMatches(catalog, 'present').whole).toEqual([contentId]);
    catalog.prepare('DELETE FROM photo WHERE id = ?').run(id);
    catalog.prepare('DELETE FROM content WHERE id = ?').run(contentId);
    expect(textMatches(catalog, 'present')).toEqual({ whole: [], part: [], near: [] });
    // The content is gone before its text is stored.
    writer.put(contentId, { lines: readLines('late') });
    expect(textMatches(catalog, 'late').whole).toEqual([]);
  });

  it('is the same for a content with the same pixels', () => {
    const { catalog } = testCatalog();
    const { contentId } = addPhoto(catalog, '/a.jpg');
    textWriter(catalog, { version: 1, models: [] }).put(contentId, { lines: readLines('NO LITTER') });
    const twin = enterTwin(catalog, contentId, Buffer.from('tagged'));
    expect(enterTwin(catalog, contentId, Buffer.from('tagged'))).toBe(twin);
    expect(textOfContent(catalog, twin)).toBe('NO LITTER');
    expect(textMatches(catalog, 'litter').whole).toEqual([contentId, twin]);
  });

  it('keeps pictures that could not be read until they are to be tried again', () => {
    const { catalog } = testCatalog();
    const { contentId } = addPhoto(catalog, '/a.jpg');
    textWriter(catalog, { version: 1, models: [] }).put(contentId, { failure: 'it takes too long' });
    const count = catalog.prepare('SELECT count(*) FROM content_text').pluck();
    expect(count.get()).toBe(1);
    forgetUnreadable(catalog);
    expect(count.get()).toBe(0);
  });
});

it('follows a text that is read again', () => {
  const { catalog } = testCatalog();
  const { contentId } = addPhoto(catalog, '/p/a.jpg');
  const writer = textWriter(catalog, { version: 1, models: [] });
  writer.put(contentId, { lines: readLines('harbour crane') });
  expect(textMatches(catalog, 'harbxur').near).toEqual([contentId]);
  writer.put(contentId, { lines: readLines('harb crane') });
  expect(textMatches(catalog, 'harbxur').near).toEqual([]);
  writer.put(contentId, { lines: readLines('harbour bxur') });
  expect(textMatches(catalog, 'harbxur').near).toEqual([contentId]);
});
