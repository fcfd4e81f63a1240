/** Describes a root in one line, for `picsift status` and `picsift roots list`. */

import type { Status } from '../../engine/api.ts';
import { count, showPath } from './console.ts';

export function rootLine({ path, photos, state, reason, offline, heldBack }: Status['roots'][number]): string {
  const remarks = [
    state === 'offline'
      ? `offline: it ${reason}`
      : offline > 0
        ? `${count(offline, 'photo')} on a disconnected drive`
        : '',
    heldBack > 0 ? `${count(heldBack, 'photo')} held back: picsift index DIR --accept-removals` : '',
  ].filter(Boolean);
  return `${showPath(path)}  ${count(photos, 'photo')}${remarks.length > 0 ? `  (${remarks.join('; ')})` : ''}`;
}
