/** The parent's side of a job: starts the child process, passes its reports on and ends it cleanly. */

import { debug } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { startChild } from '../../process/child.ts';
import type { FromJob, ToJob } from './messages.ts';

export interface RunOptions<Progress> {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Receives lines for people. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the child process finishes its batch, and the summary says `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Run a job in a child process.
 * @param source entry of the child process: see `serveJob`.
 * @throws PicsiftError the error of the child process, or `worker-failed` if it died.
 */
export function runJob<Job extends { readonly folders: readonly string[] }, Summary, Progress>(
  source: `${string}.ts`,
  job: Job,
  { onProgress, onNotice, signal }: RunOptions<Progress> = {},
): Promise<Summary> {
  const child = startChild(source);
  const say = (message: ToJob<Job>) => {
    if (child.process.connected) child.process.send(message);
  };
  const stop = () => say({ type: 'stop' });
  return new Promise<Summary>((resolve, reject) => {
    let outcome: (() => void) | undefined;
    child.process.on('message', (message: FromJob<Summary, Progress>) => {
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
    debug('index', () => `process ${child.process.pid} (${source}): ${job.folders.join(', ')}`);
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
