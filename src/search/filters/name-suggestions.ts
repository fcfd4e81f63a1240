/** Suggests names for a misspelled one. Pure. */

import { folded } from '../../base/fold.ts';

/**
 * Find the names most similar to a text, the most similar first. Equally similar ones keep their order.
 * @param most maximum number of results.
 */
export function nearNames<T>(written: string, named: readonly T[], nameOf: (item: T) => string, most: number): T[] {
  const wanted = folded(written);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  return named
    .map((item) => ({ item, edits: editsBetween(wanted, folded(nameOf(item)), limit) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map(({ item }) => item);
}

/**
 * Count the insertions, deletions, replacements and swaps of neighbouring letters that turn one text into the other:
 * optimal string alignment distance, after F. J. Damerau, "A technique for computer detection and correction of
 * spelling errors", CACM 7, 1964.
 * @returns the distance, or `limit + 1` if it is larger than `limit`.
 * @internal
 */
export function editsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const edits = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let least = Math.min(last[column - 1]! + (isSame ? 0 : 1), last[column]! + 1, edits[column - 1]! + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforeLast[column - 2]! + 1);
      }
      edits.push(least);
    }
    if (Math.min(...edits) > limit) return limit + 1;
    [beforeLast, last] = [last, edits];
  }
  return last[b.length]!;
}
