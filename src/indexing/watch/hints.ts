/** Hints that folders changed, held until they settle: files arrive in pieces, and in crowds. */

import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug } from '../../base/debug.ts';

/** A folder is looked at when nothing was heard for so long, */
const SETTLE_MS = 500;
/** or when this has passed: a copy that takes hours is indexed while it goes on. */
const AT_MOST_MS = 2_000;

export interface Hints {
  add(folder: string): void;
  /** The folders that were hinted at since the last call, once there are any and they have settled. Rejects when aborted. */
  next(signal: AbortSignal): Promise<string[]>;
}

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
