/** Finds the photos that have words in the picture. */

import { isUnspaced } from '../../base/fold.ts';
import type { Catalog } from '../../catalog/open.ts';
import { exactTextMatches, textMatches } from '../../catalog/text/text-matches.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { FULL, type Graded, IN_PART, NEARLY } from './evidence.ts';

/** A shorter word is a part of too many others: "can" of "canard", "ice" of "notice". Digits say more, and so do characters. */
const SHORTEST_PART = 4;

/** Decide whether a word is looked for in longer words. */
export function mayBePart(word: string): boolean {
  return word.length >= SHORTEST_PART || !/^\p{L}+$/u.test(word) || isUnspaced(word);
}

/**
 * Return the rows of the photos whose text has the words, by how well it has them. Copies of a photo share its text.
 * @param isExact do not allow for reading errors.
 */
export function rowsWithText(
  catalog: Catalog,
  { columns: { content }, count }: PhotoTable,
  words: string,
  isExact: boolean,
): Graded[] {
  const { whole, part, near } = isExact ? exactTextMatches(catalog, words) : textMatches(catalog, words);
  const inLonger = mayBePart(words) ? part : [];
  const last = [whole, inLonger, near].flat().reduce((most, id) => Math.max(most, id), -1);
  if (last === -1) return [];
  const strengthOf = new Uint8Array(last + 1);
  for (const id of whole) strengthOf[id] = FULL;
  for (const id of inLonger) strengthOf[id] = IN_PART;
  for (const id of near) strengthOf[id] = NEARLY;
  const rows: Record<number, number[]> = { [FULL]: [], [IN_PART]: [], [NEARLY]: [] };
  // Looking at all rows takes less time than asking the catalog for a hundred contents.
  for (let row = 0; row < count; row++) {
    const id = content[row]!;
    if (id <= last && strengthOf[id] !== 0) rows[strengthOf[id]!]!.push(row);
  }
  return [FULL, IN_PART, NEARLY].map((strength) => ({ strength, rows: rows[strength]! }));
}
