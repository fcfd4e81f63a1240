/** Handles Ctrl-C: the first one stops cleanly, the second one immediately. */

import { report } from './output/console.ts';

/**
 * Run `work` with a signal that aborts at the first SIGINT or SIGTERM. The second one ends the process. The catalog
 * stays consistent in both cases, because every batch is a transaction.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = () => {
    unsubscribe();
    report('Stopping after this batch. Press Ctrl-C again to stop immediately.');
    stop.abort();
  };
  const unsubscribe = () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    unsubscribe();
  }
}
