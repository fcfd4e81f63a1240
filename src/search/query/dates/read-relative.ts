/** Reads times that are counted from today: "yesterday", "last year", "3 weeks ago". Pure. */

import { addDays, daysFrom } from './calendar.ts';
import type { Role, Unit } from './lexicon.ts';
import { agree, has, meant } from './pieces.ts';
import { readRecurring } from './read-recurring.ts';
import { behindGlue, isGlue, isJoined, type Passage, type Reading } from './reading.ts';
import { type Length, timesAgo, unitsAgo, untilToday, weekdayUntil, weekendNow } from './relative-days.ts';
import { current, fixed, type Recurring, type Time } from './times.ts';

export function readRelative(passage: Passage, at: number): Reading | undefined {
  return (
    readNamedDay(passage, at) ??
    readAgo(passage, at) ??
    readModified(passage, at) ??
    readModifiedBehind(passage, at) ??
    readLastOfLength(passage, at) ??
    readTheWeekend(passage, at) ??
    readNamedPeriod(passage, at)
  );
}

/** "Yesterday". */
function readNamedDay({ pieces, today }: Passage, at: number): Reading | undefined {
  const found = meant(pieces[at], 'daysAgo');
  if (!found) return undefined;
  return { time: fixed([daysFrom(addDays(today, -found.value), 1)], found.force), next: at + 1 };
}

/** 去年, 先月: a word of its own for "last year". */
function readNamedPeriod({ pieces, today }: Passage, at: number): Reading | undefined {
  const found = meant(pieces[at], 'namedPeriod');
  if (!found) return undefined;
  const [unit, offset] = found.value.split(' ') as [Unit, string];
  return { time: unitsAgo({ unit, count: [-Number(offset), -Number(offset)] }, today), next: at + 1 };
}

/** "3 years ago", "vor 3 Jahren", "il y a 3 ans", 3年前, "two summers ago". */
function readAgo(passage: Passage, at: number): Reading | undefined {
  const { pieces, today } = passage;
  const isBefore = has(pieces[at], 'agoBefore');
  const read = (place: number) => readLength(passage, place) ?? readCountedTimes(passage, place);
  const found = isBefore ? behindGlue(passage, at + 1, read) : read(at);
  if (!found) return undefined;
  const isBehind = has(pieces[found.next], 'ago') && isJoined(passage, found.next);
  if (!isBefore && !isBehind) return undefined;
  const time = 'recurring' in found ? timesAgo(found.recurring, found.count, today) : unitsAgo(found, today);
  return { time, next: isBehind ? found.next + 1 : found.next };
}

const MOST_OF_A_UNIT: Record<Unit, number> = { day: 4000, week: 600, weekend: 20, month: 240, year: 150 };

/** In months: nobody counts them exactly. */
const HALF_YEAR = [5, 7] as const;

/** "3 years", "a couple of weeks", "half a year". */
export function readLength(passage: Passage, at: number): (Length & { readonly next: number }) | undefined {
  if (meant(passage.pieces[at], 'isHalfYear')) return { count: HALF_YEAR, unit: 'month', next: at + 1 };
  const count = countAt(passage, at);
  if (!count) return undefined;
  return behindGlue(passage, at + 1, (place) => {
    const unit = meant(passage.pieces[place], 'unit')?.value;
    return unit && count[1] <= MOST_OF_A_UNIT[unit] ? { count, unit, next: place + 1 } : undefined;
  });
}

function countAt({ pieces }: Passage, at: number): Length['count'] | undefined {
  const digits = pieces[at]?.digits?.value;
  if (digits === undefined) return meant(pieces[at], 'count')?.value;
  return digits >= 1 ? [digits, digits] : undefined;
}

/** "Two summers". */
function readCountedTimes(passage: Passage, at: number) {
  const count = countAt(passage, at)?.[1];
  if (count === undefined || count > 20 || !isJoined(passage, at + 1)) return undefined;
  const found = readRecurring(passage, at + 1);
  return found && found.time.kind !== 'day' ? { count, recurring: found.time, next: found.next } : undefined;
}

/** What "last" may stand before. */
interface Thing {
  readonly unit?: Unit;
  readonly weekday?: number;
  readonly recurring?: Recurring;
  readonly next: number;
}

function readThing(passage: Passage, at: number, role: Role, modifier: number): Thing | undefined {
  const { pieces } = passage;
  const next = at + 1;
  if (agree(pieces[modifier], role, pieces[at], 'unit')) return { unit: meant(pieces[at], 'unit')!.value, next };
  const weekday = meant(pieces[at], 'weekday')?.value;
  if (weekday !== undefined) return { weekday, next };
  const found = readRecurring(passage, at);
  return found && { recurring: found.time, next: found.next };
}

type Modifier = 'last' | 'this' | 'next' | 'beforeLast';

const MODIFIERS = ['last', 'this', 'next', 'beforeLast'] as const;
const MODIFIERS_BEHIND = { lastBehind: 'last', nextBehind: 'next', beforeLastBehind: 'beforeLast' } as const;

function modified({ unit, weekday, recurring }: Thing, modifier: Modifier, { today }: Passage): Time | undefined {
  if (modifier === 'next') return { is: 'future' };
  const count = { this: 0, last: 1, beforeLast: 2 }[modifier];
  if (unit === 'weekend' && count === 0) return fixed([weekendNow(today)]);
  // "The last day" and "this day" are not times.
  if (unit) return unit === 'day' ? undefined : unitsAgo({ unit, count: [count, count] }, today);
  if (weekday !== undefined) return weekdayUntil(weekday, addDays(today, count === 0 ? 0 : -1 - 7 * (count - 1)));
  if (!recurring) return undefined;
  return count === 0 ? current(recurring, today) : timesAgo(recurring, count, today);
}

/** "Last year", "this summer", "last friday", "the last 3 days", "next week". */
function readModified(passage: Passage, at: number): Reading | undefined {
  const role = MODIFIERS.find((modifier) => has(passage.pieces[at], modifier));
  if (role === undefined || !isJoined(passage, at + 1)) return undefined;
  const length = role === 'last' ? readLength(passage, at + 1) : undefined;
  if (length) return { time: untilToday(length, passage.today), next: length.next };
  const thing = readThing(passage, at + 1, role, at);
  const time = thing && modified(thing, role, passage);
  return time && { time, next: thing.next };
}

/** "L'été dernier", "el viernes pasado", "the year before last", "l'été prochain". */
function readModifiedBehind(passage: Passage, at: number): Reading | undefined {
  const length = readLength(passage, at);
  const next = length?.next ?? readRecurring(passage, at)?.next ?? at + 1;
  const behind = passage.pieces[next];
  if (behind === undefined || !isJoined(passage, next)) return undefined;
  if (length) {
    const isLast = has(behind, 'lastBehind');
    return isLast ? { time: untilToday(length, passage.today), next: next + 1 } : undefined;
  }
  for (const role of ['lastBehind', 'nextBehind', 'beforeLastBehind'] as const) {
    const thing = has(behind, role) ? readThing(passage, at, role, next) : undefined;
    const time = thing && modified(thing, MODIFIERS_BEHIND[role], passage);
    if (time) return { time, next: next + 1 };
  }
  return undefined;
}

/** "Les 3 derniers jours": the word stands inside. */
function readLastOfLength(passage: Passage, at: number): Reading | undefined {
  const { pieces, today } = passage;
  const count = countAt(passage, at);
  const unit = meant(pieces[at + 2], 'unit')?.value;
  if (!count || !unit || !has(pieces[at + 1], 'lastBehind') || count[1] > MOST_OF_A_UNIT[unit]) return undefined;
  return { time: untilToday({ count, unit }, today), next: at + 3 };
}

/** "The weekend", "am Wochenende": the one that has begun last. */
function readTheWeekend(passage: Passage, at: number): Reading | undefined {
  const { pieces, today } = passage;
  const isNamed = meant(pieces[at], 'unit')?.value === 'weekend' && isGlue(pieces[at - 1]) && isJoined(passage, at);
  // "The weekend of 14 July" is another one.
  return isNamed && !behindGlue(passage, at + 1, (place) => readRecurring(passage, place))
    ? { time: fixed([weekendNow(today)]), next: at + 1 }
    : undefined;
}
