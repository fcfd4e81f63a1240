/**
 * Entry of the indexing child process. It holds the writer lease for the whole run, has a low priority, and ends when
 * its parent asks it to or has died. It never ends during an inference: onnxruntime would abort the process.
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
// Ctrl-C reaches the whole process group, but the parent decides when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());
process.on('message', (message: ToIndexer) => {
  if (message.type === 'stop') stop.abort();
  else void main(message.job);
});

/**
 * Send a message to the parent. Resolves when it is flushed: a message that is not flushed before the channel closes is
 * lost. Also resolves if the write fails, because the parent has died.
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
  // All work is done. Without the channel the process ends automatically.
  if (process.connected) process.disconnect();
}

/** Lower the priority. A still lower one is kept: the user chose it, and the system refuses to raise it. */
function lowerPriority(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
}

/** Wait for the writer lease and report the progress of the run that holds it; then do what that run has not done. */
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
    // Not fatal: the file only saves time, and a later run can make it.
    await attempt(() => updatePhotoTable(catalog, photoTableFile(derivedFolder(job.catalogFile))));
    const outcome = summary.interrupted ? 'interrupted' : 'completed';
    finishRun(catalog, runId, outcome, summary);
    debug('index', () => `run ${runId} ${outcome} in ${summary.seconds} s: ${inWords(summary)}`);
    await keepStore(catalog, job.modelId, signal);
    return summary;
  } catch (error) {
    // On a full disk this fails too. The parent must see the first error.
    await attempt(() => finishRun(catalog, runId, 'failed', { error: messageOf(error) }));
    throw error;
  } finally {
    decoder.close();
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
