/** Dates in digits: 2019-06-01, 1.6.2019, 20190601, 2019-06, 06/2019, 24.12., 2015-2017. Pure. */

import type { Period } from '../../filters/dates.ts';
import { dayOf, daysFrom, daysIn, monthsFrom } from './calendar.ts';
import { dayOfYear, type Fixed, type Force, fixed, type Recurring, type Years } from './times.ts';
import { LETTER } from './words.ts';

interface NumericDate {
  readonly end: number;
  readonly time: Fixed | Years | Recurring;
}

/** The first year of photography with some photos. */
const FIRST_YEAR = 1850;

export function isYear(value: number, thisYear: number): boolean {
  return value >= FIRST_YEAR && value <= thisYear + 1;
}

type Reader = (groups: number[], thisYear: number, texts: string[]) => Fixed | Years | Recurring | undefined;

const SIGN = '[-./]';

/** The longest forms first. No digit, letter or sign of a longer number follows. */
const FORMS: readonly (readonly [RegExp, Reader])[] = [
  [form(`(\\d{4})(${SIGN})(\\d\\d?)\\2(\\d\\d?)`), ([y, , m, d], now) => existing([day(y!, m!, d!, now)])],
  [form('(\\d{4})(\\d\\d)(\\d\\d)'), ([y, m, d], now) => existing([day(y!, m!, d!, now)])],
  [form(`(\\d\\d?)(${SIGN}|\\. )(\\d\\d?)\\2(\\d{4})`), dayMonthYear],
  [form(`(\\d\\d?)([./])(\\d\\d?)\\2(\\d\\d)`), dayMonthYear],
  [form('(\\d{4})(?:-|–|—|/)(\\d{4})'), ([from, to], now) => years(from!, to!, now)],
  [form('(\\d{4})[-./](\\d\\d)'), yearMonth],
  [form('(\\d\\d?)[-./](\\d{4})'), ([m, y], now) => existing([month(y!, m!, now)])],
  [new RegExp(`(\\d\\d?)\\.(\\d\\d?)\\.(?!${LETTER})`, 'y'), ([d, m]) => dayMonth(d!, m!)],
];

function form(source: string): RegExp {
  return new RegExp(`${source}(?!${LETTER}|[-./:,]\\d)`, 'y');
}

const NO_START = new RegExp(`${LETTER}|[#$€£:.,/-]`);

/**
 * @param start Where a word of the text begins.
 * @param isSecond Whether another date ends before the sign before it: "24.12.-26.12.".
 */
export function numericDate(text: string, start: number, thisYear: number, isSecond: boolean): NumericDate | undefined {
  if (start > 0 && !isSecond && NO_START.test(text[start - 1]!)) return undefined;
  for (const [pattern, read] of FORMS) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (!match) continue;
    const texts = match.slice(1);
    const time = read(texts.map(Number), thisYear, texts);
    if (time) return { end: pattern.lastIndex, time };
  }
  return undefined;
}

/** The periods that exist. */
function existing(periods: readonly (Period | undefined)[], force: Force = 'sure'): Fixed | undefined {
  const when = periods.filter((period) => period !== undefined);
  return when.length > 0 ? fixed(when, force) : undefined;
}

function day(year: number, month: number, day: number, thisYear: number): Period | undefined {
  if (!isYear(year, thisYear) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return daysFrom(dayOf(year, month, day), 1);
}

function month(year: number, month: number, thisYear: number): Period | undefined {
  return isYear(year, thisYear) && month >= 1 && month <= 12 ? monthsFrom(year, month, 1) : undefined;
}

/** With a stroke, Americans write the month first: 5/6/2019 may be two days. */
function dayMonthYear([first, , second, written]: number[], thisYear: number, texts: string[]): Fixed | undefined {
  const isShort = texts[3]!.length === 2;
  const year = isShort ? written! + (written! > thisYear % 100 ? 1900 : 2000) : written!;
  const usual = day(year, second!, first!, thisYear);
  const american = texts[1] === '/' && first !== second ? day(year, first!, second!, thisYear) : undefined;
  return existing([usual, american], isShort ? 'weak' : 'sure');
}

function years(from: number, to: number, thisYear: number): Years | undefined {
  return isYear(from, thisYear) && isYear(to, thisYear) && from < to
    ? { is: 'years', from, to: to + 1, force: 'sure' }
    : undefined;
}

/** 2018-06 is a month; 2018/19 are two years. */
function yearMonth([year, second]: number[], thisYear: number): Fixed | Years | undefined {
  const next = Math.floor(year! / 100) * 100 + second!;
  if (second! > 12) return years(year!, next, thisYear);
  return existing([month(year!, second!, thisYear)]);
}

function dayMonth(day: number, month: number): Recurring | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(2000, month)) return undefined;
  // A number such as 5.5 may end a sentence.
  return dayOfYear(month, day, day > 12 ? 'sure' : 'weak');
}
