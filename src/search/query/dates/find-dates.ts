/**
 * Finds the words of a query that say when: "last summer", "weihnachten 2018", "3 years ago". English, German, French,
 * Spanish, Portuguese, Dutch, Italian, Japanese, Chinese and Korean are read together. Pure.
 */

import type { Period } from '../../filters/dates.ts';
import { type Day, yearOf } from './calendar.ts';
import type { MonthDay } from './holidays/rules.ts';
import { periodLabel, yearlyLabel } from './labels.ts';
import { has, piecesOf } from './pieces.ts';
import { readRange } from './read-range.ts';
import { isGlue, isJoined, type Query } from './reading.ts';
import { daysOf, type Hemisphere, type Time } from './times.ts';

/** Some days, or the same days of every year: from inclusive, to exclusive, perhaps beyond New Year. */
export type When = Period | { readonly yearly: { readonly from: MonthDay; readonly to: MonthDay } };

export interface DateClue {
  /** The slice of the text, with words such as "from" and "in" that belong to it. */
  readonly start: number;
  readonly end: number;
  /** A photo meets the clue if any of these contains its day. */
  readonly when: readonly When[];
  /** "2018-12", "2025-06 to 2025-08", "every December 25". */
  readonly label: string;
  /** False when the words often mean something else: "may", "fall", "winter coat". */
  readonly isSure: boolean;
}

export interface DateOptions {
  readonly today: Day;
  readonly hemisphere: Hemisphere;
}

/** More characters are no query of a person. */
const MAX_TEXT = 2000;

/** Find the times in a text. Clues are sorted and do not overlap. The future is none: no photo was taken then. */
export function findDates(text: string, { today, hemisphere }: DateOptions): DateClue[] {
  const thisYear = yearOf(today);
  const pieces = piecesOf(text.slice(0, MAX_TEXT), thisYear);
  const query: Query = { pieces, today, thisYear, hemisphere };
  const clues: DateClue[] = [];
  let free = 0;
  for (let at = 0; at < pieces.length; ) {
    const found = readRange(query, at);
    if (!found) {
      at++;
      continue;
    }
    const clue = clueOf(found.times, thisYear);
    if (clue) {
      const start = pieces[withWordsBefore(query, at, free)]!.start;
      const last = withParticle(query, found.next);
      clues.push({ start, end: pieces[last - 1]!.end, ...clue });
    }
    at = found.next;
    free = at;
  }
  return clues;
}

/** Include the words before a time that belong to it: "from the", "im". */
function withWordsBefore(query: Query, at: number, free: number): number {
  let start = at;
  while (start > free && isJoined(query, start) && belongs(query, start - 1)) start--;
  return start;
}

function belongs({ pieces }: Query, at: number): boolean {
  return isGlue(pieces[at]) || has(pieces[at], 'from');
}

/** の of 2018年の京都. */
function withParticle({ pieces }: Query, next: number): number {
  const piece = pieces[next];
  return piece?.gap === '' && /^[の에의的때]$/.test(piece.folded.normalize('NFC')) ? next + 1 : next;
}

function clueOf(times: readonly Time[], thisYear: number): Omit<DateClue, 'start' | 'end'> | undefined {
  const known = times.filter((time) => time.is !== 'future' && time.force !== 'bound');
  const when = known.flatMap((time) => whenOf(time, thisYear));
  if (when.length === 0) return undefined;
  const labels = known.flatMap(labelsOf);
  return {
    when,
    label: labels.length > 4 ? `${labels.slice(0, 3).join(', ')} …` : labels.join(' or '),
    isSure: known.every((time) => time.is !== 'future' && time.force === 'sure'),
  };
}

/** Holidays that move are listed from this year on. */
const FIRST_LISTED_YEAR = 1950;

function whenOf(time: Time, thisYear: number): readonly When[] {
  if (time.is !== 'recurring') return merged(daysOf(time));
  if (time.yearly) return [{ yearly: time.yearly }];
  const years = Array.from({ length: thisYear - FIRST_LISTED_YEAR + 1 }, (_, index) => FIRST_LISTED_YEAR + index);
  return years.flatMap((year) => time.starting(year));
}

function labelsOf(time: Time): string[] {
  if (time.is !== 'recurring') return merged(daysOf(time)).map(periodLabel);
  return [time.yearly ? yearlyLabel(time.yearly) : `every ${time.title}`];
}

/** Periods that follow each other become one. */
function merged(periods: readonly Period[]): Period[] {
  const all: Period[] = [];
  for (const period of periods) {
    const before = all.at(-1);
    if (before?.to === period.from) all[all.length - 1] = { from: before.from, to: period.to };
    else all.push(period);
  }
  return all;
}
