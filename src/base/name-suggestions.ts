/** Suggests names for a misspelled one. Pure. */

import { folded } from './fold.ts';

/**
 * Find the names most similar to a text, the most similar first. Equally similar ones keep their order.
 * @param foldedName returns the folded name of an item.
 * @param most maximum number of results.
 */
export function nearNames<T>(written: string, named: readonly T[], foldedName: (item: T) => string, most: number): T[] {
  const wanted = folded(written);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const near: { item: T; edits: number }[] = [];
  for (const item of named) {
    const edits = editsBetween(wanted, foldedName(item), limit);
    if (edits <= limit) near.push({ item, edits });
  }
  return near
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map(({ item }) => item);
}

/**
 * Count the insertions, deletions, replacements and swaps of neighbouring letters that turn one text into the other:
 * optimal string alignment distance, after F. J. Damerau, "A technique for computer detection and correction of
 * spelling errors", CACM 7, 1964.
 * @returns the distance, or `limit + 1` if it is larger than `limit`.
 */
export function editsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  // Three rows of the table of distances, reused: this runs for 50,000 cities after a misspelled place. Cells further
  // than `limit` from the diagonal are larger than `limit`, and are not computed.
  const beyond = limit + 1;
  let [beforeLast, last, row] = rows(b.length + 1);
  for (let column = 0; column <= b.length; column++) last[column] = column;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    if (i > 1 && to === i + limit) last[to] = beyond;
    row[from - 1] = from === 1 ? i : beyond;
    let fewest = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let edits = Math.min(last[j - 1]! + (isSame ? 0 : 1), last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row[j] = edits;
      if (edits < fewest) fewest = edits;
    }
    if (fewest > limit) return beyond;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[b.length]!, beyond);
}

let kept: [Uint16Array, Uint16Array, Uint16Array] = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)];

/** Return three arrays of at least this length, with any content. */
function rows(length: number): [Uint16Array, Uint16Array, Uint16Array] {
  if (kept[0].length < length) kept = [new Uint16Array(length), new Uint16Array(length), new Uint16Array(length)];
  return kept;
}
