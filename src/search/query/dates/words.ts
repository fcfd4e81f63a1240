/** Splits a text into words with their positions. Pure. */

import { foldedLetters } from '../../../base/fold.ts';

export interface Word {
  readonly start: number;
  readonly end: number;
  /** Without accents and apostrophes, in lower case. */
  readonly folded: string;
  /** The text between the word before and this one. */
  readonly gap: string;
}

/** A character of a script without spaces between words. Korean has spaces, but joins endings to its words. */
const ALONE =
  '(?:[\\u1100-\\u115f][\\u1160-\\u11a7][\\u11a8-\\u11ff]?|[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー〜～]\\p{M}*)';
const HAS_ALONE = new RegExp(ALONE, 'u');

/** A word may have apostrophes inside: "year's". */
function wordsOfLetters(letter: string): string {
  return `${letter}+(?:['’]${letter}+)*|&`;
}

const WORDS = new RegExp(wordsOfLetters('[\\p{L}\\p{M}\\p{N}_]'), 'gu');
const MIXED_WORDS = new RegExp(`${ALONE}|${wordsOfLetters(`(?:(?!${ALONE})[\\p{L}\\p{M}\\p{N}_])`)}`, 'gu');

/** Articles and prepositions of French and Italian that lose their vowel: "l'été", "dell'estate", "quest'anno". */
const ELIDED = /^(?:l|d|qu|jusqu|dell|nell|all|sull|dall|quest|un)['’](?=.)/i;

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  const add = (from: number, to: number) => {
    words.push({ start: from, end: to, folded: foldedLetters(text.slice(from, to)), gap: text.slice(end, from) });
    end = to;
  };
  for (const { 0: word, index } of text.matchAll(HAS_ALONE.test(text) ? MIXED_WORDS : WORDS)) {
    const elided = ELIDED.exec(word)?.[0].length ?? 0;
    if (elided > 0) add(index, index + elided);
    add(index + elided, index + word.length);
  }
  return words;
}
