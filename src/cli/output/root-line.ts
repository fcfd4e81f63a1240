/** Describes a root, for `picsift status` and `picsift roots list`. */

import { count, grouped } from '../../base/count.ts';
import type { Status } from '../../engine/api.ts';
import type { Reason } from '../../library/files/passed-over.ts';
import { showPath } from './console.ts';

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

const REASONS: Record<Reason, string> = {
  hidden: 'hidden',
  excluded: 'excluded by the configuration',
  system: 'of the system or of another program',
  nomedia: 'with a .nomedia file',
  ignored: 'ignored by .picsiftignore',
};

/** Describe in one line what the last scan of the root passed over; undefined if there was nothing. */
export function passedOverLine({ passedOver }: Status['roots'][number]): string | undefined {
  const parts = Object.entries(REASONS).flatMap(([reason, words]) => {
    const number = passedOver[reason as Reason];
    return number === undefined ? [] : `${grouped(number)} ${words}`;
  });
  return parts.length === 0 ? undefined : `passed over: ${parts.join(', ')}`;
}
