/** Reads ranges of times: "between 2015 and 2017", "june to august", "2015 and 2016". Pure. */

import type { Period } from '../../filters/dates.ts';
import { yearOf } from './calendar.ts';
import { has, type Piece } from './pieces.ts';
import { DASH, type RangeReading, readAfter, readOpen, readOpenBehind } from './read-open.ts';
import { readTime } from './read-time.ts';
import type { Passage, Reading } from './reading.ts';
import { daysOf, fixed, type Recurring, type Time } from './times.ts';

export function readRange(passage: Passage, at: number): RangeReading | undefined {
  return readOpen(passage, at) ?? readBetween(passage, at) ?? readOpenBehind(passage, at, readPair(passage, at));
}

/** "Between june and august", "from 2015 to 2017". */
function readBetween(passage: Passage, at: number): RangeReading | undefined {
  const isBetween = has(passage.pieces[at], 'between');
  if (!isBetween && !has(passage.pieces[at], 'from')) return undefined;
  const first = readAfter(passage, at + 1);
  if (!first || !has(passage.pieces[first.next], isBetween ? 'and' : 'to')) return undefined;
  const second = readAfter(passage, first.next + 1);
  return second && range(first.time, second);
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
