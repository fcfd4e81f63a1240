/** Runs the newest work first: who scrolls wants to see what is visible now. */

import { PicsiftError } from './errors.ts';

interface Waiting {
  readonly start: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * @param concurrency how many may run at once.
 * @returns a function that runs `work` when it is its turn. Work whose signal aborts before that is left out.
 */
export function newestFirst(concurrency: number) {
  const waiting: Waiting[] = [];
  let running = 0;

  function pump(): void {
    while (running < concurrency) {
      const next = waiting.pop();
      if (next === undefined) return;
      if (next.signal?.aborted) continue;
      running++;
      next.start();
    }
  }

  /** @throws PicsiftError `interrupted` when the signal aborts before the work has begun; and what `work` throws. */
  return <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const leave = () => reject(new PicsiftError('interrupted', 'Nobody waits for this any more.'));
      if (signal?.aborted) return leave();
      const start = () => {
        signal?.removeEventListener('abort', leave);
        work()
          .then(resolve, reject)
          .finally(() => {
            running--;
            pump();
          });
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push({ start, signal });
      pump();
    });
}
