/** Decides when one run does the work of another: of several that wait for the same folders, only one has to run. */

import type { Catalog } from '../../catalog/open.ts';
import { completedSummary, lastRun, type Run } from '../../catalog/runs/runs.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import { scanReaches } from '../../library/files/scan-filter.ts';
import type { IndexJob, IndexSummary } from './messages.ts';

/** Decide whether the run scans all of these folders with the same scan options. */
export function covers(run: Run, { folders, scan }: Pick<IndexJob, 'folders' | 'scan'>): boolean {
  return (
    JSON.stringify(run.scan) === JSON.stringify(scan) &&
    folders.every((folder) => run.folders.some((outer) => scanReaches(outer, folder, scan)))
  );
}

/** Decide whether the run scans any of these folders, or a folder inside or around them. */
export function touches(run: Run, folders: readonly string[]): boolean {
  return run.folders.some((one) => folders.some((other) => isInside(one, other) || isInside(other, one)));
}

/**
 * Return the summary of another run that has done the job: it started after the job was requested, covers it and is
 * complete. A run that started earlier may have scanned a folder before a photo was put there.
 * @param before id of the newest run when the job was requested.
 */
export function doneMeanwhile(catalog: Catalog, job: IndexJob, before: number): IndexSummary | undefined {
  const run = lastRun(catalog);
  // A person who accepts removals accepts them for their own run only.
  if (run === undefined || run.id <= before || job.acceptRemovals || !covers(run, job)) return undefined;
  const summary = completedSummary(catalog, run.id) as IndexSummary | undefined;
  return summary?.model === job.model.name ? { ...summary, joined: true } : undefined;
}
