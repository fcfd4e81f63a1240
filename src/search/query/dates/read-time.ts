/** Reads one time with all its parts: "late summer 2019", "halloween this year", "friday, 3 may". Pure. */

import { addDays, daysFrom, monthOf, serialOf } from './calendar.ts';
import { has, meant } from './pieces.ts';
import { readRecurring } from './read-recurring.ts';
import { readRelative } from './read-relative.ts';
import { readTwoDigits, readYears } from './read-years.ts';
import { behindGlue, isGlue, isJoined, type Passage, type Reading } from './reading.ts';
import { weekdayUntil } from './relative-days.ts';
import {
  dayOfYear,
  daysOf,
  type Fixed,
  fixed,
  holiday,
  inYears,
  type Part,
  partOf,
  type Recurring,
  type Time,
} from './times.ts';

export function readTime(passage: Passage, at: number): Reading | undefined {
  const end = readEndOf(passage, at);
  if (end) return end;
  const part = partAt(passage, at);
  const whole = part && behindGlue(passage, at + 1, (place) => readWhole(passage, place));
  return whole ? { time: partOf(whole.time, part), next: whole.next } : readWhole(passage, at);
}

/** "Half augustus" is the middle of August in Dutch; "half" is no part of a time before other words. */
function partAt({ pieces }: Passage, at: number): Part | undefined {
  const meaning = pieces[at]?.meanings.find(({ part }) => part !== undefined);
  if (meaning === undefined || meaning.force !== 'bound') return meaning?.part;
  const isMonth = pieces[at + 1]?.meanings.some(
    ({ month, language }) => month !== undefined && language === meaning.language,
  );
  return isMonth ? meaning.part : undefined;
}

/** In days: the last week of a shorter time is no time. */
const LONG = 28;

/** "The last week of August 2018" and "the last Friday in May" are at the end of it, and not last week. */
function readEndOf(passage: Passage, at: number): Reading | undefined {
  const { pieces } = passage;
  const unit = meant(pieces[at + 1], 'unit')?.value;
  // "Last year in May" is another time.
  const isPart = meant(pieces[at + 1], 'weekday') !== undefined || (unit !== undefined && unit !== 'year');
  if (!has(pieces[at], 'last') || !isPart || !isGlue(pieces[at + 2]) || !isJoined(passage, at + 2)) return undefined;
  const whole = behindGlue(passage, at + 2, (place) => readWhole(passage, place));
  return whole && isLong(whole.time) ? { time: partOf(whole.time, 'late'), next: whole.next } : undefined;
}

function isLong(time: Time): boolean {
  if (time.is === 'recurring') return time.kind === 'month' || time.kind === 'season';
  return daysOf(time).some(({ from, to }) => serialOf(to) - serialOf(from) >= LONG);
}

/** A time and the year, or the week, that is named beside it. */
function readWhole(passage: Passage, at: number): Reading | undefined {
  const compound = readCompound(passage, at);
  if (compound) return compound;
  const weekday = meant(passage.pieces[at], 'weekday')?.value;
  const first = readOne(passage, at);
  if (!first)
    return weekday === undefined ? undefined : (readWeekday(passage, weekday, at + 1) ?? readLast(passage, at));
  const second = behindGlue(passage, first.next, (place) => readBeside(passage, first, place));
  if (!second) return { time: byPlace(passage, at, first), next: first.next };
  return { time: second.time, next: second.next };
}

function readBeside(passage: Passage, first: Reading, place: number): Reading | undefined {
  const weekday = meant(passage.pieces[place], 'weekday')?.value;
  if (weekday !== undefined && isWeek(first.time)) return { time: inWeek(first.time, weekday), next: place + 1 };
  const isNamed = first.time.is === 'recurring' && first.time.kind !== 'day';
  const isMonth = first.time.is === 'recurring' && first.time.kind === 'month';
  const second = readOne(passage, place) ?? (isNamed ? readTwoDigits(passage, place, isMonth) : undefined);
  if (!second) return undefined;
  const time = joined(first.time, second.time);
  if (!time) return undefined;
  // "2019, summer 2020": the year belongs to what stands before it.
  const isYearFirst = first.time.is !== 'recurring';
  if (isYearFirst && behindGlue(passage, second.next, (next) => readYears(passage, next))) return undefined;
  return { time, next: second.next };
}

function readOne(passage: Passage, at: number): Reading | undefined {
  const time = passage.pieces[at]?.time;
  if (time) return { time, next: at + 1 };
  return readRelative(passage, at) ?? readYearsOf(passage, at) ?? readRecurring(passage, at);
}

function readYearsOf(passage: Passage, at: number): Reading | undefined {
  // "The month of May" is May.
  const isMonthOf = meant(passage.pieces[at], 'unit')?.value === 'month';
  const month = isMonthOf ? behindGlue(passage, at + 1, (place) => readRecurring(passage, place)) : undefined;
  if (month?.time.kind === 'month' && month.time.force !== 'bound')
    return { ...month, time: { ...month.time, force: 'sure' } };
  return readYears(passage, at);
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
    return fixed(recurring.starting(other.from));
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
  return fixed([daysFrom(from, 1)]);
}

/** "Friday, 3 May 2019" is that day; "friday last week" is a day of that week. */
function readWeekday(passage: Passage, weekday: number, at: number): Reading | undefined {
  const rest = behindGlue(passage, at, (place) => readWhole(passage, place));
  if (!rest) return undefined;
  if (isWeek(rest.time)) return { time: inWeek(rest.time, weekday), next: rest.next };
  const [day] = daysOf(rest.time);
  const isDay = day ? addDays(day.from, 1) === day.to : rest.time.is === 'recurring' && rest.time.kind === 'day';
  return isDay ? rest : undefined;
}

/** "Weihnachtsmarkt" says how something looks, as "christmas market" does. It is joined with no year. */
function readCompound({ pieces }: Passage, at: number): Reading | undefined {
  const piece = pieces[at];
  const name = piece?.compoundOf;
  return name && { time: ofThings(holiday(name, 'weak')), next: at + 1 };
}

/** The days of the things of a holiday: "christmas tree". */
function ofThings(time: Recurring): Recurring {
  return { ...time, ...time.around, force: 'weak' };
}

/** "On Monday", "am Montag", "el lunes": the last one. "Monday market" and "mon" mean none, "the Monday market" may. */
function readLast(passage: Passage, at: number): Reading | undefined {
  const { value, force } = meant(passage.pieces[at], 'weekday')!;
  const isIntroduced = isJoined(passage, at) && isGlue(passage.pieces[at - 1]);
  if (force !== 'sure' || !isIntroduced) return undefined;
  const isAdjective = isJoined(passage, at + 1) && !endsTime(passage, at + 1);
  return { time: { ...weekdayUntil(value, passage.today), force: isAdjective ? 'weak' : 'sure' }, next: at + 1 };
}

/** How sure a name is that stands alone depends on the words around it. */
function byPlace(passage: Passage, at: number, { time, next }: Reading): Time {
  const before = passage.pieces[at - 1];
  const isJoinedBefore = isJoined(passage, at);
  // "Photos d'hier".
  if (time.is === 'fixed' && time.force === 'weak' && isJoinedBefore && isGlue(before))
    return { ...time, force: 'sure' };
  if (time.is !== 'recurring' || time.kind === 'day') return time;
  if (time.kind === 'month') {
    return time.force === 'weak' && isJoinedBefore && has(before, 'in') ? { ...time, force: 'sure' } : time;
  }
  // A season or a holiday before a noun says how something looks: "winter coat", "christmas tree".
  const isAdjective = (isJoined(passage, next) && !endsTime(passage, next)) || isOfThing(passage, at);
  if (isAdjective && time.around) return ofThings(time);
  const isNamed = time.kind === 'holiday' || (isJoinedBefore && isGlue(before));
  // "In spring", "in the fall".
  const isIn = isJoinedBefore && (has(before, 'in') || (isGlue(before) && has(passage.pieces[at - 2], 'in')));
  if (time.force === 'weak' && time.kind === 'season' && isIn && !isAdjective) return { ...time, force: 'sure' };
  return time.force === 'sure' && (isAdjective || !isNamed) ? { ...time, force: 'weak' } : time;
}

/** "Árbol de Navidad": the noun stands before. */
function isOfThing(passage: Passage, at: number): boolean {
  const isOf = /^(?:de|del|di|do|van)$/.test(passage.pieces[at - 1]?.folded ?? '') && isJoined(passage, at);
  return isOf && isJoined(passage, at - 1) && at > 1 && !endsTime(passage, at - 2);
}

/** Whether a word cannot be the noun that a season or a holiday describes. */
function endsTime({ pieces }: Passage, at: number): boolean {
  const { meanings } = pieces[at]!;
  return meanings.some(({ role, count, unit }) => role !== undefined || count !== undefined || unit !== undefined);
}
