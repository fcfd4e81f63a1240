/** Decides which paths a search may find. */

import type { Catalog } from '../../catalog/open.ts';
import { roots } from '../../catalog/roots.ts';
import { findExcludes } from '../../library/files/excluded-folders.ts';
import { anchorScan, type ScanOptions, scanFilter } from '../../library/files/scan-filter.ts';

export interface Findable {
  /** Differs when the excluded folders differ: links and drives change while a process runs. */
  readonly key: string;
  /** Decide whether a scan of one of the folders finds this path. */
  has(path: string): boolean;
}

/** Find out what a search in these folders may find, as the disk is now. @param folders real paths. */
export function findableIn(catalog: Catalog, folders: readonly string[], options: ScanOptions): Findable {
  // Relative paths start from each indexed folder, also in a search of only a part of it.
  const starts = [...new Set([...folders, ...roots(catalog).map(({ path }) => path)])];
  const scan = anchorScan(starts, options);
  const excludes = findExcludes(scan.excludeDirs, starts);
  const filters = folders.map((folder) => scanFilter(folder, scan, excludes));
  return { key: excludes.key, has: (path) => filters.some((isFound) => isFound(path)) };
}
