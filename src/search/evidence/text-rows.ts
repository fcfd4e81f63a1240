/** Finds the photos that have words in the picture. */

import type { Catalog } from '../../catalog/open.ts';
import { exactTextMatches, textMatches } from '../../catalog/text/text-matches.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { FULL, type Graded, IN_PART, NEARLY } from './evidence.ts';

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
  const last = [whole, part, near].flat().reduce((most, id) => Math.max(most, id), -1);
  if (last === -1) return [];
  const strengthOf = new Uint8Array(last + 1);
  for (const id of whole) strengthOf[id] = FULL;
  for (const id of part) strengthOf[id] = IN_PART;
  for (const id of near) strengthOf[id] = NEARLY;
  const rows: Record<number, number[]> = { [FULL]: [], [IN_PART]: [], [NEARLY]: [] };
  // Looking at all rows takes less time than asking the catalog for a hundred contents.
  for (let row = 0; row < count; row++) {
    const id = content[row]!;
    if (id <= last && strengthOf[id] !== 0) rows[strengthOf[id]!]!.push(row);
  }
  return [FULL, IN_PART, NEARLY].map((strength) => ({ strength, rows: rows[strength]! }));
}
