/** What a time expression can mean, before it is known with what it is joined. Pure. */

import type { Period } from '../../filters/dates.ts';
import { addDays, type Day, dayOf, daysIn, monthOf, monthsFrom, serialOf, yearOf, yearsFrom } from './calendar.ts';
import { HOLIDAYS, type Holiday, type HolidayRule, type MonthDay } from './holidays/rules.ts';

export type Hemisphere = 'north' | 'south';

/**
 * How much a word says by itself. `sure` words mean a time, `weak` ones often something else (may, spring), and `bound`
 * ones only mean a time beside another (set, "set 2019").
 */
export type Force = 'sure' | 'weak' | 'bound';

/** Periods between known days. */
export interface Fixed {
  readonly is: 'fixed';
  readonly when: readonly Period[];
  readonly force: Force;
}

/** Whole years: 2018, "last year", "the 90s". They can say the year of something that comes back. */
export interface Years {
  readonly is: 'years';
  readonly from: number;
  readonly to: number;
  readonly force: Force;
}

/** What comes back every year: a month, a day, a season, a holiday. */
export interface Recurring {
  readonly is: 'recurring';
  readonly kind: 'month' | 'day' | 'season' | 'holiday';
  readonly force: Force;
  /** In messages: "Easter". Days that are the same every year need none. */
  readonly title?: string;
  readonly yearly?: { readonly from: MonthDay; readonly to: MonthDay };
  /** The same for the things of a holiday: "christmas tree". */
  readonly around?: Pick<Recurring, 'yearly' | 'starting' | 'named'>;
  /** The periods that start in a year. */
  readonly starting: (year: number) => readonly Period[];
  /** The periods that people mean with this year behind the name: "winter 2018", "new year 2020". */
  readonly named: (year: number) => readonly Period[];
}

/** No photo was taken then. */
export interface Future {
  readonly is: 'future';
}

export type Time = Fixed | Years | Recurring | Future;

export type Part = 'early' | 'mid' | 'late' | 'firstHalf' | 'secondHalf';

export function fixed(when: readonly Period[], force: Force = 'sure'): Fixed {
  return { is: 'fixed', when, force };
}

/** The same days every year. */
function yearly(kind: Recurring['kind'], from: MonthDay, to: MonthDay, force: Force, title?: string): Recurring {
  const starting = (year: number): Period[] => {
    // 29 February is not in every year.
    if (from % 100 > daysIn(year, Math.floor(from / 100))) return [];
    return [{ from: year * 10_000 + from, to: (from < to ? year : year + 1) * 10_000 + to }];
  };
  return { is: 'recurring', kind, force, yearly: { from, to }, starting, named: starting, ...(title && { title }) };
}

export function dayOfYear(month: number, day: number, force: Force): Recurring {
  const next = addDays(dayOf(2000, month, day), 1);
  return yearly('day', month * 100 + day, next % 10_000, force);
}

export function months(first: number, count: number, force: Force): Recurring {
  const { from, to } = monthsFrom(2000, first, count);
  return yearly('month', from % 10_000, to % 10_000, force);
}

/** A meteorological season. 0 is spring. */
export function season(index: number, hemisphere: Hemisphere, force: Force): Recurring {
  const first = ((index * 3 + (hemisphere === 'north' ? 2 : 8)) % 12) + 1;
  const whole = { ...months(first, 3, force), kind: 'season' as const };
  if (first !== 12) return whole;
  // "Winter 2018" may be the one that began in 2018 or the one that ended then, but not December 2017.
  const named = (year: number) => [monthsFrom(year, 1, 2), ...whole.starting(year)];
  return { ...whole, named };
}

const periodsOfHolidays = new Map<string, Period[]>();

export function holiday(name: Holiday, force: Force): Recurring {
  const rule: HolidayRule = HOLIDAYS[name];
  if (typeof rule !== 'function') {
    const around = rule.around && yearly('holiday', rule.around.from, rule.around.to, 'weak');
    const fixed = {
      ...yearly('holiday', rule.from, rule.to, force, name),
      ...(around && { around: { yearly: around.yearly!, starting: around.starting, named: around.named } }),
    };
    return rule.namedByEnd ? { ...fixed, named: (year) => fixed.starting(year - 1) } : fixed;
  }
  const starting = (year: number): Period[] => {
    const key = `${name} ${year}`;
    const periods = periodsOfHolidays.get(key) ?? rule(year);
    periodsOfHolidays.set(key, periods);
    return periods;
  };
  return { is: 'recurring', kind: 'holiday', force, title: name, starting, named: starting };
}

/** What recurs, in some years. */
export function inYears(recurring: Recurring, years: Years): Fixed {
  const when: Period[] = [];
  for (let year = years.from; year < years.to; year++) when.push(...recurring.named(year));
  return fixed(when);
}

/** The periods of something that recurs which have begun before or on a day, the latest first. */
export function begun(recurring: Recurring, today: Day, years = 3): Period[] {
  const year = yearOf(today);
  const all: Period[] = [];
  for (let other = year; other > year - years; other--) {
    all.push(...[...recurring.starting(other)].sort((a, b) => b.from - a.from));
  }
  return all.filter(({ from }) => from <= today);
}

/** "Last summer": the latest that is over. While one lasts, some people mean that one. */
export function last(recurring: Recurring, today: Day): Fixed {
  const [latest, former] = begun(recurring, today);
  const isRunning = latest !== undefined && latest.to > today;
  const when = [...(isRunning && former ? [former] : []), ...(latest ? [latest] : [])];
  return fixed(when);
}

/** "This summer": the one that lasts, or the one of this year, if it has begun. */
export function current(recurring: Recurring, today: Day): Fixed | Future {
  const [latest] = begun(recurring, today);
  if (latest && latest.to > today) return fixed([latest]);
  const when = recurring.named(yearOf(today)).filter(({ from }) => from <= today);
  return when.length > 0 ? fixed(when) : { is: 'future' };
}

/** The first, the second or the last third, or a half. Its name makes a weak word sure: "late fall". */
export function partOf(time: Time, part: Part): Time {
  if (time.is === 'future') return time;
  if (time.is === 'years') {
    return fixed([partOfPeriod(yearsFrom(time.from, time.to - time.from), part)]);
  }
  if (time.is === 'fixed') return { ...time, when: time.when.map((period) => partOfPeriod(period, part)) };
  const { starting, named } = time;
  const sample = time.yearly && starting(2001)[0];
  const days = sample && partOfPeriod(sample, part);
  return {
    ...time,
    force: time.force === 'bound' ? 'bound' : 'sure',
    ...(days && { yearly: { from: days.from % 10_000, to: days.to % 10_000 } }),
    starting: (year) => starting(year).map((period) => partOfPeriod(period, part)),
    named: (year) => named(year).map((period) => partOfPeriod(period, part)),
  };
}

function partOfPeriod(period: Period, part: Part): Period {
  if (part === 'firstHalf' || part === 'secondHalf') {
    const middle = addDays(period.from, Math.round((serialOf(period.to) - serialOf(period.from)) / 2));
    // The middle of a year is 1 July.
    const half = middle % 10_000 > 630 && middle % 10_000 < 704 ? dayOf(yearOf(middle), 7, 1) : middle;
    return part === 'firstHalf' ? { from: period.from, to: half } : { from: half, to: period.to };
  }
  return third(period, part);
}

function third(period: Period, part: 'early' | 'mid' | 'late'): Period {
  const months = (yearOf(period.to) - yearOf(period.from)) * 12 + monthOf(period.to) - monthOf(period.from);
  if (period.from % 100 === 1 && period.to % 100 === 1 && months >= 3) {
    // Of ten years, four are the early ones, and four are the late ones.
    const size = months === 120 ? 48 : Math.round(months / 3);
    const offset = { early: 0, mid: Math.round((months - size) / 2), late: months - size }[part];
    return monthsFrom(yearOf(period.from), monthOf(period.from) + offset, size);
  }
  const days = serialOf(period.to) - serialOf(period.from);
  if (days < 3) return period;
  const first = addDays(period.from, Math.round(days / 3));
  const second = addDays(period.from, Math.round((2 * days) / 3));
  if (part === 'early') return { from: period.from, to: first };
  return part === 'mid' ? { from: first, to: second } : { from: second, to: period.to };
}

/** The days of a time that needs no other to say its year. */
export function daysOf(time: Time): readonly Period[] {
  if (time.is === 'fixed') return time.when;
  return time.is === 'years' ? [yearsFrom(time.from, time.to - time.from)] : [];
}
