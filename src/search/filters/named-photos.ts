/** Finds photos by a word in their names. Names of folders above the caller's folders do not count: they are secret. */

import { basename, dirname, relative } from 'node:path';
import { type PersonalFact, photosWithWord, textsWithWords } from '../../catalog/metadata/words.ts';
import type { Catalog } from '../../catalog/open.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { isInside } from '../../library/files/folder-paths.ts';

interface Caller {
  /** Folders that the caller may search. Their own names and everything below them count. */
  readonly folders: readonly string[];
  /** Facts that the caller must not learn. */
  readonly hidden?: readonly PersonalFact[] | undefined;
}

/**
 * Find the photos that have a word in their path or their metadata.
 * @param mask a byte for each row of the table: 1 where the photo may be found.
 * @returns rows of the table. Some may occur twice.
 */
export function rowsWithWord(
  catalog: Catalog,
  table: PhotoTable,
  mask: Uint8Array,
  { folders, hidden }: Caller,
  word: string,
): number[] {
  const found = photosWithWord(catalog, word, hidden);
  const inScope = (ids: readonly number[]) => {
    const rows: number[] = [];
    for (const row of table.rowsOf(ids)) if (mask[row] === 1) rows.push(row);
    return rows;
  };
  const rows = inScope(found.own);
  const byFolder = inScope(found.folder);
  const isKnown = knownFolders(catalog, table, byFolder, folders, word);
  for (const row of byFolder) if (isKnown(table.columns.folder[row]!)) rows.push(row);
  return rows;
}

/**
 * Make a test for whether a folder of the table has the word in the part of its path that the caller may know. All
 * folders of `rows` have the word somewhere in their path.
 */
function knownFolders(
  catalog: Catalog,
  table: PhotoTable,
  rows: readonly number[],
  granted: readonly string[],
  word: string,
): (folder: number) => boolean {
  const has = (texts: readonly string[]) => textsWithWords(catalog, texts, [word]).get(word)!;
  // Usually no folder has the word at all. The next test takes a millisecond.
  if (rows.length === 0) return () => false;
  // Usually no folder above a granted folder has the word. Then every match is below.
  if (has(granted.map(dirname)).size === 0) return () => true;
  const numbers = [...new Set(rows.map((row) => table.columns.folder[row]!))];
  const known = has(numbers.map((number) => knownPath(table.dictionaries.folder.all[number]!, granted)));
  const isKnown = new Set(numbers.filter((_, position) => known.has(position)));
  return (folder) => isKnown.has(folder);
}

/** Return the part of a folder's path that the caller may know: it begins with the outermost granted folder's name. */
export function knownPath(folder: string, granted: readonly string[]): string {
  const parts = granted
    .filter((outer) => isInside(outer, folder))
    .map((outer) => `${basename(outer)}/${relative(outer, folder)}`);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
