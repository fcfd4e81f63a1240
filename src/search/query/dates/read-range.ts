/** Reads ranges of times: "between 2015 and 2017", "since last summer", "june to august", "2015 and 2016". Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, BEGINNING, END, yearOf } from './calendar.ts';
import type { Role } from './lexicon.ts';
import { has, meant, type Piece } from './pieces.ts';
import { readLength } from './read-relative.ts';
import { readTime } from './read-time.ts';
import { behindGlue, isGlue, type Passage, type Reading } from './reading.ts';
import { startOf } from './relative-days.ts';
import { begun, daysOf, type Force, fixed, type Recurring, type Time } from './times.ts';

/** Several times: all of them count. */
export interface RangeReading {
  readonly times: readonly Time[];
  readonly next: number;
}

export function readRange(passage: Passage, at: number): RangeReading | undefined {
  return readOpen(passage, at) ?? readBetween(passage, at) ?? readPair(passage, at);
}

const OPEN = ['since', 'after', 'before', 'until'] as const;

/** "Since 2015", "before 2010", "after last summer", "until may 2019". */
function readOpen(passage: Passage, at: number): RangeReading | undefined {
  const role = OPEN.find((other) => has(passage.pieces[at], other) && isOfOneLanguage(passage, at, other));
  if (role === undefined) return undefined;
  const found = readAfter(passage, at + 1);
  if (!found) return role === 'since' ? readSinceLength(passage, at + 1) : undefined;
  const { time, next } = found;
  const isHoliday = passage.pieces.slice(at, next).some((piece) => meant(piece, 'holiday'));
  const isOver = role === 'since' || role === 'after' || isHoliday;
  const days = time.is === 'recurring' && isOver ? begun(time, passage.today).slice(0, 1) : daysOf(time);
  if (days.length === 0) return undefined;
  // "Dal" is also "from": then it has another end, as in "dal 3 al 5 maggio".
  const isFrom = role === 'since' && has(passage.pieces[at], 'from');
  const hasEnd = passage.pieces.slice(at + 1, next).some((piece) => has(piece, 'to')) || isRangeEnd(passage, next);
  if (isFrom && hasEnd) return undefined;
  const whole = { from: Math.min(...days.map(({ from }) => from)), to: Math.max(...days.map(({ to }) => to)) };
  return { times: [fixed([beside(whole, role, isHoliday)], forceOf(time))], next };
}

/** A month: "before christmas" are no years. */
const NEAR = 31;

function beside({ from, to }: Period, role: (typeof OPEN)[number], isHoliday: boolean): Period {
  switch (role) {
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

function isRangeEnd(passage: Passage, at: number): boolean {
  return has(passage.pieces[at], 'to') || DASH.test(passage.pieces[at]?.gap ?? '');
}

const DASH = /^\s?[-–—~〜～]\s?$/;

/** "Between june and august", "from 2015 to 2017". */
function readBetween(passage: Passage, at: number): RangeReading | undefined {
  const isBetween = has(passage.pieces[at], 'between');
  if (!isBetween && !has(passage.pieces[at], 'from')) return undefined;
  const first = readAfter(passage, at + 1);
  if (!first || !has(passage.pieces[first.next], isBetween ? 'and' : 'to')) return undefined;
  const second = readAfter(passage, first.next + 1);
  return second && range(first.time, second);
}

function readAfter(passage: Passage, at: number): Reading | undefined {
  return behindGlue(passage, at, (place) => readTime(passage, place));
}

/** One time, and perhaps another that is joined with "to", a dash, "and" or "or". */
function readPair(passage: Passage, at: number): RangeReading | undefined {
  const first = readTime(passage, at);
  if (!first) return undefined;
  const alone = { times: [first.time], next: first.next };
  const joint: Piece | undefined = passage.pieces[first.next];
  if (joint === undefined || first.time.is === 'future') return alone;
  if (DASH.test(joint.gap)) {
    const second = readTime(passage, first.next);
    return (second && range(first.time, second)) ?? alone;
  }
  const isTo = has(joint, 'to');
  if (!isTo && !has(joint, 'and')) return alone;
  const second = readAfter(passage, first.next + 1);
  if (!second || second.time.is === 'future') return alone;
  if (isTo) return range(first.time, second) ?? alone;
  return { times: inOneYear(first.time, second.time), next: second.next };
}

function range(first: Time, second: Reading): RangeReading | undefined {
  const [from, to] = inOneYear(first, second.time) as [Time, Time];
  const times = hull(from, to);
  return times && { times: [times], next: second.next };
}

/** From the start of one time to the end of another. */
function hull(first: Time, second: Time): Time | undefined {
  if (first.is === 'recurring' && second.is === 'recurring') {
    if (!first.yearly || !second.yearly) return undefined;
    const yearly = { from: first.yearly.from, to: second.yearly.to };
    return { ...first, yearly, force: 'sure' };
  }
  const [start] = daysOf(first);
  const end = daysOf(second).at(-1);
  return start && end && start.from < end.to ? fixed([{ from: start.from, to: end.to }]) : undefined;
}

/** "June to August 2019": the year of one is that of the other, or the one beside it when the turn of the year is between. */
function inOneYear(first: Time, second: Time): readonly [Time, Time] {
  const [start] = daysOf(first);
  const [end] = daysOf(second);
  if (first.is === 'recurring' && end) {
    const period = nearest(first, yearOf(end.from), (from) => from <= end.from, -1);
    return period ? [fixed([period]), second] : [first, second];
  }
  if (second.is === 'recurring' && start) {
    const period = nearest(second, yearOf(start.from), (from) => from >= start.from, 1);
    return period ? [first, fixed([period])] : [first, second];
  }
  return [first, second];
}

function nearest(
  recurring: Recurring,
  year: number,
  fits: (from: number) => boolean,
  step: -1 | 1,
): Period | undefined {
  return [...recurring.starting(year), ...recurring.starting(year + step)].find(({ from }) => fits(from));
}

function forceOf(time: Time): Force {
  return time.is === 'future' ? 'bound' : time.force;
}
