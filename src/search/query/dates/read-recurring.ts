/** Reads months, days, seasons and holidays: what comes back every year. Pure. */

import { daysIn, isoWeek } from './calendar.ts';
import { has, meant, type Piece } from './pieces.ts';
import { behindGlue, isJoined, type Passage, type Reading } from './reading.ts';
import { dayOfYear, holiday, months, type Recurring, season } from './times.ts';

export interface RecurringReading extends Reading {
  readonly time: Recurring;
}

export function readRecurring(passage: Passage, at: number): RecurringReading | undefined {
  return (
    readHoliday(passage, at) ??
    readDayThenMonth(passage, at) ??
    readMonthThenDay(passage, at) ??
    readNumberedMonth(passage, at) ??
    readNumberedWeek(passage, at) ??
    readName(passage, at)
  );
}

function readHoliday({ pieces }: Passage, at: number): RecurringReading | undefined {
  const found = meant(pieces[at], 'holiday');
  return found && { time: holiday(found.value, found.force), next: at + 1 };
}

/** A month or a season. */
function readName({ pieces, hemisphere }: Passage, at: number): RecurringReading | undefined {
  const month = meant(pieces[at], 'month');
  if (month) return { time: months(month.value, 1, month.force), next: at + 1 };
  const found = meant(pieces[at], 'season');
  if (found) return { time: season(found.value, hemisphere, found.force), next: at + 1 };
  const [, sign, number] = /^([qh])([1-4])$/.exec(pieces[at]?.folded ?? '') ?? [];
  if (sign === undefined || (sign === 'h' && Number(number) > 2)) return undefined;
  const length = sign === 'q' ? 3 : 6;
  return { time: months((Number(number) - 1) * length + 1, length, 'bound'), next: at + 1 };
}

const ORDINAL = /^(\d{1,2})(?:st|nd|rd|th|er|re|e|o|º|ª|de|ste|te|ten)?$/;

/** 1 to 31: "3", "3rd", "1er", "1º". */
function dayNumber(piece: Piece | undefined): number | undefined {
  const value = Number(ORDINAL.exec(piece?.folded ?? '')?.[1] ?? 0);
  return value >= 1 && value <= 31 ? value : undefined;
}

const DAYS_AND_MONTH = new Set(['', 'of', 'de', 'di']);

/** "3 May", "3rd of May", "12-15 August", "1 de enero". */
function readDayThenMonth(passage: Passage, at: number): RecurringReading | undefined {
  const { pieces } = passage;
  const first = dayNumber(pieces[at]);
  if (first === undefined) return undefined;
  const second = readLastDay(passage, at + 1);
  const last = second?.day ?? first;
  let next = second?.next ?? at + 1;
  if (DAYS_AND_MONTH.has(pieces[next]?.folded ?? '')) next++;
  const month = meant(pieces[next], 'month');
  if (!month || !/^[.\s-]{0,2}$/.test(pieces[next]!.gap)) return undefined;
  return days(month.value, first, last, month.force === 'bound' ? 'bound' : 'sure', next + 1);
}

/** The second day of "3-5 May", "3 to 5 May", "du 3 au 5 mai". */
function readLastDay(passage: Passage, at: number): { day: number; next: number } | undefined {
  const { pieces } = passage;
  const direct = dayNumber(pieces[at]);
  if (direct !== undefined && /^\.?\s?[-–—/]\s?$/.test(pieces[at]!.gap)) return { day: direct, next: at + 1 };
  if (!has(pieces[at], 'to') && !has(pieces[at], 'and')) return undefined;
  return behindGlue(passage, at + 1, (place) => {
    const day = dayNumber(pieces[place]);
    return day === undefined ? undefined : { day, next: place + 1 };
  });
}

/** "May 3", "May 3rd", "May the 4th", "August 12-15". */
function readMonthThenDay(passage: Passage, at: number): RecurringReading | undefined {
  const { pieces } = passage;
  const month = meant(pieces[at], 'month');
  const ordinal = pieces[at + 1]?.folded === 'the' ? pieces[at + 2] : undefined;
  const ordinalDay = ordinal?.digits === undefined ? dayNumber(ordinal) : undefined;
  if (month && ordinalDay !== undefined) return days(month.value, ordinalDay, ordinalDay, 'sure', at + 3);
  const first = dayNumber(pieces[at + 1]);
  if (!month || first === undefined || !/^\.?\s?$/.test(pieces[at + 1]!.gap)) return undefined;
  const second = dayNumber(pieces[at + 2]);
  const isRange = second !== undefined && /^\s?[-–—]\s?$/.test(pieces[at + 2]!.gap);
  const force = month.force === 'bound' ? 'bound' : 'sure';
  return days(month.value, first, isRange ? second : first, force, at + (isRange ? 3 : 2));
}

/** 12月, 12月24日, 12월 24일. */
function readNumberedMonth(passage: Passage, at: number): RecurringReading | undefined {
  const { pieces } = passage;
  const month = numberBefore(passage, at, '月月월');
  if (month === undefined || month < 1 || month > 12) return undefined;
  const day = numberBefore(passage, at + 2, '日日号號일');
  const whole = { time: months(month, 1, 'sure' as const), next: at + 2 };
  if (day === undefined || !isJoined(passage, at + 2)) return whole;
  return days(month, day, day, 'sure', at + 4) ?? (pieces[at + 2] ? whole : undefined);
}

/** "KW 12", "week 12", "12. KW", 第12周. A week of a word that means other things too needs a year. */
function readNumberedWeek(passage: Passage, at: number): RecurringReading | undefined {
  const { pieces } = passage;
  const joined = /^kw(\d\d?)$/.exec(pieces[at]?.folded ?? '')?.[1];
  if (joined !== undefined) return numberedWeek(Number(joined), 'sure', at + 1);
  const word = meant(pieces[at], 'isWeekNumber');
  const number = pieces[at + 1]?.digits?.value;
  if (word && number !== undefined && /^\s?$/.test(pieces[at + 1]!.gap)) {
    const isCharacter = pieces[at]!.folded === '第';
    const isWeek = !isCharacter || meant(pieces[at + 2], 'unit')?.value === 'week' || pieces[at + 2]?.folded === '週';
    return isWeek ? numberedWeek(number, word.force, at + (isCharacter ? 3 : 2)) : undefined;
  }
  const behind = meant(pieces[at + 1], 'isWeekNumber');
  const first = pieces[at]?.digits?.value;
  const isOrdinal = behind && first !== undefined && /^\.\s?$/.test(pieces[at + 1]!.gap);
  return isOrdinal ? numberedWeek(first, behind.force, at + 2) : undefined;
}

function numberedWeek(number: number, force: Recurring['force'], next: number): RecurringReading | undefined {
  if (number < 1 || number > 53) return undefined;
  const starting = (year: number) => [isoWeek(year, number)];
  return { time: { is: 'recurring', kind: 'day', force, title: `week ${number}`, starting, named: starting }, next };
}

/** A number with a sign behind it: 12 of 12月. */
export function numberBefore({ pieces }: Passage, at: number, signs: string): number | undefined {
  const sign = pieces[at + 1];
  const isHere = sign !== undefined && sign.folded !== '' && signs.includes(sign.folded.normalize('NFC'));
  return isHere && /^\s?$/.test(sign.gap) ? pieces[at]?.digits?.value : undefined;
}

function days(
  month: number,
  first: number,
  last: number,
  force: Recurring['force'],
  next: number,
): RecurringReading | undefined {
  if (first > last || last > daysIn(2000, month) || first < 1) return undefined;
  const from = dayOfYear(month, first, force);
  const to = dayOfYear(month, last, force);
  if (first === last) return { time: from, next };
  const starting = (year: number) =>
    from.starting(year).map((period) => ({ from: period.from, to: to.starting(year)[0]?.to ?? period.to }));
  return { time: { ...from, yearly: { from: from.yearly!.from, to: to.yearly!.to }, starting, named: starting }, next };
}
