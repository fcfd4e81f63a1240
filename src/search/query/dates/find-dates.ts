/**
 * Finds the words of a query that say when: "last summer", "weihnachten 2018", "3 years ago". English, German, French,
 * Spanish, Portuguese, Dutch, Italian, Japanese, Chinese and Korean are read together. Pure.
 */

import type { Period } from '../../filters/dates.ts';
import { type Day, yearOf } from './calendar.ts';
import type { MonthDay } from './holidays/rules.ts';
import { periodLabel, yearlyLabel } from './labels.ts';
import { has, type Piece, piecesOf } from './pieces.ts';
import { readRange } from './read-range.ts';
import { isGlue, isJoined, isPossessive, type Passage } from './reading.ts';
import { daysOf, type Future, type Hemisphere, inYears, type Time } from './times.ts';

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

/** Find the times in a text. Clues are sorted and do not overlap. Future times are left out: no photo was taken then. */
export function findDates(text: string, { today, hemisphere }: DateOptions): DateClue[] {
  const thisYear = yearOf(today);
  const pieces = piecesOf(text.slice(0, MAX_TEXT), thisYear);
  const passage: Passage = { pieces, today, thisYear, hemisphere };
  const clues: Clue[] = [];
  let free = 0;
  for (let at = 0; at < pieces.length; ) {
    const found = mayBegin(pieces[at]!) ? readRange(passage, at) : undefined;
    if (!found) {
      at++;
      continue;
    }
    const times = found.times.filter(isMeant);
    if (times.length > 0) {
      const start = pieces[withWordsBefore(passage, at, free)]!.start;
      clues.push({ start, end: pieces[withParticle(passage, found.next) - 1]!.end, times });
    }
    at = found.next;
    free = at;
  }
  return withYearElsewhere(clues)
    .map(({ times, ...clue }) => ({ ...clue, ...meaningOf(times, thisYear) }))
    .filter(({ when }) => when.length > 0);
}

type Known = Exclude<Time, Future>;

function isMeant(time: Time): time is Known {
  return time.is !== 'future' && time.force !== 'bound';
}

interface Clue extends Pick<DateClue, 'start' | 'end'> {
  readonly times: readonly Known[];
}

/** "Thanksgiving dinner 2023": the only year of a query is the year of its months, seasons and holidays. */
function withYearElsewhere(clues: readonly Clue[]): readonly Clue[] {
  const years = clues.flatMap(({ times }) => times.filter((time) => time.is === 'years'));
  const [year] = years;
  if (year === undefined || years.length > 1) return clues;
  return clues.map((clue) => ({
    ...clue,
    times: clue.times.map((time) => (time.is === 'recurring' ? { ...inYears(time, year), force: time.force } : time)),
  }));
}

/** Most words of a query mean no time. */
function mayBegin({ meanings, time, folded, compoundOf }: Piece): boolean {
  return meanings.length > 0 || time !== undefined || /\d/.test(folded) || compoundOf !== undefined;
}

/** Include the words before a time that belong to it: "from the", "im". */
function withWordsBefore(passage: Passage, at: number, free: number): number {
  let start = at;
  while (start > free && isJoined(passage, start) && belongs(passage, start - 1)) start--;
  return start;
}

function belongs({ pieces }: Passage, at: number): boolean {
  const piece = pieces[at];
  // "LA 2019": no language has an article before a year in digits.
  if (pieces[at + 1]?.digits?.width === 4) return has(piece, 'in') || has(piece, 'from');
  return isGlue(piece) || has(piece, 'from') || has(piece, 'between');
}

/** の of 2018年の京都, and the s of "yesterday's dinner". */
function withParticle({ pieces }: Passage, next: number): number {
  const piece = pieces[next];
  if (isPossessive(piece)) return next + 1;
  return piece?.gap === '' && /^[の에의的때]$/.test(piece.folded.normalize('NFC')) ? next + 1 : next;
}

function meaningOf(times: Clue['times'], thisYear: number): Pick<DateClue, 'when' | 'label' | 'isSure'> {
  const labels = times.flatMap(labelsOf);
  return {
    when: times.flatMap((time) => whenOf(time, thisYear)),
    label: labels.length > 4 ? `${labels.slice(0, 3).join(', ')} …` : labels.join(' or '),
    isSure: times.every(({ force }) => force === 'sure'),
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
