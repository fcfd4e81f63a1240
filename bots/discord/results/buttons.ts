/**
 * What the buttons below answers do. Discord sends back the id of a button that was pressed: it is a random number, so
 * that nobody can make one up, and means something only here and only for a while.
 */

import { randomBytes } from 'node:crypto';
import { LruMap } from '../../../src/base/lru.ts';
import type { Caller } from '../access/access.ts';
import type { Press } from './press.ts';

type Presser = Pick<Caller, 'userId' | 'guildId' | 'channelIds'>;

interface Button {
  readonly press: Press;
  readonly owner: Presser;
  readonly expiresAt: number;
}

export interface Buttons {
  /** @returns the button's id. */
  add(press: Press, owner: Presser): string;
  /** What happens when this person presses it, there and now. */
  pressed(id: string, by: Presser): Press | 'expired' | 'not-yours';
}

const LIFETIME_MS = 60 * 60 * 1000;
const MOST = 10_000;

export function createButtons(now: () => number = Date.now): Buttons {
  const buttons = new LruMap<string, Button>(MOST);
  return {
    add(press, owner) {
      const id = randomBytes(16).toString('base64url');
      buttons.set(id, { press, owner, expiresAt: now() + LIFETIME_MS });
      return id;
    },
    pressed(id, by) {
      const button = buttons.get(id);
      if (button === undefined || button.expiresAt <= now()) return 'expired';
      const { press, owner } = button;
      if (owner.userId !== by.userId) return 'not-yours';
      const isThere = owner.guildId === by.guildId && owner.channelIds[0] === by.channelIds[0];
      return isThere ? press : 'expired';
    },
  };
}
