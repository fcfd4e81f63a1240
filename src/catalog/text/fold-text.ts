/**
 * The forms in which text in pictures is searched. A reader often misses the space between two words, or sees one where
 * there is none, so a text is also indexed without any.
 */

import { foldedLetters, isAscii, withBetween } from '../../base/fold.ts';

/**
 * Greek and Cyrillic letters whose capitals look like Latin ones. A reader that expects Latin letters sees TABEPNA on a
 * sign that says ΤΑΒΕΡΝΑ, and PECTOPAH for РЕСТОРАН.
 */
const LOOKALIKES = new Map(
  Array.from('αβεζηικμνορτυχавекмнорстух', (letter, i) => [letter, 'abezhikmnoptyxabekmhopctyx'[i]!]),
);
const LOOKALIKE = new RegExp(`[${[...LOOKALIKES.keys()].join('')}]`, 'g');

/** Words of letters and digits, folded, with one space before, between and after them. */
export function spacedText(text: string): string {
  const words = wordsOf(text, ' ').trim();
  return words === '' ? '' : ` ${words} `;
}

/** The same without spaces: "NO LITTER" is "nolitter", and "RE16 TGK" is "re16tgk". */
export function joinedText(text: string): string {
  return wordsOf(text, '');
}

function wordsOf(text: string, between: string): string {
  const letters = foldedLetters(text);
  if (isAscii(letters)) return withBetween(between, letters);
  const latin = letters.replace(LOOKALIKE, (letter) => LOOKALIKES.get(letter)!);
  return withBetween(between, latin);
}
