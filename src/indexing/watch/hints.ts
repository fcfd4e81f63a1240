/** Collects hints that folders changed, until no more arrive: files are written in pieces, and many at once. */

import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug } from '../../base/debug.ts';

/** Changed folders are scanned when no hint arrived for this time, */
const SETTLE_MS = 500;
/** or at the latest after this time, so that a copy that takes hours is indexed while it is running. */
const AT_MOST_MS = 2_000;

export interface Hints {
  /** Note that a folder may have changed. */
  add(folder: string): void;
  /** Wait until hints have settled. Rejects when aborted. @returns all folders since the last call. */
  next(signal: AbortSignal): Promise<string[]>;
}

/** Create an empty collection of hints. */
export function createHints(): Hints {
  const folders = new Set<string>();
  const hinted = new EventEmitter();
  let lastAt = 0;
  return {
    add(folder) {
      if (!folders.has(folder)) debug('watch', () => `hint: ${folder} may have changed`);
      folders.add(folder);
      lastAt = performance.now();
      hinted.emit('hint');
    },
    async next(signal) {
      if (folders.size === 0) await once(hinted, 'hint', { signal });
      const since = performance.now();
      for (;;) {
        const wait = Math.min(lastAt + SETTLE_MS, since + AT_MOST_MS) - performance.now();
        if (wait <= 0) break;
        await sleep(wait, undefined, { signal });
      }
      const settled = [...folders];
      folders.clear();
      return settled;
    },
  };
}
