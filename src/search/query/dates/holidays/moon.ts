/** Holidays of calendars that follow the moon, computed with the calendars of Intl. Pure. */

import type { Period } from '../../../filters/dates.ts';
import { addDays, type Day, dayOf, daysFrom, serialOf } from '../calendar.ts';

type MoonCalendar = 'chinese' | 'hebrew' | 'islamic-umalqura';

const formats = new Map<MoonCalendar, Intl.DateTimeFormat>();

interface MoonDay {
  /** A number, and a name in the Hebrew calendar. */
  readonly month: string | undefined;
  readonly day: number;
}

function moonDay(calendar: MoonCalendar, day: Day): MoonDay {
  let format = formats.get(calendar);
  if (format === undefined) {
    const month = calendar === 'hebrew' ? 'long' : 'numeric';
    format = new Intl.DateTimeFormat(`en-u-ca-${calendar}`, { month, day: 'numeric', timeZone: 'UTC' });
    formats.set(calendar, format);
  }
  const parts = format.formatToParts(serialOf(day) * 86_400_000);
  const part = (type: string) => parts.find((other) => other.type === type)?.value;
  // The second Adar of a leap year is the one with the festivals. The first is called "Adar I".
  return { month: part('month')?.replace(' II', ''), day: Number(part('day')) };
}

/**
 * The days from one of a moon calendar on, wherever they start between two days of a year.
 * @param from Month and day: 1224 is 24 December. A moon calendar moves between known limits.
 */
export function moonDays(calendar: MoonCalendar, start: MoonDay, days: number, from: number, to: number) {
  return (year: number): Period[] => {
    const found: Period[] = [];
    const last = year * 10_000 + to;
    for (let day = year * 10_000 + from; day <= last; ) {
      const date = moonDay(calendar, day);
      if (date.month === start.month && date.day === start.day) found.push(daysFrom(day, days));
      day = addDays(day, fewestDays(date, start));
    }
    return found;
  };
}

/** How many days at least pass until a day of a moon calendar comes next: no month has less than 29 days. */
function fewestDays(from: MoonDay, to: MoonDay): number {
  if (from.month === to.month && from.day < to.day) return to.day - from.day;
  const months = (Number(to.month) - Number(from.month) + 12) % 12;
  // Names of months are not counted, and neither are leap months, which are no numbers.
  const count = from.month === to.month ? 12 : months || 1;
  return Math.max(1, 29 - from.day + 29 * (count - 1) + to.day);
}

/** Diwali is at the new moon of October or November; it is celebrated for five days. */
export function diwali(year: number): Period[] {
  // The Chinese months begin with the new moon too. Its festival is the evening before.
  for (let day = dayOf(year, 10, 18); day <= dayOf(year, 11, 16); day = addDays(day, 1)) {
    if (moonDay('chinese', day).day === 1) return [daysFrom(addDays(day, -3), 5)];
  }
  return [];
}

/** Holi is at the full moon of late February or March. */
export function holi(year: number): Period[] {
  for (let day = dayOf(year, 2, 28); day <= dayOf(year, 3, 31); day = addDays(day, 1)) {
    if (moonDay('chinese', day).day === 15) return [daysFrom(addDays(day, -1), 4)];
  }
  return [];
}
