/**
 * Entry of the indexing child process. It holds the writer lease for the whole run, has a low priority, and ends when
 * its parent asks it to or has died. It never ends during an inference: onnxruntime would abort the process.
 */

import { constants, getPriority, setPriority } from 'node:os';
import { inheritDebug } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { type Catalog, catalogError, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../catalog/open.ts';
import { WRITER, withLease } from '../../catalog/runs/lease.ts';
import { lastRun, runningRun } from '../../catalog/runs/runs.ts';
import { covers, doneMeanwhile } from './coverage.ts';
import { createDecoder } from './decoder.ts';
import { indexFolders } from './index-folders.ts';
import type { FromIndexer, IndexJob, IndexProgress, IndexSummary, ToIndexer } from './messages.ts';

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
  const decoder = createDecoder();
  const onProgress = (progress: IndexProgress) => void send({ type: 'progress', progress });
  const onNotice = (line: string) => void send({ type: 'notice', line });
  try {
    return await indexFolders(job, { catalog, leaseToken, decoder, onProgress, onNotice, stop: stop.signal, lost });
  } finally {
    decoder.close();
  }
}
