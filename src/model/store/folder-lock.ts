/** Lets one process at a time write to a model's folder. */

import { setTimeout as sleep } from 'node:timers/promises';
import { PicsiftError, systemCode } from '../../base/errors.ts';

/** A lock that its holder has not refreshed for this long is stale: the holder is treated as dead. */
const STALE_MS = 10_000;
const POLL_MS = 200;

/**
 * Run `work` with a lock on a model's folder. The signal that `work` gets is also aborted when the lock is lost.
 * @param name of the model, for messages.
 * @throws PicsiftError `interrupted` when `stop` is aborted while another process has the lock.
 */
export async function whileLocked<T>(
  folder: string,
  name: string,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Only a download needs this module.
  const { lock } = await import('proper-lockfile');
  const lost = new AbortController();
  const onCompromised = () =>
    lost.abort(
      new PicsiftError(
        'download-failed',
        `Another picsift took over the download of the model "${name}". Run the same command again.`,
      ),
    );
  let release: (() => Promise<void>) | undefined;
  while (release === undefined) {
    try {
      release = await lock(folder, { realpath: false, stale: STALE_MS, onCompromised });
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw error;
      await sleep(POLL_MS, undefined, { signal: stop }).catch(() => {
        const text = `Stopped waiting for another download of the model "${name}". Run the same command again.`;
        throw new PicsiftError('interrupted', text);
      });
    }
  }
  try {
    return await work(stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]));
  } finally {
    // Fails if the lock was lost; then there is nothing to release.
    await release().catch(() => {});
  }
}
