/** What the readers of time expressions share: the pieces of a text, and steps over small words. Pure. */

import type { Day } from './calendar.ts';
import { has, type Piece } from './pieces.ts';
import type { Hemisphere, Time } from './times.ts';

export interface Query {
  readonly pieces: readonly Piece[];
  readonly today: Day;
  readonly thisYear: number;
  readonly hemisphere: Hemisphere;
}

/** A time, and the piece behind it. */
export interface Reading {
  readonly time: Time;
  readonly next: number;
}

/** More than "in the year of the", so that a text of small words costs no more than another. */
const MAX_GLUE = 4;

const JOINING = /^[\s,.'’()/・-]*$/;

/** Whether a piece belongs to the one before: no sign between them that divides a sentence. */
export function isJoined(query: Query, at: number): boolean {
  const piece = query.pieces[at];
  return piece !== undefined && piece.gap.length <= 4 && JOINING.test(piece.gap);
}

/** The position behind small words such as "of the". */
export function afterGlue(query: Query, at: number): number {
  let next = at;
  while (next < at + MAX_GLUE && isJoined(query, next) && isGlue(query.pieces[next])) next++;
  return next;
}

export function isGlue(piece: Piece | undefined): boolean {
  return has(piece, 'glue') || has(piece, 'in');
}
