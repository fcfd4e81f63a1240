/** One run of the indexer, by the process that holds the writer lease: index, update the derived files, record the run. */

import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import { isPurgeRequested, purgeDeleted } from '../../catalog/erase.ts';
import type { Catalog } from '../../catalog/open.ts';
import { finishRun, startRun } from '../../catalog/runs/runs.ts';
import { derivedFolder, removeDerived } from '../../derived/derived-folder.ts';
import { storeFolder } from '../../derived/matrix/code-store.ts';
import { updateStore } from '../../derived/matrix/update-code-store.ts';
import { photoTableFile, updatePhotoTable } from '../../derived/photo-table-file.ts';
import type { IndexJob, IndexSummary } from './messages.ts';
import { type PipelineContext, runPipeline } from './pipeline.ts';

interface RunContext extends Omit<PipelineContext, 'runId' | 'signal'> {
  /** Asks the run to end after the photos in progress. */
  readonly stop: AbortSignal;
  /** Aborts when another process has taken the lease over. */
  readonly lost: AbortSignal;
}

/**
 * Index the folders of a job.
 * @returns the summary; after `stop` it says `interrupted`.
 * @throws the reason of `lost`; whatever stopped the run. The run is then recorded as failed.
 */
export async function indexFolders(job: IndexJob, { stop, lost, ...context }: RunContext): Promise<IndexSummary> {
  const { catalog } = context;
  const runId = startRun(catalog, job, context.leaseToken);
  const signal = AbortSignal.any([stop, lost]);
  try {
    const summary = await runPipeline(job, { ...context, runId, signal });
    lost.throwIfAborted();
    // Derived files contain names and vectors of the excluded photos too.
    const mustPurge = isPurgeRequested(catalog);
    if (mustPurge) removeDerived(job.catalogFile);
    // Not fatal: the file only saves time, and a later run can make it.
    const table = photoTableFile(derivedFolder(job.catalogFile));
    await attempt(() => updatePhotoTable(catalog, table, mustPurge ? 0 : undefined));
    const outcome = summary.interrupted ? 'interrupted' : 'completed';
    finishRun(catalog, runId, outcome, summary);
    debug('index', () => `run ${runId} ${outcome} in ${summary.seconds} s: ${inWords(summary)}`);
    await keepStore(catalog, job.modelId, signal);
    // Last, because it takes long. A run that does not get that far leaves it to the next one.
    if (mustPurge) await attempt(() => purgeDeleted(catalog, runId, context.leaseToken));
    return summary;
  } catch (error) {
    // On a full disk this fails too. The caller must see the first error.
    await attempt(() => finishRun(catalog, runId, 'failed', { error: messageOf(error) }));
    throw error;
  }
}

/** Update the codes on disk. An error does not fail the run: searches work without them, only slower. */
async function keepStore(catalog: Catalog, modelId: number, signal: AbortSignal): Promise<void> {
  const folder = storeFolder(catalog, modelId);
  const startedAt = performance.now();
  const update = updateStore({ catalog, modelId, folder, signal });
  const outcome = await update.then(
    () => 'are up to date',
    (error: unknown) => `were not updated: ${messageOf(error)}`,
  );
  debug('index', () => `the vectors' codes ${outcome}, ${since(startedAt)}`);
}

function inWords({ added, changed, moved, removed, kept, embedded, failed, heldBack }: IndexSummary): string {
  return Object.entries({ added, changed, moved, removed, kept, embedded, failed, 'held back': heldBack })
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

async function attempt(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    // Ignored: the caller has a better error, or needs none.
  }
}
