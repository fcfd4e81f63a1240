/** Days of the Gregorian calendar as numbers, and the weeks, months and years around them. Pure. */

import type { Period } from '../../filters/dates.ts';

/** A day as a number that compares like the day: 1 June 2019 is 20190601. */
export type Day = number;

/** Earlier and later than every photo. */
export const BEGINNING: Day = 1_01_01;
export const END: Day = 9999_01_01;

const MS_A_DAY = 86_400_000;

export function dayOf(year: number, month: number, day: number): Day {
  return year * 10_000 + month * 100 + day;
}

export function yearOf(day: Day): number {
  return Math.floor(day / 10_000);
}

export function monthOf(day: Day): number {
  return Math.floor(day / 100) % 100;
}

/** Days since 1 January 1970. */
export function serialOf(day: Day): number {
  return Date.UTC(yearOf(day), monthOf(day) - 1, day % 100) / MS_A_DAY;
}

function dayAt(serial: number): Day {
  const date = new Date(serial * MS_A_DAY);
  return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

export function addDays(day: Day, days: number): Day {
  return dayAt(serialOf(day) + days);
}

/** Monday is 0. */
export function weekdayOf(day: Day): number {
  return (((serialOf(day) + 3) % 7) + 7) % 7;
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The period of some days that starts with `day`. */
export function daysFrom(day: Day, days: number): Period {
  return { from: day, to: addDays(day, days) };
}

/** Months before January and after December belong to the neighbouring years. */
export function monthsFrom(year: number, month: number, months: number): Period {
  return { from: firstOfMonth(year, month), to: firstOfMonth(year, month + months) };
}

export function yearsFrom(year: number, years: number): Period {
  return { from: dayOf(year, 1, 1), to: dayOf(year + years, 1, 1) };
}

/** The week, from Monday, that contains the day. */
export function weekOf(day: Day): Period {
  return daysFrom(addDays(day, -weekdayOf(day)), 7);
}

/** A week by its number (ISO 8601). Week 1 has 4 January in it. Week 53 of a year with 52 is its last one. */
export function isoWeek(year: number, number: number): Period {
  const from = addDays(weekOf(dayOf(year, 1, 4)).from, (number - 1) * 7);
  return daysFrom(yearOf(addDays(from, 3)) === year ? from : addDays(from, -7), 7);
}

function firstOfMonth(year: number, month: number): Day {
  return dayOf(year + Math.floor((month - 1) / 12), ((((month - 1) % 12) + 12) % 12) + 1, 1);
}
