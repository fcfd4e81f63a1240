/** Ctrl-C: once to stop cleanly, twice to stop at once. */

import { tell } from './output/console.ts';

/**
 * Run `work` with a signal that aborts at the first SIGINT or SIGTERM. A second one has the system's own effect; what
 * was stored stays whole all the same, since every batch is a transaction.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = () => {
    forget();
    tell('Stopping after this batch. Press Ctrl-C again to stop at once.');
    stop.abort();
  };
  const forget = () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    forget();
  }
}
