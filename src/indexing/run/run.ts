/** The parent's side of an indexing run: starts the child process, passes its reports on and ends it cleanly. */

import { debug } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { startChild } from '../../process/child.ts';
import type { FromIndexer, IndexJob, IndexProgress, IndexSummary, ToIndexer } from './messages.ts';

export interface RunOptions {
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** Receives lines for people. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the child process finishes its batch, and the summary says `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Run a job in a child process. @throws PicsiftError the error of the child process, or `worker-failed` if it died. */
export function runIndexing(job: IndexJob, { onProgress, onNotice, signal }: RunOptions = {}): Promise<IndexSummary> {
  const child = startChild('src/indexing/run/indexing-process.ts');
  const say = (message: ToIndexer) => {
    if (child.process.connected) child.process.send(message);
  };
  const stop = () => say({ type: 'stop' });
  return new Promise<IndexSummary>((resolve, reject) => {
    let outcome: (() => void) | undefined;
    child.process.on('message', (message: FromIndexer) => {
      if (message.type === 'progress') onProgress?.(message.progress);
      else if (message.type === 'notice') onNotice?.(message.line);
      else if (message.type === 'done') outcome = () => resolve(message.summary);
      else outcome = () => reject(new PicsiftError(message.code, message.message));
    });
    child.process.on('error', (error) => reject(workerFailed(error.message)));
    // Settle at the exit, so that the process is gone when the caller continues.
    child.process.on('exit', (code, killedBy) => {
      debug('index', () => `process ${child.process.pid} ended (exit ${killedBy ?? code})`);
      (outcome ?? (() => reject(workerFailed(child.stderrTail() || `exit ${killedBy ?? code}`))))();
    });
    debug('index', () => `process ${child.process.pid} indexes ${job.folders.join(', ')}`);
    signal?.addEventListener('abort', stop);
    say({ type: 'start', job });
    if (signal?.aborted) stop();
  }).finally(() => signal?.removeEventListener('abort', stop));
}

function workerFailed(reason: string): PicsiftError {
  return new PicsiftError(
    'worker-failed',
    `The indexing process died (${reason}). What was indexed is kept: run it again to continue.`,
  );
}
