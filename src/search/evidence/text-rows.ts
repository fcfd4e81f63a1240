/** Finds the photos that have words in the picture. */

import type { Catalog } from '../../catalog/open.ts';
import { exactTextMatches, textMatches } from '../../catalog/text/text-matches.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { FULL, type Graded, IN_PART, NEARLY } from './evidence.ts';

/** Find them. Copies of a photo share its text. @param isExact do not allow for reading errors. */
export function rowsWithText(
  catalog: Catalog,
  { columns: { content }, count }: PhotoTable,
  words: string,
  isExact: boolean,
): Graded[] {
  const { whole, part, near } = isExact ? exactTextMatches(catalog, words) : textMatches(catalog, words);
  const lists = [
    { contents: whole, strength: FULL, rows: [] as number[] },
    { contents: part, strength: IN_PART, rows: [] as number[] },
    { contents: near, strength: NEARLY, rows: [] as number[] },
  ];
  const last = lists.reduce((most, { contents }) => contents.reduce((a, b) => Math.max(a, b), most), -1);
  if (last === -1) return [];
  // To look at all rows takes less time than to ask the catalog for a hundred contents.
  const listOf = new Uint8Array(last + 1);
  for (const [index, { contents }] of lists.entries()) for (const id of contents) listOf[id] = index + 1;
  for (let row = 0; row < count; row++) {
    const id = content[row]!;
    if (id <= last && listOf[id] !== 0) lists[listOf[id]! - 1]!.rows.push(row);
  }
  return lists;
}
