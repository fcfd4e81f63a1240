/** Reads one time with all its parts: "late summer 2019", "halloween this year", "friday, 3 may". Pure. */

import { addDays, monthOf, serialOf } from './calendar.ts';
import { has, meant } from './pieces.ts';
import { readRecurring } from './read-recurring.ts';
import { readRelative } from './read-relative.ts';
import { readYears } from './read-years.ts';
import { behindGlue, isGlue, isJoined, type Query, type Reading } from './reading.ts';
import { weekdayUntil } from './relative-days.ts';
import { dayOfYear, daysOf, type Fixed, holiday, inYears, partOf, type Recurring, type Time } from './times.ts';

export function readTime(query: Query, at: number): Reading | undefined {
  const part = meant(query.pieces[at], 'part')?.value;
  const whole = part && behindGlue(query, at + 1, (place) => readWhole(query, place));
  return whole ? { time: partOf(whole.time, part!), next: whole.next } : readWhole(query, at);
}

/** A time and the year, or the week, that is named beside it. */
function readWhole(query: Query, at: number): Reading | undefined {
  const compound = readCompound(query, at);
  if (compound) return compound;
  const weekday = meant(query.pieces[at], 'weekday')?.value;
  const first = readOne(query, at);
  if (!first) return weekday === undefined ? undefined : (readWeekday(query, weekday, at + 1) ?? readLast(query, at));
  const second = behindGlue(query, first.next, (place) => readBeside(query, first, place));
  if (!second) return { time: byPlace(query, at, first), next: first.next };
  return { time: second.time, next: second.next };
}

function readBeside(query: Query, first: Reading, place: number): Reading | undefined {
  const weekday = meant(query.pieces[place], 'weekday')?.value;
  if (weekday !== undefined && isWeek(first.time)) return { time: inWeek(first.time, weekday), next: place + 1 };
  const second = readOne(query, place);
  if (!second) return undefined;
  const time = joined(first.time, second.time);
  if (!time) return undefined;
  // "2019, summer 2020": the year belongs to what stands before it.
  const isYearFirst = first.time.is !== 'recurring';
  if (isYearFirst && behindGlue(query, second.next, (next) => readYears(query, next))) return undefined;
  return { time, next: second.next };
}

function readOne(query: Query, at: number): Reading | undefined {
  const time = query.pieces[at]?.time;
  if (time) return { time, next: at + 1 };
  return readRelative(query, at) ?? readYearsOf(query, at) ?? readRecurring(query, at);
}

function readYearsOf(query: Query, at: number): Reading | undefined {
  // "The month of May" is May.
  const isMonthOf = meant(query.pieces[at], 'unit')?.value === 'month';
  const month = isMonthOf ? behindGlue(query, at + 1, (place) => readRecurring(query, place)) : undefined;
  if (month?.time.kind === 'month' && month.time.force !== 'bound')
    return { ...month, time: { ...month.time, force: 'sure' } };
  return readYears(query, at);
}

function joined(first: Time, second: Time): Time | undefined {
  const anniversary = sameDay(first, second) ?? sameDay(second, first);
  if (anniversary) return anniversary;
  const recurring = first.is === 'recurring' ? first : second.is === 'recurring' ? second : undefined;
  const other = recurring === first ? second : first;
  if (recurring === undefined) return undefined;
  if (other.is === 'future') return other;
  if (other.is !== 'years') return undefined;
  const passesNewYear = recurring.yearly !== undefined && recurring.yearly.from > recurring.yearly.to;
  // "Winter 2018/19".
  if (passesNewYear && other.to - other.from === 2) {
    return { is: 'fixed', when: recurring.starting(other.from), force: 'sure' };
  }
  return inYears(recurring, other);
}

/** "A year ago today". */
function sameDay(years: Time, today: Time): Fixed | undefined {
  const [day] = today.is === 'fixed' ? today.when : [];
  if (years.is !== 'years' || !day || addDays(day.from, 1) !== day.to) return undefined;
  const same = inYears(dayOfYear(monthOf(day.from), day.from % 100, 'sure'), years);
  return same.when.length > 0 ? same : undefined;
}

function isWeek(time: Time): time is Fixed {
  if (time.is !== 'fixed' || time.when.length !== 1) return false;
  const [week] = time.when;
  return serialOf(week!.to) - serialOf(week!.from) === 7;
}

function inWeek(week: Fixed, weekday: number): Fixed {
  const from = addDays(week.when[0]!.from, weekday);
  return { is: 'fixed', when: [{ from, to: addDays(from, 1) }], force: 'sure' };
}

/** "Friday, 3 May 2019" is that day; "friday last week" is a day of that week. */
function readWeekday(query: Query, weekday: number, at: number): Reading | undefined {
  const rest = behindGlue(query, at, (place) => readWhole(query, place));
  if (!rest) return undefined;
  if (isWeek(rest.time)) return { time: inWeek(rest.time, weekday), next: rest.next };
  const [day] = daysOf(rest.time);
  const isDay = day ? addDays(day.from, 1) === day.to : rest.time.is === 'recurring' && rest.time.kind === 'day';
  return isDay ? rest : undefined;
}

/** "Weihnachtsmarkt" says how something looks, as "christmas market" does. It is joined with no year. */
function readCompound({ pieces }: Query, at: number): Reading | undefined {
  const piece = pieces[at];
  const name = piece?.compoundOf;
  return name && { time: ofThings(holiday(name, 'weak')), next: at + 1 };
}

/** The days of the things of a holiday: "christmas tree". */
function ofThings(time: Recurring): Recurring {
  return { ...time, ...time.around, force: 'weak' };
}

/** "On Monday", "am Montag", "el lunes": the last one. "Monday market" and "mon" mean none, "the Monday market" may. */
function readLast(query: Query, at: number): Reading | undefined {
  const { value, force } = meant(query.pieces[at], 'weekday')!;
  const isIntroduced = isJoined(query, at) && isGlue(query.pieces[at - 1]);
  if (force !== 'sure' || !isIntroduced) return undefined;
  const isAdjective = isJoined(query, at + 1) && !endsTime(query, at + 1);
  return { time: { ...weekdayUntil(value, query.today), force: isAdjective ? 'weak' : 'sure' }, next: at + 1 };
}

/** How sure a name is that stands alone depends on the words around it. */
function byPlace(query: Query, at: number, { time, next }: Reading): Time {
  const before = query.pieces[at - 1];
  const isJoinedBefore = isJoined(query, at);
  // "Photos d'hier".
  if (time.is === 'fixed' && time.force === 'weak' && isJoinedBefore && isGlue(before))
    return { ...time, force: 'sure' };
  if (time.is !== 'recurring' || time.kind === 'day') return time;
  if (time.kind === 'month') {
    return time.force === 'weak' && isJoinedBefore && has(before, 'in') ? { ...time, force: 'sure' } : time;
  }
  // A season or a holiday before a noun says how something looks: "winter coat", "christmas tree".
  const isAdjective = (isJoined(query, next) && !endsTime(query, next)) || isOfThing(query, at);
  if (isAdjective && time.around) return ofThings(time);
  const isNamed = time.kind === 'holiday' || (isJoinedBefore && isGlue(before));
  return time.force === 'sure' && (isAdjective || !isNamed) ? { ...time, force: 'weak' } : time;
}

/** "Árbol de Navidad": the noun stands before. */
function isOfThing(query: Query, at: number): boolean {
  const isOf = /^(?:de|del|di|do|van)$/.test(query.pieces[at - 1]?.folded ?? '') && isJoined(query, at);
  return isOf && isJoined(query, at - 1) && at > 1 && !endsTime(query, at - 2);
}

/** Whether a word cannot be the noun that a season or a holiday describes. */
function endsTime({ pieces }: Query, at: number): boolean {
  const { meanings } = pieces[at]!;
  return meanings.some(({ role, count, unit }) => role !== undefined || count !== undefined || unit !== undefined);
}
