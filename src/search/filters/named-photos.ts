/** Photos that have a word in what the caller may know of them: never in the names of folders above their own. */

import { basename, dirname, relative } from 'node:path';
import type { Catalog } from '../../catalog/open.ts';
import { photosWithWord, textsWithWord } from '../../catalog/words.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { isInside } from '../../library/files/folder-paths.ts';

/**
 * @param mask a byte for each row of the table: 1 where the photo may be found.
 * @param folders what the caller may search. Their own names count, and what is below them.
 * @returns rows of the table, each once.
 */
export function rowsWithWord(
  catalog: Catalog,
  table: PhotoTable,
  mask: Uint8Array,
  folders: readonly string[],
  word: string,
): number[] {
  const found = photosWithWord(catalog, word);
  const inScope = (ids: readonly number[]) => ids.map((id) => table.rowOf(id)).filter((row) => mask[row] === 1);
  const rows = new Set(inScope(found.own));
  const byFolder = inScope(found.folder);
  const isKnown = knownFolders(catalog, table, byFolder, folders, word);
  for (const row of byFolder) if (isKnown(table.columns.folder[row]!)) rows.add(row);
  return [...rows];
}

/** Decides for folders of the table, all of which have the word somewhere in their path. */
function knownFolders(
  catalog: Catalog,
  table: PhotoTable,
  rows: readonly number[],
  granted: readonly string[],
  word: string,
): (folder: number) => boolean {
  // Mostly nothing above a granted folder has the word: then every match is below.
  if (textsWithWord(catalog, granted.map(dirname), word).size === 0) return () => true;
  const numbers = [...new Set(rows.map((row) => table.columns.folder[row]!))];
  const known = textsWithWord(
    catalog,
    numbers.map((number) => knownPath(table.dictionaries.folder.all[number]!, granted)),
    word,
  );
  const isKnown = new Set(numbers.filter((_, position) => known.has(position)));
  return (folder) => isKnown.has(folder);
}

/** The part of a folder's path that the caller may know: from the outermost granted folder's own name on. */
function knownPath(folder: string, granted: readonly string[]): string {
  const ways = granted
    .filter((outer) => isInside(outer, folder))
    .map((outer) => `${basename(outer)}/${relative(outer, folder)}`);
  return ways.reduce((longest, way) => (way.length > longest.length ? way : longest), '');
}
