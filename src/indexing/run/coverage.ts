/** Where one run does another's work: of several that wait for the same folders, one has to run. */

import type { Catalog } from '../../catalog/open.ts';
import { completedSummary, lastRun, type Run } from '../../catalog/runs.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import { scanReaches } from '../../library/files/scan.ts';
import type { IndexJob, IndexSummary } from './messages.ts';

/** True where the run looks through all of these folders, with the same notion of what counts. */
export function covers(run: Run, { folders, scan }: Pick<IndexJob, 'folders' | 'scan'>): boolean {
  return (
    JSON.stringify(run.scan) === JSON.stringify(scan) &&
    folders.every((folder) => run.folders.some((outer) => scanReaches(outer, folder, scan)))
  );
}

/** True where the run looks through some of these folders, or through what is in them. */
export function touches(run: Run, folders: readonly string[]): boolean {
  return run.folders.some((one) => folders.some((other) => isInside(one, other) || isInside(other, one)));
}

/**
 * What another run has done of a job: its summary, where it began after the job was given, covers it and is complete. A
 * run that began before may have looked into a folder already when a photo was put there.
 * @param before the newest run when the job was given.
 */
export function doneMeanwhile(catalog: Catalog, job: IndexJob, before: number): IndexSummary | undefined {
  const run = lastRun(catalog);
  // What a person says of removals, they say to their own run.
  if (run === undefined || run.id <= before || job.acceptRemovals || !covers(run, job)) return undefined;
  const summary = completedSummary(catalog, run.id) as IndexSummary | undefined;
  return summary?.model === job.model.name ? { ...summary, joined: true } : undefined;
}
