/** Days that are counted from today: which week "last week" is, and what "3 years ago" covers. Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, type Day, daysFrom, monthOf, monthsFrom, weekdayOf, weekOf, yearOf } from './calendar.ts';
import type { Unit } from './lexicon.ts';
import { begun, type Fixed, fixed, last, type Recurring, type Time } from './times.ts';

/** A number of units, from and to: "a few weeks" are two to five. */
export interface Length {
  readonly count: readonly [number, number];
  readonly unit: Unit;
}

/** The calendar unit that lies this many units before today: "2 months ago" is a month, "3 years ago" a year. */
export function unitsAgo({ unit, count: [from, to] }: Length, today: Day): Time {
  const before = (days: number) => addDays(today, -days);
  const year = yearOf(today);
  const month = monthOf(today);
  switch (unit) {
    case 'day':
      return fixed([{ from: before(to), to: before(from - 1) }]);
    case 'week':
      return fixed([{ from: weekOf(before(7 * to)).from, to: weekOf(before(7 * from)).to }]);
    case 'weekend':
      return fixed([daysFrom(addDays(weekendBefore(today).from, -7 * (to - 1)), 2)]);
    case 'month':
      return fixed([{ from: monthsFrom(year, month - to, 1).from, to: monthsFrom(year, month - from, 1).to }]);
    case 'year':
      return { is: 'years', from: year - to, to: year - from + 1, force: 'sure' };
  }
}

/** "The last 3 days". */
export function untilToday(length: Length, today: Day): Fixed {
  return fixed([{ from: startOf(length, today), to: addDays(today, 1) }]);
}

/** The day that lies a length of time before today. */
export function startOf({ count, unit }: Length, today: Day): Day {
  const days = { day: 1, week: 7, weekend: 7, month: 30.5, year: 365.25 }[unit];
  return addDays(today, -Math.round(days * count[1]));
}

/** The latest weekend that is over. */
function weekendBefore(today: Day): Period {
  return daysFrom(addDays(weekOf(today).from, -2), 2);
}

/** The weekend that has begun last. */
export function weekendNow(today: Day): Period {
  const isWeekend = weekdayOf(today) >= 5;
  return isWeekend ? daysFrom(addDays(weekOf(today).from, 5), 2) : weekendBefore(today);
}

/** The last such day of the week that is not after a day. */
export function weekdayUntil(weekday: number, latest: Day): Fixed {
  return fixed([daysFrom(addDays(latest, -((weekdayOf(latest) - weekday + 7) % 7)), 1)]);
}

/** "Last summer" is one ago, and "two summers ago" and "the summer before last" are two. */
export function timesAgo(recurring: Recurring, count: number, today: Day): Fixed {
  if (count === 1) return last(recurring, today);
  const over = begun(recurring, today, count + 2).filter(({ to }) => to <= today);
  return fixed(over.slice(count - 1, count));
}
