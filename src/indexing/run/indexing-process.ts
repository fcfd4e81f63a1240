/**
 * Entry of the indexing child. It holds the writer lease for the whole run, works at a low priority, and ends when
 * its parent says so or is gone. It never ends in the middle of an inference: onnxruntime would abort the process.
 */

import { constants, getPriority, setPriority } from 'node:os';
import { debug, inheritDebug, since } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { WRITER, withLease } from '../../catalog/lease.ts';
import { type Catalog, catalogError, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../catalog/open.ts';
import { finishRun, lastRun, runningRun, startRun } from '../../catalog/runs.ts';
import { derivedFolder } from '../../derived/derived-folder.ts';
import { storeFolder } from '../../derived/matrix/code-store.ts';
import { updateStore } from '../../derived/matrix/update-code-store.ts';
import { photoTableFile, updatePhotoTable } from '../../derived/photo-table-file.ts';
import { covers, doneMeanwhile } from './coverage.ts';
import { createDecoder } from './decoder.ts';
import type { FromIndexer, IndexJob, IndexSummary, ToIndexer } from './messages.ts';
import { runPipeline } from './pipeline.ts';

const stop = new AbortController();

inheritDebug();
// Ctrl-C reaches the whole process group; when to stop is the parent's to say.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());
process.on('message', (message: ToIndexer) => {
  if (message.type === 'stop') stop.abort();
  else void main(message.job);
});

/**
 * Resolves when the message is on its way: what is not flushed before the channel closes is lost. A parent that was
 * killed a moment ago is found out by the write: nobody is left to be told.
 */
function send(message: FromIndexer): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, {}, () => resolve());
    else resolve();
  });
}

async function main(job: IndexJob): Promise<void> {
  lowerPriority();
  try {
    const catalog = openCatalog(job.catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
    try {
      await send({ type: 'done', summary: await runAsWriter(catalog, job) });
    } finally {
      catalog.close();
    }
  } catch (thrown) {
    const error = catalogError(thrown, job.catalogFile);
    const code = error instanceof PicsiftError ? error.code : 'worker-failed';
    await send({ type: 'failed', code, message: messageOf(error) });
  }
  // Nothing is under way any more: without the channel the process ends by itself.
  if (process.connected) process.disconnect();
}

/** Whoever started picsift at a still lower priority means that, and the system refuses to raise it. */
function lowerPriority(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
}

/** Wait for the writer lease, passing on how far the run is that has it; then do what that run has not done. */
function runAsWriter(catalog: Catalog, job: IndexJob): Promise<IndexSummary> {
  const newest = lastRun(catalog)?.id ?? 0;
  const onWait = () => {
    const run = runningRun(catalog);
    const covered = run !== undefined && covers(run, job);
    const progress = { phase: 'wait', done: run?.done ?? 0, total: run?.total ?? 0, covered } as const;
    void send({ type: 'progress', progress });
  };
  const instead = () => {
    throw new PicsiftError('indexing-elsewhere', 'Another picsift is indexing. Try again when it has finished.');
  };
  return withLease(
    catalog,
    WRITER,
    async (token, lost) => doneMeanwhile(catalog, job, newest) ?? (await run(catalog, job, token, lost)),
    { onWait, signal: stop.signal, giveUp: { afterMs: job.waitMs ?? Number.POSITIVE_INFINITY, instead } },
  );
}

async function run(catalog: Catalog, job: IndexJob, leaseToken: number, lost: AbortSignal): Promise<IndexSummary> {
  const runId = startRun(catalog, job);
  const decoder = createDecoder();
  const signal = AbortSignal.any([stop.signal, lost]);
  try {
    const summary = await runPipeline(job, {
      catalog,
      leaseToken,
      runId,
      decoder,
      onProgress: (progress) => void send({ type: 'progress', progress }),
      signal,
    });
    lost.throwIfAborted();
    // What is made for speed can be made by a later run.
    await attempt(() => updatePhotoTable(catalog, photoTableFile(derivedFolder(job.catalogFile))));
    const outcome = summary.interrupted ? 'interrupted' : 'completed';
    finishRun(catalog, runId, outcome, summary);
    debug('index', () => `run ${runId} ${outcome} in ${summary.seconds} s: ${inWords(summary)}`);
    await keepStore(catalog, job.modelId, signal);
    return summary;
  } catch (error) {
    // Where the disk is full this fails too; what is told is why the run failed.
    await attempt(() => finishRun(catalog, runId, 'failed', { error: messageOf(error) }));
    throw error;
  } finally {
    decoder.close();
  }
}

/** Searches do without it, only slower: what goes wrong here is not the run's failure. */
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
    // The caller has a better error, or none is needed.
  }
}
