/** Reads times that are counted from today: "yesterday", "last year", "3 weeks ago". Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, type Day, daysFrom, monthOf, monthsFrom, weekdayOf, weekOf, yearOf } from './calendar.ts';
import type { Unit } from './lexicon.ts';
import { agree, has, meant } from './pieces.ts';
import { readRecurring } from './read-recurring.ts';
import { afterGlue, isGlue, isJoined, type Query, type Reading } from './reading.ts';
import { current, type Fixed, last, type Time } from './times.ts';

export function readRelative(query: Query, at: number): Reading | undefined {
  return (
    readNamedDay(query, at) ??
    readAgo(query, at) ??
    readModified(query, at) ??
    readModifiedBehind(query, at) ??
    readLastOfLength(query, at) ??
    readTheWeekend(query, at) ??
    readSpan(query, at)
  );
}

function fixed(...when: Period[]): Fixed {
  return { is: 'fixed', when, force: 'sure' };
}

/** "Yesterday". */
function readNamedDay({ pieces, today }: Query, at: number): Reading | undefined {
  const found = meant(pieces[at], 'daysAgo');
  if (!found) return undefined;
  return { time: { ...fixed(daysFrom(addDays(today, -found.value), 1)), force: found.force }, next: at + 1 };
}

/** 去年, 先月: a word of its own for "last year". */
function readSpan({ pieces, today }: Query, at: number): Reading | undefined {
  const found = meant(pieces[at], 'span');
  if (!found) return undefined;
  const [unit, offset] = found.value.split(' ') as [Unit, string];
  return { time: calendarUnit(unit, -Number(offset), -Number(offset), today), next: at + 1 };
}

/** "3 years ago", "vor 3 Jahren", "il y a 3 ans", 3年前. */
function readAgo(query: Query, at: number): Reading | undefined {
  const isBefore = has(query.pieces[at], 'agoBefore');
  // "Dos" is a number in Spanish and a small word in Portuguese, so it is first tried as a number.
  const found = isBefore
    ? (readLength(query, at + 1) ?? readLength(query, afterGlue(query, at + 1)))
    : readLength(query, at);
  if (!found) return undefined;
  const isBehind = has(query.pieces[found.next], 'ago') && isJoined(query, found.next);
  if (!isBefore && !isBehind) return undefined;
  const [from, to] = found.count;
  return { time: calendarUnit(found.unit, from, to, query.today), next: isBehind ? found.next + 1 : found.next };
}

const MOST_OF_A_UNIT: Record<Unit, number> = { day: 4000, week: 600, weekend: 20, month: 240, year: 150 };

interface Length {
  readonly count: readonly [number, number];
  readonly unit: Unit;
  readonly next: number;
}

/** "3 years", "a couple of weeks". */
export function readLength(query: Query, at: number): Length | undefined {
  const { pieces } = query;
  const digits = pieces[at]?.digits?.value;
  const count = digits === undefined ? meant(pieces[at], 'count')?.value : ([digits, digits] as const);
  const behind = afterGlue(query, at + 1);
  const place = meant(pieces[at + 1], 'unit') ? at + 1 : behind;
  const unit = meant(pieces[place], 'unit')?.value;
  if (!count || !unit || count[0] < 1 || count[1] > MOST_OF_A_UNIT[unit] || !isJoined(query, place)) return undefined;
  return { count, unit, next: place + 1 };
}

/** The calendar unit that lies so many units before today: "2 months ago" is a month, "3 years ago" a year. */
function calendarUnit(unit: Unit, from: number, to: number, today: Day): Time {
  const first = (days: number) => addDays(today, -days);
  const year = yearOf(today);
  const month = monthOf(today);
  switch (unit) {
    case 'day':
      return fixed({ from: first(to), to: first(from - 1) });
    case 'week':
      return fixed({ from: weekOf(first(7 * to)).from, to: weekOf(first(7 * from)).to });
    case 'weekend':
      return fixed(daysFrom(addDays(weekendBefore(today).from, -7 * (to - 1)), 2));
    case 'month':
      return fixed({ from: monthsFrom(year, month - to, 1).from, to: monthsFrom(year, month - from, 1).to });
    case 'year':
      return { is: 'years', from: year - to, to: year - from + 1, force: 'sure' };
  }
}

/** The latest weekend that is over. */
function weekendBefore(today: Day): Period {
  const { from } = weekOf(today);
  return daysFrom(addDays(from, -2), 2);
}

/** The weekend that has begun last. */
function weekendNow(today: Day): Period {
  const isWeekend = weekdayOf(today) >= 5;
  return isWeekend ? daysFrom(addDays(weekOf(today).from, 5), 2) : weekendBefore(today);
}

/** "Last year", "this summer", "last friday", "the last 3 days", "next week". */
function readModified(query: Query, at: number): Reading | undefined {
  const { pieces, today } = query;
  const piece = pieces[at];
  if (has(piece, 'last') && isJoined(query, at + 1)) {
    const length = readLength(query, at + 1);
    if (length) return { time: untilToday(length, today), next: length.next };
  }
  const next = isJoined(query, at + 1) ? at + 1 : 0;
  if (next === 0) return undefined;
  const isUnit = (['last', 'this', 'next'] as const).some((role) => agree(piece, role, pieces[next], 'unit'));
  const unit = isUnit ? meant(pieces[next], 'unit')?.value : undefined;
  const weekday = meant(pieces[next], 'weekday')?.value;
  const recurring = unit || weekday !== undefined ? undefined : readRecurring(query, next);
  const behind = recurring?.next ?? next + 1;
  if (has(piece, 'next') && (unit || weekday !== undefined || recurring)) {
    return { time: { is: 'future' }, next: behind };
  }
  if (has(piece, 'last')) {
    if (unit && unit !== 'day') return { time: calendarUnit(unit, 1, 1, today), next: behind };
    if (weekday !== undefined) return { time: weekdayBefore(weekday, addDays(today, -1)), next: behind };
    if (recurring) return { time: last(recurring.time, today), next: behind };
  }
  if (has(piece, 'this')) {
    if (unit === 'weekend') return { time: fixed(weekendNow(today)), next: behind };
    if (unit && unit !== 'day') return { time: calendarUnit(unit, 0, 0, today), next: behind };
    if (weekday !== undefined) return { time: weekdayBefore(weekday, today), next: behind };
    if (recurring) return { time: current(recurring.time, today), next: behind };
  }
  return undefined;
}

/** "Les 3 derniers jours": the word stands inside. */
function readLastOfLength({ pieces, today }: Query, at: number): Reading | undefined {
  const digits = pieces[at]?.digits?.value;
  const count = digits === undefined ? meant(pieces[at], 'count')?.value : ([digits, digits] as const);
  const unit = meant(pieces[at + 2], 'unit')?.value;
  if (!count || !unit || !has(pieces[at + 1], 'lastBehind')) return undefined;
  if (count[0] < 1 || count[1] > MOST_OF_A_UNIT[unit]) return undefined;
  return { time: untilToday({ count, unit, next: at + 3 }, today), next: at + 3 };
}

/** "The weekend", "am Wochenende": the one that has begun last. */
function readTheWeekend(query: Query, at: number): Reading | undefined {
  const { pieces, today } = query;
  const isNamed = meant(pieces[at], 'unit')?.value === 'weekend' && isGlue(pieces[at - 1]) && isJoined(query, at);
  return isNamed ? { time: { ...fixed(weekendNow(today)), force: 'weak' }, next: at + 1 } : undefined;
}

function weekdayBefore(weekday: number, latest: Day): Fixed {
  return fixed(daysFrom(addDays(latest, -((weekdayOf(latest) - weekday + 7) % 7)), 1));
}

function untilToday({ count, unit }: Length, today: Day): Fixed {
  const days = { day: 1, week: 7, weekend: 7, month: 30.5, year: 365.25 }[unit];
  return fixed({ from: addDays(today, -Math.round(days * count[1])), to: addDays(today, 1) });
}

/** "L'été dernier", "el viernes pasado", "l'été prochain". */
function readModifiedBehind(query: Query, at: number): Reading | undefined {
  const { pieces, today } = query;
  const length = readLength(query, at);
  const unit = meant(pieces[at], 'unit')?.value;
  const weekday = meant(pieces[at], 'weekday')?.value;
  const recurring = unit || weekday !== undefined ? undefined : readRecurring(query, at);
  const behind = length?.next ?? recurring?.next ?? at + 1;
  if (!isJoined(query, behind)) return undefined;
  const isLast = has(pieces[behind], 'lastBehind');
  const isNext = has(pieces[behind], 'nextBehind');
  if (!isLast && !isNext) return undefined;
  const next = behind + 1;
  if (length) return isLast ? { time: untilToday(length, today), next } : { time: { is: 'future' }, next };
  if (!unit && weekday === undefined && !recurring) return undefined;
  if (isNext) return { time: { is: 'future' }, next };
  if (unit) return unit === 'day' ? undefined : { time: calendarUnit(unit, 1, 1, today), next };
  if (weekday !== undefined) return { time: weekdayBefore(weekday, addDays(today, -1)), next };
  return recurring && { time: last(recurring.time, today), next };
}
