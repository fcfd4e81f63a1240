/** Splits a text into words with their positions. Pure. */

import { foldedLetters } from '../../../base/fold.ts';
import { ELIDED } from '../elided.ts';

export interface Word {
  readonly start: number;
  readonly end: number;
  /** Without accents and apostrophes, in lower case. */
  readonly folded: string;
  /** The text between the word before and this one. */
  readonly gap: string;
}

/**
 * Letters, marks and digits of the scripts that are written with spaces between words. Ranges, because the classes of
 * Unicode (\p{L}) take ten milliseconds to compile, and a search from the command line compiles them each time.
 */
const LETTERS =
  '0-9A-Za-z_\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u10ff\\u1200-\\u1fff\\u2c00-\\u2dff' +
  '\\ua640-\\uabff\\ufb00-\\ufdff\\ufe70-\\ufefc\\uff10-\\uff19\\uff21-\\uff3a\\uff41-\\uff5a';
export const LETTER = `[${LETTERS}]`;

const HANGUL = '\\u1100-\\u11ff\\u3131-\\u318e\\uac00-\\ud7a3';
const HAN = '\\u2e80-\\u2fd5\\u3005-\\u3007\\u3021-\\u3029\\u3400-\\u9fff\\uf900-\\ufaff';
/** A character that is a word to this reader: Chinese and Japanese have no spaces, and Korean joins endings to words. */
const ALONE =
  '(?:[\\u1100-\\u115f][\\u1160-\\u11a7][\\u11a8-\\u11ff]?|' +
  `[${HAN}${HANGUL}\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f〜～][\\u3099\\u309a]*)`;

/** A word may have apostrophes inside: "year's". */
const WORDS = new RegExp(`${ALONE}|${LETTER}+(?:['’]${LETTER}+)*|&`, 'g');

/** A character of a Chinese word, also in Japanese, or of a Korean one. */
export const IDEOGRAPH = new RegExp(`^[${HAN}${HANGUL}]`);

const ELISION = new RegExp(`^${ELIDED}['’](?=.)`, 'i');

/** "Yesterday's", "new year's eve". */
const POSSESSIVE = /.['’]s$/i;

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  const add = (from: number, to: number) => {
    words.push({ start: from, end: to, folded: foldedLetters(text.slice(from, to)), gap: text.slice(end, from) });
    end = to;
  };
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    const elided = ELISION.exec(word)?.[0].length ?? 0;
    const possessive = POSSESSIVE.test(word) ? 2 : 0;
    if (elided > 0) add(index, index + elided);
    add(index + elided, index + word.length - possessive);
    if (possessive > 0) add(index + word.length - 1, index + word.length);
  }
  return words;
}
