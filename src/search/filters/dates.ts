/** Parses years, months and days as people write them. Pure. */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';

/** A day as a number that compares like the day: 1 June 2019 is 20190601. */
type Day = number;

/** The days from `from` up to, but not including, `to`. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/**
 * Parse a date into the period that it covers.
 * @param text "2019", "2019-06" or "2019-06-01".
 * @throws PicsiftError `bad-query`.
 */
export function parsePeriod(text: string): Period {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text.trim());
  const [year, month, day] = (match ?? []).slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year === 0) {
    throw new PicsiftError('bad-query', `${quoted(text)} is not a date. Write 2019, 2019-06 or 2019-06-01.`);
  }
  if (month === undefined) return { from: dayOf(year, 1, 1), to: dayOf(year + 1, 1, 1) };
  if (month < 1 || month > 12) {
    throw new PicsiftError('bad-query', `${quoted(text)} is not a date: months are 01 to 12.`);
  }
  const nextMonth = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  if (day === undefined) return { from: dayOf(year, month, 1), to: nextMonth };
  const last = daysIn(year, month);
  if (day < 1 || day > last) {
    throw new PicsiftError('bad-query', `${quoted(text)} is not a date: that month has the days 01 to ${last}.`);
  }
  return { from: dayOf(year, month, day), to: day === last ? nextMonth : dayOf(year, month, day + 1) };
}

function dayOf(year: number, month: number, day: number): Day {
  return year * 10_000 + month * 100 + day;
}

/** Uses that the Gregorian calendar repeats after 400 years: Date reads years below 100 as 1900 and later. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
