/** Handles Ctrl-C: the first one stops cleanly, the second one immediately. */

import { EXIT } from './exit-codes.ts';
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

/**
 * Run `work`, which has started other programs, with a signal that aborts at the first SIGINT, SIGTERM or SIGHUP.
 * @param atOnce ends those programs without waiting, at the second signal.
 * @returns undefined if a signal stopped it.
 */
export async function stoppable<T>(
  work: (signal: AbortSignal) => Promise<T>,
  atOnce: () => void,
): Promise<T | undefined> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) {
      atOnce();
      process.exit(EXIT.interrupted);
    }
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
