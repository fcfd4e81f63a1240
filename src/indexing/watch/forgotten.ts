/** Tracks folders that a person removed from the index while they were watched: a change must not bring them back. */

import { type Catalog, retryWhileBusy } from '../../catalog/open.ts';
import { roots } from '../../catalog/roots.ts';
import { isInside } from '../../library/files/folder-paths.ts';

export interface Forgotten {
  /** Note that these folders were indexed. */
  add(folders: readonly string[]): void;
  /** Decide whether the folder belonged to a root and now belongs to none. Indexing it again ends this state. */
  has(folder: string): Promise<boolean>;
  /** Return those folders that are known to have been indexed. */
  candidates(folders: readonly string[]): string[];
}

/** Start tracking. @param catalog lists the current roots. */
export function trackForgotten(catalog: Catalog): Forgotten {
  const indexed = new Set<string>();
  return {
    add(folders) {
      for (const folder of folders) indexed.add(folder);
    },
    async has(folder) {
      const known = await retryWhileBusy(() => roots(catalog));
      const isRooted = known.some(({ path }) => isInside(path, folder));
      if (isRooted) indexed.add(folder);
      return !isRooted && indexed.has(folder);
    },
    candidates: (folders) => folders.filter((folder) => [...indexed].some((each) => isInside(each, folder))),
  };
}
