import type { Holiday } from '../holidays/rules.ts';

/**
 * The words for times in one language. A text lists alternatives between bars, in any case, with or without accents.
 * A list of texts has them in the order of the calendar: months from January, days from Monday, seasons from spring,
 * numbers from one.
 *
 * A word with `?` often means something else and is never sure by itself ("may?"). A word with `!` only means a time
 * beside another ("set!" is September in "set 2019"). A word with `^` needs its accents, or a small word such as "de"
 * beside it ("março^", because "marco" is a name).
 */
export interface Language {
  readonly months: readonly string[];
  readonly weekdays?: readonly string[];
  readonly seasons: readonly string[];
  readonly units: {
    readonly day: string;
    readonly week: string;
    readonly weekend: string;
    readonly month: string;
    readonly year: string;
  };
  readonly numbers: readonly string[];
  /** Two or three; two to five. */
  readonly couple?: string;
  readonly few?: string;
  /** "Last" before the word, as in "last year"; behind it, as in "l'été dernier". */
  readonly last?: string;
  readonly lastBehind?: string;
  /** "The one before the last one", in front of the word and behind it. */
  readonly beforeLast?: string;
  readonly beforeLastBehind?: string;
  readonly this?: string;
  readonly next?: string;
  readonly nextBehind?: string;
  /** "Ago" behind the time, as in "3 years ago"; before it, as in "vor 3 Jahren". */
  readonly ago?: string;
  readonly agoBefore?: string;
  readonly since?: string;
  readonly before?: string;
  readonly after?: string;
  readonly until?: string;
  /** The same behind the time: 2018年以来. */
  readonly sinceBehind?: string;
  readonly afterBehind?: string;
  readonly beforeBehind?: string;
  readonly untilBehind?: string;
  readonly between?: string;
  readonly and?: string;
  readonly from?: string;
  readonly to?: string;
  readonly early?: string;
  readonly mid?: string;
  readonly late?: string;
  readonly firstHalf?: string;
  readonly secondHalf?: string;
  /** "Half a year", as in "half a year ago". */
  readonly halfYear?: string;
  /** "Week" beside its number, as in "KW 12". */
  readonly weekNumber?: string;
  /** Days and longer times that have a name of their own: "yesterday", "去年". */
  readonly today: string;
  readonly yesterday: string;
  readonly twoDaysAgo?: string;
  readonly namedPeriods?: Readonly<Partial<Record<NamedPeriod, string>>>;
  /** Names of decades, which are numbers: { 1980: 'eighties' }. */
  readonly decades?: Readonly<Record<number, string>>;
  /** Eras, by the year before their first one: { 2018: '令和' }. */
  readonly eras?: Readonly<Record<number, string>>;
  /** The word before the number of a decade: "années 80". */
  readonly decadeBefore?: string;
  /** "In" makes a weak month sure: "in may". */
  readonly in?: string;
  /** Short words that may stand before a time or between two parts of one. */
  readonly glue?: string;
  /** Names and things that contain a word for a time. */
  readonly names?: string;
  /** Words behind a time that do not make it an adjective: "christmas with grandma", but "christmas tree". */
  readonly stops?: string;
  /** How words begin that name things of a holiday: "weihnachts" of "Weihnachtsmarkt". */
  readonly compounds?: Readonly<Partial<Record<Holiday, string>>>;
  readonly holidays: Readonly<Partial<Record<Holiday, string>>>;
}

/** A calendar unit and which of them: "last year" is year -1. */
export type NamedPeriod = `${'week' | 'weekend' | 'month' | 'year'} ${-2 | -1 | 0}`;
