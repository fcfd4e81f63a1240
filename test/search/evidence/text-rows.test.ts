/** Which words of a query are found in the text of pictures: a real catalog. */

import { expect, it } from 'vitest';
import { textWriter } from '../../../src/catalog/text/texts.ts';
import { PhotoTable } from '../../../src/derived/photo-table.ts';
import { collectEvidence } from '../../../src/search/evidence/collect.ts';
import { rowsWithText } from '../../../src/search/evidence/text-rows.ts';
import { readSentence } from '../../../src/search/query/sentence/sentence.ts';
import type { Meaning } from '../../../src/search/query/vocabulary/meaning.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';
import { readLines } from '../../support/text-lines.ts';

const PICTURES = ['MAGRET DE CANARD', 'NOTICE', 'OATMILK', 'THE CAN', 'DSC 4170', '氷河特急'] as const;

/** Find the pictures that have each word of a query. */
function wordsIn() {
  const { catalog } = testCatalog();
  const writer = textWriter(catalog, { version: 1, models: [] });
  const ids = PICTURES.map((text, index) => {
    const { id, contentId } = addPhoto(catalog, `/p/${index}.jpg`);
    writer.put(contentId, { lines: readLines(text) });
    return id;
  });
  const table = new PhotoTable();
  table.refresh(catalog);
  const known = {
    mask: new Uint8Array(table.count).fill(1),
    rowsWith: () => [],
    nearWords: () => [],
    rowsWithText: (words: string, isExact: boolean) => rowsWithText(catalog, table, words, isExact),
    rowsTaken: () => [],
    rowsShowing: () => [],
  };
  return (query: string) =>
    collectEvidence([readSentence<Meaning>(query, [])], known).words.map(({ rows }) =>
      rows.map((row) => PICTURES[ids.findIndex((id) => table.rowOf(id) === row)]),
    );
}

it('finds a short word as a whole one, or together with the word beside it', () => {
  const find = wordsIn();
  expect(find('can')).toEqual([['THE CAN']]);
  expect(find('ice')).toEqual([[]]);
  expect(find('oat')).toEqual([[]]);
  expect(find('oat milk')).toEqual([['OATMILK'], ['OATMILK']]);
  expect(find('notice')).toEqual([['NOTICE']]);
});

it('finds parts of longer words and numbers, and characters', () => {
  const find = wordsIn();
  expect(find('magr')).toEqual([['MAGRET DE CANARD']]);
  expect(find('417')).toEqual([['DSC 4170']]);
  expect(find('氷河')).toEqual([['氷河特急']]);
});
