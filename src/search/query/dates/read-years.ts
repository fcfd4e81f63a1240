/** Reads years and decades. Pure. */

import { isYear } from './numeric-dates.ts';
import { meant, type Piece } from './pieces.ts';
import { numberBefore } from './read-recurring.ts';
import { isJoined, isPossessive, type Passage, type Reading } from './reading.ts';
import type { Force } from './times.ts';

/** Years that are written out: 2018, "the year 2018", 2018年, "the 90s". */
export function readYears(passage: Passage, at: number): Reading | undefined {
  return readEra(passage, at) ?? readYearWithSign(passage, at) ?? readDecade(passage, at) ?? readYear(passage, at);
}

function years(from: number, count: number, force: Force, next: number): Reading {
  return { time: { is: 'years', from, to: from + count, force }, next };
}

/** 令和5年 is 2023, and 令和元年 is 2019. */
function readEra(passage: Passage, at: number): Reading | undefined {
  const { pieces, thisYear } = passage;
  const era = meant(pieces[at], 'era');
  if (!era) return undefined;
  const isFirst = pieces[at + 1]?.folded === '元' && pieces[at + 2]?.folded === '年';
  const year = isFirst ? 1 : (numberBefore(passage, at + 1, '年') ?? 0);
  return year >= 1 && isYear(era.value + year, thisYear) ? years(era.value + year, 1, 'sure', at + 3) : undefined;
}

function readYearWithSign(passage: Passage, at: number): Reading | undefined {
  const year = numberBefore(passage, at, '年년');
  if (year === undefined || passage.pieces[at]!.digits!.width !== 4 || !isYear(year, passage.thisYear))
    return undefined;
  return isDecadeSign(passage, at + 2) ? undefined : years(year, 1, 'sure', at + 2);
}

/** Earlier photos are rare: a number such as 1888 is often something else. */
const FIRST_SURE_YEAR = 1900;

function readYear(passage: Passage, at: number): Reading | undefined {
  const { pieces, thisYear } = passage;
  // "In the year 2018".
  const named = meant(pieces[at], 'unit')?.value === 'year' && isJoined(passage, at + 1);
  const place = named ? at + 1 : at;
  const piece = pieces[place];
  const short = piece && shortYear(piece, thisYear);
  if (short) return years(short, 1, 'bound', place + 1);
  if (piece?.digits?.width !== 4 || !isYear(piece.digits.value, thisYear)) return undefined;
  if (!named && isNumberOfSomething(pieces, place)) return undefined;
  const force = named || piece.digits.value >= FIRST_SURE_YEAR ? 'sure' : 'weak';
  return years(piece.digits.value, 1, force, place + 1);
}

/** "Summer '69": two digits behind an apostrophe. */
function shortYear({ digits, gap }: Piece, thisYear: number): number | undefined {
  if (digits?.width !== 2 || !/^\s?['’]$/.test(gap)) return undefined;
  return inCentury(digits.value, thisYear);
}

const COUNTED = new RegExp(
  '^(?:m|km|cm|mm|ft|feet|miles|meter|meters|metres|metros|metri|g|kg|mg|ml|l|px|pixel|pixels|eur|euro|euros|usd|dollar|' +
    'dollars|chf|yen|pounds|w|watt|mah|hz|mhz|rpm|hp|cc|ps|people|persons|pieces|pcs|steps|calories|kcal|islands|words|' +
    'degrees?|grad|celsius|fahrenheit|below|percent|prozent|minutes?|minuten|hours?|stunden|cents?|lbs?|mph|kmh|' +
    'x|st|stuck|teile|personen|schritte|piezas|personas|pieces|personnes)$',
);
const NUMBERED =
  /^(?:no|nr|num|number|numero|nummer|model|room|zimmer|flight|route|highway|iso|rtx|gtx|ref|id|page|dsc|dscn|dscf|img|mvi|gopr|pxl|scan|file|photo|image|order|invoice|rechnung)$/;

/** "Summer 69", "Weihnachten 98": two digits that are no day. */
export function readTwoDigits({ pieces, thisYear }: Passage, at: number, isMonth: boolean): Reading | undefined {
  const { digits } = pieces[at] ?? {};
  if (digits?.width !== 2 || isNumberOfSomething(pieces, at) || meant(pieces[at + 1], 'unit')) return undefined;
  const isYear = digits.value > 31 || (digits.value < 10 && !isMonth);
  return isYear ? years(inCentury(digits.value, thisYear), 1, 'bound', at + 1) : undefined;
}

function inCentury(value: number, thisYear: number): number {
  return value + (value > thisYear % 100 ? 1900 : 2000);
}

/** "2000 m", "$2000", "room 2012", "1999.50", "DSC-2019": a number, and no year. */
function isNumberOfSomething(pieces: readonly Piece[], at: number): boolean {
  const { gap } = pieces[at]!;
  const before = pieces[at - 1];
  const after = pieces[at + 1];
  if (
    /[$€£¥#@:\\]$/.test(gap) ||
    (before && /^\s?[-/.]$/.test(gap) && gap.length === 1 && before.meanings.length === 0)
  ) {
    return true;
  }
  if (before && /^\s?$/.test(gap) && NUMBERED.test(before.folded)) return true;
  if (!after) return false;
  if (/^(?:[.,:/]|-)$/.test(after.gap) && (after.digits || after.gap === '-') && after.meanings.length === 0)
    return true;
  return /^\s?[€$£¥%°]/.test(after.gap) || (/^\s?$/.test(after.gap) && COUNTED.test(after.folded));
}

/** "90s", "1990s", "80er", "’90s". */
const DECADE = /^(\d{2}|\d{4})(?:s|er|ern|iger)$/;
/** "A man in his 40s". */
const OF_AGE = /^(?:his|her|their|my|your)$/;

function readDecade(passage: Passage, at: number): Reading | undefined {
  const { pieces } = passage;
  const named = meant(pieces[at], 'decade');
  if (named) return decade(passage, named.value, 'sure', withNoun(passage, at + 1));
  // "The 80's".
  const isApart = pieces[at]?.digits !== undefined && isPossessive(pieces[at + 1]);
  const digits = DECADE.exec(`${pieces[at]?.folded}${isApart ? 's' : ''}`)?.[1];
  if (digits !== undefined) {
    const isAge =
      digits.length === 2 && pieces.slice(Math.max(0, at - 2), at).some(({ folded }) => OF_AGE.test(folded));
    if (isAge) return undefined;
    return decade(
      passage,
      Number(digits),
      digits.length === 4 ? 'sure' : undefined,
      withNoun(passage, isApart ? at + 2 : at + 1),
    );
  }
  const number = pieces[at]?.digits;
  if (number && isDecadeSign(passage, at + 1)) return decade(passage, number.value, 'sure', at + 3);
  const before = pieces[at]?.meanings.find(({ role }) => role === 'decadeBefore');
  const behind = before && isJoined(passage, at + 1) ? pieces[at + 1]?.digits : undefined;
  // "Los 90" is a decade, but "los 20 mejores" is a number.
  const isDecade = behind && (before?.force === 'sure' || (behind.value >= 50 && !isNumberOfSomething(pieces, at + 1)));
  return isDecade ? decade(passage, behind.value, 'sure', at + 2) : undefined;
}

/** 90年代, 90년대. */
function isDecadeSign({ pieces }: Passage, at: number): boolean {
  const signs = `${pieces[at]?.folded}${pieces[at + 1]?.folded}`;
  return signs === '年代' || signs === '년대';
}

/** "80er Jahre". */
function withNoun({ pieces }: Passage, at: number): number {
  return /^jahren?$/.test(pieces[at]?.folded ?? '') ? at + 1 : at;
}

function decade(passage: Passage, value: number, force: Force | undefined, next: number): Reading | undefined {
  if (value % 10 !== 0) return undefined;
  const short = value <= 20 ? 2000 + value : 1900 + value;
  const from = value < 100 ? short : value;
  // "The 20s" are as well an age or a temperature, and so are 30 and 40.
  const isClear = from >= 1950 && from <= 2000;
  return isYear(from, passage.thisYear) ? years(from, 10, force ?? (isClear ? 'sure' : 'weak'), next) : undefined;
}
