/** Reads times with one end: "since last summer", "before 2010", 2018年以来. Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, BEGINNING, END } from './calendar.ts';
import type { Role } from './lexicon.ts';
import { has, meant } from './pieces.ts';
import { readLength } from './read-relative.ts';
import { readTime } from './read-time.ts';
import { behindGlue, isGlue, isJoined, type Passage, type Reading } from './reading.ts';
import { startOf } from './relative-days.ts';
import { begun, daysOf, type Force, fixed, type Time } from './times.ts';

/** Several times: all of them count. */
export interface RangeReading {
  readonly times: readonly Time[];
  readonly next: number;
}

/** Which side of a time is open. */
const SIDES = ['since', 'after', 'before', 'until'] as const;
type Side = (typeof SIDES)[number];

/** "Since 2015", "before 2010", "after last summer", "until may 2019". */
export function readOpen(passage: Passage, at: number): RangeReading | undefined {
  const side = SIDES.find((other) => has(passage.pieces[at], other) && isOfOneLanguage(passage, at, other));
  if (side === undefined) return undefined;
  const found = readAfter(passage, at + 1);
  if (!found) return side === 'since' ? readSinceLength(passage, at + 1) : undefined;
  const { time, next } = found;
  // "Dal" is also "from": then it has another end, as in "dal 3 al 5 maggio".
  const isFrom = side === 'since' && has(passage.pieces[at], 'from');
  const hasEnd = passage.pieces.slice(at + 1, next).some((piece) => has(piece, 'to')) || isRangeEnd(passage, next);
  if (isFrom && hasEnd) return undefined;
  const open = openAt(
    passage,
    time,
    side,
    passage.pieces.slice(at, next).some((piece) => meant(piece, 'holiday')),
  );
  return open && { times: [open], next };
}

/** 2018年以来, 2010년 이전: the word stands behind the time. */
export function readOpenBehind(
  passage: Passage,
  at: number,
  found: RangeReading | undefined,
): RangeReading | undefined {
  if (found === undefined || !isJoined(passage, found.next)) return found;
  const piece = passage.pieces[found.next];
  const side = SIDES.find((other) => has(piece, `${other}Behind`));
  if (side === undefined) return found;
  const next = found.next + 1;
  const [time, second] = found.times;
  // 2015年から2017年まで: the range has its end.
  const isRange = second !== undefined || passage.pieces.slice(at, found.next).some((other) => has(other, 'to'));
  if (time === undefined || isRange) return { ...found, next };
  const open = openAt(
    passage,
    time,
    side,
    passage.pieces.slice(at, next).some((other) => meant(other, 'holiday')),
  );
  return open ? { times: [open], next } : found;
}

function openAt(passage: Passage, time: Time, side: Side, isHoliday: boolean): Time | undefined {
  const isOver = side === 'since' || side === 'after' || isHoliday;
  const days = time.is === 'recurring' && isOver ? begun(time, passage.today).slice(0, 1) : daysOf(time);
  if (days.length === 0) return undefined;
  const whole = { from: Math.min(...days.map(({ from }) => from)), to: Math.max(...days.map(({ to }) => to)) };
  return fixed([beside(whole, side, isHoliday)], forceOf(time));
}

/** A month: "before christmas" are no years. */
const NEAR = 31;

function beside({ from, to }: Period, side: Side, isHoliday: boolean): Period {
  switch (side) {
    case 'since':
      return { from, to: END };
    case 'after':
      return { from: to, to: isHoliday ? addDays(to, NEAR) : END };
    case 'before':
      return { from: isHoliday ? addDays(from, -NEAR) : BEGINNING, to: from };
    case 'until':
      return { from: BEGINNING, to };
  }
}

/** "Since june": nothing but a month stands there. */
function forceOf(time: Time): Force {
  if (time.is === 'future') return 'bound';
  return time.is === 'recurring' && time.kind === 'month' && time.force === 'weak' ? 'sure' : time.force;
}

/** "Na" is "after" in Dutch and a small word in Portuguese: the words behind it tell. */
function isOfOneLanguage({ pieces }: Passage, at: number, role: Role): boolean {
  const piece = pieces[at]!;
  const behind = pieces[at + 1]?.meanings ?? [];
  if (!isGlue(piece) || behind.length === 0) return true;
  const languages = piece.meanings.filter((meaning) => meaning.role === role).map(({ language }) => language);
  return behind.some(({ language }) => languages.includes(language));
}

/** "Seit 3 Jahren". */
function readSinceLength(passage: Passage, at: number): RangeReading | undefined {
  const length = behindGlue(passage, at, (place) => readLength(passage, place));
  if (!length) return undefined;
  const from = startOf(length, passage.today);
  return { times: [fixed([{ from, to: END }])], next: length.next };
}

/** Read a time behind small words. */
export function readAfter(passage: Passage, at: number): Reading | undefined {
  return behindGlue(passage, at, (place) => readTime(passage, place));
}

function isRangeEnd(passage: Passage, at: number): boolean {
  return has(passage.pieces[at], 'to') || DASH.test(passage.pieces[at]?.gap ?? '');
}

/** Between the two ends of a range. */
export const DASH = /^\s?[-–—~〜～]\s?$/;
