/** Folders that a person removed from the index while they were watched: no change in them may bring them back. */

import { type Catalog, retryWhileBusy } from '../../catalog/open.ts';
import { roots } from '../../catalog/roots.ts';
import { isInside } from '../../library/files/folder-paths.ts';

export interface Forgotten {
  /** Note that these folders were indexed. */
  add(folders: readonly string[]): void;
  /** True where the folder belonged to a root and belongs to none any more. Indexed again, it is as any other. */
  has(folder: string): Promise<boolean>;
  /** Those of the folders that are known to have been indexed. */
  candidates(folders: readonly string[]): string[];
}

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
