/** Decides which photos a search may find: those in its folders whose files are present and that pass its filters. */

import { sep } from 'node:path';
import { type PhotoTable, PRESENCE } from '../../derived/photo-table.ts';
import type { Findable } from './findable.ts';

/** Real paths. */
export interface ScopeRequest {
  /** Folders that the caller may search. Only photos below them are ranked and counted. Empty: no photos. */
  readonly folders: readonly string[];
  /** Search only these parts of the folders. */
  readonly within?: readonly string[] | undefined;
  /** Also find photos whose files are missing now: on an unplugged drive, or held back. */
  readonly includeOffline?: boolean | undefined;
  /** The caller must not learn where photos were taken: `near` uses coordinates rounded to 0.1 degrees. */
  readonly coarsePlaces?: boolean | undefined;
}

export interface Scope {
  /** A byte for each row of the photo table: 1 where the photo may be found. */
  readonly mask: Uint8Array;
  /** Number of photos that may be found. */
  readonly total: number;
  /** Number of photos left out only because their files are missing now. */
  readonly leftOut: number;
}

/**
 * Compute the scope.
 * @param findable what may be found in the folders.
 * @param passes whether the photo in a row of the table passes the filters; absent: all do.
 */
export function scopeOf(
  table: PhotoTable,
  { folders, within = folders, includeOffline = false }: ScopeRequest,
  { findable, includeHidden }: { readonly findable: Findable; readonly includeHidden: boolean },
  passes: (row: number) => boolean = () => true,
): Scope {
  const { count, columns } = table;
  const { folder, presence, hidden } = columns;
  const isOpen = openFolders(table, within, findable);
  const mask = new Uint8Array(count);
  let total = 0;
  let leftOut = 0;
  for (let row = 0; row < count; row++) {
    const state = presence[row]!;
    if (isOpen[folder[row]!] === 0 || state === PRESENCE.gone) continue;
    if ((hidden[row] === 1 && !includeHidden) || !passes(row)) continue;
    if (state === PRESENCE.away && !includeOffline) leftOut++;
    else {
      mask[row] = 1;
      total++;
    }
  }
  return { mask, total, leftOut };
}

/** Leave one photo out. @param row of the table; -1: none. */
export function withoutRow(scope: Scope, row: number): Scope {
  if (row === -1 || scope.mask[row] !== 1) return scope;
  const mask = scope.mask.slice();
  mask[row] = 0;
  return { ...scope, mask, total: scope.total - 1 };
}

/** Compute, for each folder of the table, 1 where its photos are in scope. Deciding it for each photo would be slow. */
function openFolders(table: PhotoTable, within: readonly string[], findable: Findable): Uint8Array {
  const prefixes = within.map((folder) => (folder.endsWith(sep) ? folder : folder + sep));
  return Uint8Array.from(table.dictionaries.folder.all, (folder) => {
    // Any name that is not hidden stands for the photos of a folder.
    const photo = folder.endsWith(sep) ? `${folder}photo` : `${folder}${sep}photo`;
    const isNarrowed = prefixes.some((prefix) => photo.startsWith(prefix));
    return isNarrowed && findable.has(photo) ? 1 : 0;
  });
}
