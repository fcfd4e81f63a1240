/**
 * Stores what the buttons below answers do. Discord sends the id of a pressed button. The id is a random number, so
 * that nobody can guess one, and it is valid only in this process and for a limited time.
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
  /** Store a button. @returns the button's id. */
  add(press: Press, owner: Presser): string;
  /** Return what this person's press does in this place, or why it does nothing. */
  pressed(id: string, by: Presser): Press | 'expired' | 'not-yours';
}

const LIFETIME_MS = 60 * 60 * 1000;
const MAX_BUTTONS = 10_000;

/** @param now milliseconds, never 0. */
export function createButtons(now: () => number = Date.now): Buttons {
  // Resolution 0 calls `now` every time. Otherwise lru-cache keeps its value for one millisecond of real time.
  const buttons = new LRUCache<string, Button>({ max: MAX_BUTTONS, ttl: LIFETIME_MS, ttlResolution: 0, perf: { now } });
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
      const isSamePlace = owner.guildId === by.guildId && owner.channelIds[0] === by.channelIds[0];
      return isSamePlace ? press : 'expired';
    },
  };
}
