/** The words for times in all languages, found together: a query may mix languages, and none is chosen beforehand. */

import type { Holiday } from './holidays/rules.ts';
import { chinese } from './languages/chinese.ts';
import { dutch } from './languages/dutch.ts';
import { english } from './languages/english.ts';
import { french } from './languages/french.ts';
import { german } from './languages/german.ts';
import { italian } from './languages/italian.ts';
import { japanese } from './languages/japanese.ts';
import { korean } from './languages/korean.ts';
import type { Language, NamedPeriod } from './languages/language.ts';
import { portuguese } from './languages/portuguese.ts';
import { spanish } from './languages/spanish.ts';
import type { Force, Part } from './times.ts';
import { wordsOf } from './words.ts';

export type Unit = keyof Language['units'];

/** Words that stand in a certain place of a time expression. `Language` explains them. */
const ROLES = [
  'last',
  'lastBehind',
  'this',
  'next',
  'nextBehind',
  'beforeLast',
  'beforeLastBehind',
  'ago',
  'agoBefore',
  'since',
  'before',
  'after',
  'until',
  'sinceBehind',
  'afterBehind',
  'beforeBehind',
  'untilBehind',
  'between',
  'and',
  'from',
  'to',
  'decadeBefore',
  'in',
  'glue',
  'stops',
] as const satisfies readonly (keyof Language)[];

export type Role = (typeof ROLES)[number];

export interface Meaning {
  readonly role?: Role;
  readonly month?: number;
  readonly weekday?: number;
  readonly season?: number;
  readonly holiday?: Holiday;
  readonly unit?: Unit;
  /** "Half a year". */
  readonly isHalfYear?: boolean;
  /** A word before or behind the number of a week: "KW". */
  readonly isWeekNumber?: boolean;
  /** A number of things, from and to: "a few" is 2 to 5. */
  readonly count?: readonly [number, number];
  readonly part?: Part;
  /** A day: 1 is yesterday. */
  readonly daysAgo?: number;
  /** "去年" is year -1. */
  readonly namedPeriod?: NamedPeriod;
  readonly decade?: number;
  /** A name that contains a word for a time. */
  readonly isName?: boolean;
  /** The year before the first of an era. */
  readonly era?: number;
  readonly force: Force;
  /** The word without its accents is another one: "marco" is a name, "março" a month. */
  readonly needsAccents?: boolean;
  readonly language: Language;
}

type Named = Omit<Meaning, 'force' | 'language'>;

export interface Phrase {
  readonly words: readonly string[];
  readonly meanings: Meaning[];
}

/** Languages with letters, and languages with characters that are words: most queries need the first only. */
const WITH_LETTERS = [english, german, french, spanish, portuguese, dutch, italian];
const WITH_CHARACTERS = [japanese, chinese, korean];

/** By the first letter of their words: all of them take ten milliseconds, in each new process. */
const phrases = new Map<string, Map<string, Phrase[]>>();

/** The phrases that begin with a word, the longest first. */
export function phrasesFrom(word: string): readonly Phrase[] {
  const languages = word < '\u1100' ? WITH_LETTERS : WITH_CHARACTERS;
  const initial = PLAIN_INITIAL.test(word) ? word[0]! : '';
  const key = initial || (languages === WITH_LETTERS ? 'letters' : 'characters');
  let found = phrases.get(key);
  if (found === undefined) {
    found = phrasesOf(languages, initial);
    phrases.set(key, found);
  }
  return found.get(word) ?? [];
}

/** A letter that is the same when it is folded. */
const PLAIN_INITIAL = /^[a-z0-9]/;

let compounds: readonly { readonly text: string; readonly holiday: Holiday }[] | undefined;

/** The holiday whose thing a compound word names: "weihnachtsmarkt". */
export function holidayOfCompound(word: string): Holiday | undefined {
  compounds ??= WITH_LETTERS.flatMap((language) =>
    entries(language.compounds ?? {}).flatMap(([holiday, texts]) =>
      texts.split('|').map((text) => ({ text, holiday })),
    ),
  );
  return compounds.find(({ text }) => word.startsWith(text))?.holiday;
}

/** What the last character of a phrase says about it: see `Language`. */
const MARKS: ReadonlyMap<string, Pick<Meaning, 'force' | 'needsAccents'>> = new Map([
  ['?', { force: 'weak' }],
  ['!', { force: 'bound' }],
  ['^', { force: 'sure', needsAccents: true }],
]);

/** @param initial of the words that are wanted: others may be missing. Empty: all. */
function phrasesOf(languages: readonly Language[], initial: string): Map<string, Phrase[]> {
  const found = new Map<string, Phrase[]>();
  const byText = new Map<string, Phrase>();
  const enter = (text: string, meaning: Meaning) => {
    // Most phrases are plain words, and need no search for accents and apostrophes.
    const isPlain = /^[a-z0-9 ]+$/.test(text);
    const words = isPlain ? text.split(' ') : wordsOf(text).map(({ folded }) => folded);
    const key = isPlain ? text : words.join(' ');
    let phrase = byText.get(key);
    if (phrase === undefined) {
      phrase = { words, meanings: [] };
      byText.set(key, phrase);
      const others = found.get(words[0]!);
      if (others) others.push(phrase);
      else found.set(words[0]!, [phrase]);
    }
    phrase.meanings.push(meaning);
  };
  const add = (language: Language, texts: string | undefined, meaning: Named) => {
    if (texts === undefined) return;
    const sure: Meaning = { ...meaning, force: 'sure', language };
    for (const text of texts.split('|')) {
      if (text === '' || (initial !== '' && text[0] !== initial && PLAIN_INITIAL.test(text))) continue;
      const mark = MARKS.get(text.at(-1)!);
      const plain = mark === undefined ? text : text.slice(0, -1);
      const whole = mark === undefined ? sure : { ...sure, ...mark };
      enter(plain, whole);
      const other = language === german ? withoutUmlauts(plain) : plain;
      if (other !== plain) enter(other, whole);
    }
  };
  for (const language of languages) addLanguage(language, (texts, meaning) => add(language, texts, meaning));
  for (const list of found.values()) list.sort((a, b) => b.words.length - a.words.length);
  return found;
}

function addLanguage(language: Language, add: (texts: string | undefined, meaning: Named) => void) {
  language.months.forEach((texts, index) => {
    add(texts, { month: index + 1 });
  });
  language.weekdays?.forEach((texts, weekday) => {
    add(texts, { weekday });
  });
  language.seasons.forEach((texts, season) => {
    add(texts, { season });
  });
  language.numbers.forEach((texts, index) => {
    add(texts, { count: [index + 1, index + 1] });
  });
  add(language.names, { isName: true });
  add(language.halfYear, { isHalfYear: true });
  add(language.weekNumber, { isWeekNumber: true });
  add(language.couple, { count: [2, 3] });
  add(language.few, { count: [2, 5] });
  for (const [unit, texts] of entries(language.units)) add(texts, { unit });
  for (const role of ROLES) add(language[role], { role });
  for (const part of ['early', 'mid', 'late', 'firstHalf', 'secondHalf'] as const) add(language[part], { part });
  add(language.today, { daysAgo: 0 });
  add(language.yesterday, { daysAgo: 1 });
  add(language.twoDaysAgo, { daysAgo: 2 });
  for (const [namedPeriod, texts] of entries(language.namedPeriods ?? {})) add(texts, { namedPeriod });
  for (const [decade, texts] of entries(language.decades ?? {})) add(texts, { decade: Number(decade) });
  for (const [before, texts] of entries(language.eras ?? {})) add(texts, { era: Number(before) });
  for (const [holiday, texts] of entries(language.holidays)) add(texts, { holiday });
}

function entries<K extends string | number, V>(record: Readonly<Partial<Record<K, V>>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}

/** As Germans write without umlauts. */
function withoutUmlauts(text: string): string {
  if (!/[äöüÄ]/.test(text)) return text;
  return text.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('Ä', 'Ae');
}
