/** Changes that are made only after they were shown: a dry run gives a token, which is good once, for the same change. */

import { createHash } from 'node:crypto';
import { Refusal } from '../../http/refusal.ts';
import { newToken } from '../../http/token.ts';

const GOOD_FOR_MS = 10 * 60_000;
const MOST = 200;

export interface Confirmations {
  /** Remember that a change was shown. @returns the token that confirms it. */
  shown(change: object): string;
  /** @throws Refusal if this very change was not shown with this token, or too long ago. */
  confirm(token: string, change: object): void;
}

export function createConfirmations(now = () => performance.now()): Confirmations {
  const pending = new Map<string, { readonly digest: string; readonly until: number }>();
  const digestOf = (change: object) => createHash('sha256').update(JSON.stringify(change)).digest('hex');

  return {
    shown(change) {
      const token = newToken();
      pending.set(token, { digest: digestOf(change), until: now() + GOOD_FOR_MS });
      for (const oldest of pending.keys()) if (pending.size > MOST) pending.delete(oldest);
      return token;
    },
    confirm(token, change) {
      const known = pending.get(token);
      pending.delete(token);
      if (known !== undefined && known.digest === digestOf(change) && now() < known.until) return;
      throw new Refusal(409, 'Something has changed since this was shown, or it was long ago. Look at it again.');
    },
  };
}
