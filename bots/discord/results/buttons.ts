/**
 * What the buttons below answers do. Discord sends back the id of a button that was pressed: it is a random number, so
 * that nobody can make one up, and means something only here and only for a while.
 */

import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../access/access.ts';
import type { Press } from './press.ts';

type Presser = Pick<Caller, 'userId' | 'guildId' | 'channelIds'>;

interface Button {
  readonly press: Press;
  readonly owner: Presser;
}

export interface Buttons {
  /** @returns the button's id. */
  add(press: Press, owner: Presser): string;
  /** What happens when this person presses it, there and now. */
  pressed(id: string, by: Presser): Press | 'expired' | 'not-yours';
}

const LIFETIME_MS = 60 * 60 * 1000;
const MOST = 10_000;

/** @param now milliseconds, never 0. */
export function createButtons(now: () => number = Date.now): Buttons {
  // The resolution 0 asks the clock every time; else its answer is kept for a real millisecond, whatever `now` says.
  const buttons = new LRUCache<string, Button>({ max: MOST, ttl: LIFETIME_MS, ttlResolution: 0, perf: { now } });
  return {
    add(press, owner) {
      const id = randomBytes(16).toString('base64url');
      buttons.set(id, { press, owner });
      return id;
    },
    pressed(id, by) {
      const button = buttons.get(id);
      if (button === undefined) return 'expired';
      const { press, owner } = button;
      if (owner.userId !== by.userId) return 'not-yours';
      const isThere = owner.guildId === by.guildId && owner.channelIds[0] === by.channelIds[0];
      return isThere ? press : 'expired';
    },
  };
}
