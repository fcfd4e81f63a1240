/** What the readers of time expressions share: the pieces of a text, and steps over small words. Pure. */

import type { Day } from './calendar.ts';
import { has, type Piece } from './pieces.ts';
import type { Hemisphere, Time } from './times.ts';

/** A text that is read for times, and the day on which it is read. */
export interface Passage {
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

const JOINING = /^[\s,.'’`´()/・-]*$/;

/** Whether a piece belongs to the one before: no sign between them that divides a sentence. */
export function isJoined(passage: Passage, at: number): boolean {
  const piece = passage.pieces[at];
  return piece !== undefined && piece.gap.length <= 4 && JOINING.test(piece.gap);
}

/**
 * Read at a place, or behind small words such as "of the". A small word may be more in another language ("dos" is two,
 * "an" is a year), so each place is tried.
 */
export function behindGlue<T>(passage: Passage, at: number, read: (place: number) => T | undefined): T | undefined {
  for (let place = at; place <= at + MAX_GLUE && isJoined(passage, place); place++) {
    const found = read(place);
    if (found !== undefined) return found;
    if (!isGlue(passage.pieces[place]) && !isPossessive(passage.pieces[place])) return undefined;
  }
  return undefined;
}

/** The s of "last year's". */
export function isPossessive(piece: Piece | undefined): boolean {
  return piece?.folded === 's' && /^['’]$/.test(piece.gap);
}

export function isGlue(piece: Piece | undefined): boolean {
  return has(piece, 'glue') || has(piece, 'in');
}
