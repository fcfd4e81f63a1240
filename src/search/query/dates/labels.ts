/** Writes days as people read them: "2018-12", "2025-06 to 2025-08", "every December 25". Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, BEGINNING, type Day, END, monthOf, monthsFrom, yearOf } from './calendar.ts';
import type { MonthDay } from './holidays/rules.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export function periodLabel({ from, to }: Period): string {
  const last = to === END ? END : addDays(to, -1);
  if (from === BEGINNING) return `before ${startLabel(to)}`;
  if (to === END) return `since ${startLabel(from)}`;
  const isYears = from % 10_000 === 101 && to % 10_000 === 101;
  const isMonths = from % 100 === 1 && to % 100 === 1;
  const [first, second] = [from, last].map((day) =>
    isYears ? yearOf(day) : isMonths ? monthLabel(day) : dayLabel(day),
  );
  return first === second ? `${first}` : `${first} to ${second}`;
}

/** "2018", when it starts with that year; otherwise the month or the day. */
function startLabel(day: Day): string {
  if (day % 10_000 === 101) return `${yearOf(day)}`;
  return day % 100 === 1 ? monthLabel(day) : dayLabel(day);
}

function monthLabel(day: Day): string {
  return `${String(yearOf(day)).padStart(4, '0')}-${String(monthOf(day)).padStart(2, '0')}`;
}

function dayLabel(day: Day): string {
  return `${monthLabel(day)}-${String(day % 100).padStart(2, '0')}`;
}

/** "every June", "every June to August", "every December 24 to 26". */
export function yearlyLabel({ from, to }: { readonly from: MonthDay; readonly to: MonthDay }): string {
  const last = addDays((from < to ? 2000 : 2001) * 10_000 + to, -1) % 10_000;
  const [first, second] = [from, last].map((day) => MONTHS[Math.floor(day / 100) - 1]!);
  if (from % 100 === 1 && to === monthsFrom(2000, Math.floor(last / 100), 1).to % 10_000) {
    return first === second ? `every ${first}` : `every ${first} to ${second}`;
  }
  if (from === last) return `every ${first} ${from % 100}`;
  const end = first === second ? `${last % 100}` : `${second} ${last % 100}`;
  return `every ${first} ${from % 100} to ${end}`;
}
