/** Cuts a text into pieces: phrases of the lexicon, numbers, dates in digits, and words that mean nothing here. Pure. */

import type { Holiday } from './holidays/rules.ts';
import { holidayOfCompound, type Meaning, type Phrase, phrasesFrom, type Role } from './lexicon.ts';
import { numericDate } from './numeric-dates.ts';
import type { Time } from './times.ts';
import { IDEOGRAPH, type Word, wordsOf } from './words.ts';

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
  /** The text between the piece before and this one. */
  readonly gap: string;
  readonly meanings: readonly Meaning[];
  /** For digits: their value, and how many there are. */
  readonly digits?: { readonly value: number; readonly width: number };
  readonly time?: Time;
  readonly compoundOf?: Holiday;
}

/** The dates in digits that a text shows, such as 2019-06-01, are read from the text itself. */
export function piecesOf(text: string, thisYear: number): Piece[] {
  const words = wordsOf(text);
  const pieces: Piece[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at]!;
    const gap = text.slice(pieces.at(-1)?.end ?? 0, word.start);
    const isSecond = pieces.at(-1)?.time !== undefined && /^[-–—]$/.test(gap);
    const isWeek = pieces.at(-1)?.meanings.some(({ isWeekNumber }) => isWeekNumber);
    const date = /^\d/.test(word.folded) && !isWeek ? numericDate(text, word.start, thisYear, isSecond) : undefined;
    if (date) {
      pieces.push({ start: word.start, end: date.end, folded: '', gap, meanings: [], time: date.time });
      while (at < words.length && words[at]!.start < date.end) at++;
      continue;
    }
    const phrase = longestPhrase(words, at, pieces.at(-1));
    const end = words[at + phrase.words.length - 1]!.end;
    const folded = phrase.words.join(' ');
    const slice = text.slice(word.start, end);
    const meanings = phrase.meanings
      .filter(({ isName }) => !isName)
      .filter((meaning) => !meaning.needsAccents || isWritten(slice, words, at));
    const digits = /^\d+$/.test(folded) ? digitsOf(folded) : undefined;
    const compoundOf = phrase.meanings.length === 0 ? holidayOfCompound(folded) : undefined;
    const special = { ...(digits && { digits }), ...(compoundOf && { compoundOf }) };
    pieces.push({ start: word.start, end, folded, gap, meanings, ...special });
    at += phrase.words.length;
  }
  return pieces;
}

const OF = new Set(['de', 'em']);

/** Whether a word has its accents, or a small word beside it that tells as much: "marco de 2019". */
function isWritten(slice: string, words: readonly Word[], at: number): boolean {
  return /[^ -~]/.test(slice) || OF.has(words[at - 1]?.folded ?? '') || OF.has(words[at + 1]?.folded ?? '');
}

function digitsOf(text: string) {
  return { value: Number(text), width: text.length };
}

const BETWEEN_WORDS = /^[\s.'’・/-]*$/;

function longestPhrase(
  words: readonly Word[],
  at: number,
  before: Piece | undefined,
): { meanings: readonly Meaning[]; words: readonly string[] } {
  for (const phrase of phrasesFrom(words[at]!.folded)) {
    const isHere = phrase.words.every((word, index) => {
      const other = words[at + index];
      return other?.folded === word && (index === 0 || BETWEEN_WORDS.test(other.gap));
    });
    if (isHere && !isInsideOtherWord(words, at, phrase, before)) {
      return { meanings: phrase.meanings, words: phrase.words };
    }
  }
  return { meanings: [], words: [words[at]!.folded] };
}

/** A single ideograph is a part of a name when another one touches it that means no time: 秋 in 秋葉原. */
function isInsideOtherWord(words: readonly Word[], at: number, phrase: Phrase, before: Piece | undefined): boolean {
  const word = words[at]!;
  if (phrase.words.length > 1 || !IDEOGRAPH.test(word.folded)) return false;
  const after = words[at + 1];
  const isTouchedBefore = word.gap === '' && before?.meanings.length === 0 && IDEOGRAPH.test(before.folded);
  const isTouchedAfter = after?.gap === '' && IDEOGRAPH.test(after.folded);
  if (isTouchedBefore || !isTouchedAfter) return isTouchedBefore;
  // Behind a season, only a particle does not belong to its word: 春 is a part of the name 春日, but 봄에 is "in spring".
  const isSeason = phrase.meanings.some(({ season }) => season !== undefined);
  const known = phrasesFrom(after.folded).filter(
    ({ meanings }) => !isSeason || meanings.some(({ role }) => role === 'glue'),
  );
  return known.length === 0;
}

export function has(piece: Piece | undefined, role: Role): boolean {
  return piece?.meanings.some((meaning) => meaning.role === role) ?? false;
}

/** Whether two pieces have a role and a meaning in the same language: "past" and "an" (a year in French) have none. */
export function agree(piece: Piece | undefined, role: Role, other: Piece | undefined, key: keyof Meaning): boolean {
  const languages = other?.meanings.filter((meaning) => meaning[key] !== undefined).map(({ language }) => language);
  return piece?.meanings.some((meaning) => meaning.role === role && languages?.includes(meaning.language)) ?? false;
}

export function meant<K extends keyof Meaning>(
  piece: Piece | undefined,
  key: K,
): { value: NonNullable<Meaning[K]>; force: Meaning['force'] } | undefined {
  const meaning = piece?.meanings.find((other) => other[key] !== undefined);
  return meaning && { value: meaning[key]!, force: meaning.force };
}
