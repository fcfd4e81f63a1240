/** Decides from the words around a clue whether it is sure although its words often mean something else. Pure. */

import { overlapsAny, type Span } from '../span.ts';
import { isFunctionWord } from './function-words.ts';
import type { Token } from './tokens.ts';

/** Before places, in the languages of function-words.ts. Not the Spanish "a", which is an article in English. */
const BEFORE_PLACES: ReadonlySet<string> = new Set('in near aus nach auf nahe à en vers em uit naar'.split(' '));

/** Decide whether a word stands before places. */
export function isBeforePlace({ word }: Token): boolean {
  return BEFORE_PLACES.has(word.toLowerCase());
}

/** Behind "in nice", they begin another phrase; articles do not: "in reading a book". */
const ARTICLES: ReadonlySet<string> = new Set(
  'a an the his her my our their this these der die das den ein eine einen le la les l un une el los una il'.split(' '),
);

/** Decide whether a clue is all that follows "photos from": then it is a date or a name, not what the pictures show. */
export function isIntroduced({ start, end }: Span, fillers: readonly Span[], tokens: readonly Token[]): boolean {
  if (tokens.some((token) => token.start >= end)) return false;
  const isBetween = (token: Token, filler: Span) => token.start >= filler.end && token.end <= start;
  return fillers.some(
    (filler) =>
      filler.end <= start && tokens.every((token) => !isBetween(token, filler) || isFunctionWord(token.plain)),
  );
}

/** Decide whether a clue stands where only a place can: "sunset in nice", not "in nice weather". */
export function isLocated(
  clue: Span & { readonly mayBeLocated: boolean },
  clues: readonly Span[],
  tokens: readonly Token[],
): boolean {
  if (!clue.mayBeLocated) return false;
  const before = tokens.findLast(({ end }) => end <= clue.start);
  if (before === undefined || !isBeforePlace(before)) return false;
  const next = tokens.find(({ start }) => start >= clue.end);
  if (next === undefined || overlapsAny(next, clues)) return true;
  return /^\p{N}/u.test(next.word) || (isFunctionWord(next.plain) && !ARTICLES.has(next.plain));
}
