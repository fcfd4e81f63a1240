/** A run of the indexer by the only process that may write: it holds the writer lease until the run ends. */

import { PicsiftError } from '../../base/errors.ts';
import { WRITER, withLease } from '../../catalog/runs/lease.ts';
import { lastRun, runningRun } from '../../catalog/runs/runs.ts';
import type { JobContext } from '../job/job.ts';
import { covers, doneMeanwhile } from './coverage.ts';
import { createDecoder } from './decoder.ts';
import { indexFolders } from './index-folders.ts';
import type { IndexJob, IndexProgress, IndexSummary } from './messages.ts';

/** Wait for the writer lease and report the progress of the run that holds it; then do what that run has not done. */
export function runAsWriter(job: IndexJob, context: JobContext<IndexProgress>): Promise<IndexSummary> {
  const { catalog, stop, onProgress } = context;
  const newest = lastRun(catalog)?.id ?? 0;
  const onWait = () => {
    const run = runningRun(catalog);
    const covered = run !== undefined && covers(run, job);
    onProgress({ phase: 'wait', done: run?.done ?? 0, total: run?.total ?? 0, covered });
  };
  const instead = () => {
    throw new PicsiftError('indexing-elsewhere', 'Another picsift is indexing. Try again when it has finished.');
  };
  return withLease(
    catalog,
    WRITER,
    async (token, lost) => doneMeanwhile(catalog, job, newest) ?? (await run(job, context, token, lost)),
    { onWait, signal: stop, giveUp: { afterMs: job.waitMs ?? Number.POSITIVE_INFINITY, instead } },
  );
}

async function run(
  job: IndexJob,
  context: JobContext<IndexProgress>,
  leaseToken: number,
  lost: AbortSignal,
): Promise<IndexSummary> {
  const decoder = createDecoder();
  try {
    return await indexFolders(job, { ...context, leaseToken, decoder, lost });
  } finally {
    decoder.close();
  }
}
