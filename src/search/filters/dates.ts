/** Years, months and days as people write them. Pure. */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';

/** A day as a number that compares like the day: 1 June 2019 is 20190601. */
type Day = number;

/** From one day up to another that is not in it any more, so that one period begins where the last one ends. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/**
 * @param text "2019", "2019-06" or "2019-06-01".
 * @throws PicsiftError `bad-query`.
 */
export function parsePeriod(text: string): Period {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text.trim());
  const [year, month, day] = (match ?? []).slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year === 0) {
    throw new PicsiftError('bad-query', `${quoted(text)} is no date. Write 2019, 2019-06 or 2019-06-01.`);
  }
  if (month === undefined) return { from: dayOf(year, 1, 1), to: dayOf(year + 1, 1, 1) };
  if (month < 1 || month > 12) {
    throw new PicsiftError('bad-query', `${quoted(text)} is no date: months are 01 to 12.`);
  }
  const nextMonth = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  if (day === undefined) return { from: dayOf(year, month, 1), to: nextMonth };
  const last = daysIn(year, month);
  if (day < 1 || day > last) {
    throw new PicsiftError('bad-query', `${quoted(text)} is no date: that month has the days 01 to ${last}.`);
  }
  return { from: dayOf(year, month, day), to: day === last ? nextMonth : dayOf(year, month, day + 1) };
}

function dayOf(year: number, month: number, day: number): Day {
  return year * 10_000 + month * 100 + day;
}

/** The Gregorian calendar comes round again after 400 years, which spares us what Date makes of years below 100. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
