/** What is indexed, and what the last run did. */

import { failures } from '../catalog/failures.ts';
import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { countPhotos } from '../catalog/photos.ts';
import { roots } from '../catalog/roots.ts';
import { leaseHolder, WRITER } from '../catalog/runs/lease.ts';
import { lastRun, runningRun } from '../catalog/runs/runs.ts';
import { watchers } from '../catalog/runs/watchers.ts';
import type { TextCounts } from '../catalog/text/unread.ts';
import { missingExcludes } from '../library/files/excluded-folders.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import type { Status } from './api.ts';

/** Collect the state of the whole library. */
export function libraryStatus(
  catalog: Catalog,
  dataDir: string,
  { excludeDirs }: ScanOptions,
  countTexts: (folders: readonly string[]) => TextCounts,
): Status {
  const folders = roots(catalog);
  const paths = folders.map(({ path }) => path);
  return {
    dataDir,
    model: activeModel(catalog)?.name ?? null,
    roots: folders.map((root) => ({ ...root, ...countPhotos(catalog, root.path) })),
    failures: failures(catalog),
    missingExcludes: missingExcludes(excludeDirs, paths),
    ...runState(catalog),
    watchers: watchers(catalog),
    text: countTexts(paths),
  };
}

/** A run that is marked as running while no process works on it was killed. */
function runState(catalog: Catalog): Pick<Status, 'lastRun' | 'indexing'> {
  const indexing = leaseHolder(catalog, WRITER) ?? null;
  const run = lastRun(catalog) ?? null;
  const killed = run?.outcome === 'running' && runningRun(catalog) === undefined;
  return { indexing, lastRun: killed ? { ...run, outcome: 'interrupted' } : run };
}
