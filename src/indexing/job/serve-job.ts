/** The child process's side of a job. The process has a low priority, and ends when its parent asks it to or has died. */

import { getPriority, setPriority } from 'node:os';
import { inheritDebug } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { catalogError } from '../../catalog/open.ts';
import { doJob, type Work } from './job.ts';
import type { FromJob, ToJob } from './messages.ts';

/**
 * Do the job that the parent sends.
 * @param priority see `os.constants.priority`.
 */
export function serveJob<Job extends { readonly catalogFile: string }, Summary, Progress>(
  priority: number,
  work: Work<Job, Summary, Progress>,
): void {
  const stop = new AbortController();
  inheritDebug();
  // Ctrl-C reaches the whole process group, but the parent decides when to stop.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => stop.abort());
  process.on('disconnect', () => stop.abort());
  process.on('message', (message: ToJob<Job>) => {
    if (message.type === 'stop') stop.abort();
    else void main(message.job);
  });

  async function main(job: Job): Promise<void> {
    lowerPriority(priority);
    try {
      const summary = await doJob(work, job, {
        onProgress: (progress) => void send({ type: 'progress', progress }),
        onNotice: (line) => void send({ type: 'notice', line }),
        stop: stop.signal,
      });
      await send({ type: 'done', summary });
    } catch (thrown) {
      const error = catalogError(thrown, job.catalogFile);
      const code = error instanceof PicsiftError ? error.code : 'worker-failed';
      await send({ type: 'failed', code, message: messageOf(error) });
    }
    // All work is done. Without the channel the process ends automatically.
    if (process.connected) process.disconnect();
  }

  /**
   * Send a message to the parent. Resolves when it is flushed: a message that is not flushed before the channel closes
   * is lost. Also resolves if the write fails, because the parent has died.
   */
  function send(message: FromJob<Summary, Progress>): Promise<void> {
    return new Promise((resolve) => {
      if (process.connected) process.send?.(message, undefined, {}, () => resolve());
      else resolve();
    });
  }
}

/** A still lower priority is kept: the user chose it, and the system refuses to raise it. */
function lowerPriority(priority: number): void {
  if (getPriority() < priority) setPriority(priority);
}
