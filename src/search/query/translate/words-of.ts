/** Separates the words of a text for translation. Pure. */

import { folded, foldedLetters } from '../../../base/fold.ts';

export interface Word {
  /** As written. */
  readonly word: string;
  /** In the form in which words are compared. */
  readonly plain: string;
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.][\p{L}\p{M}\p{N}]+)*/gu;
/** Articles and prepositions that lose their vowel before another: "l'arbre", "d'artifice", "nell'acqua". */
const ELIDED = /(?<![\p{L}\p{N}])(l|d|qu|j|m|n|s|t|c|un|all|dell|nell|sull|dall|quell|sott)['’](?=\p{L})/giu;

/** List the words of a text. Hyphens separate words, and apostrophes do after an elided word of French or Italian. */
export function wordsOf(text: string): Word[] {
  const apart = text.normalize('NFC').replace(ELIDED, '$1 ');
  return [...apart.matchAll(WORD)].map(([word]) => ({ word, plain: folded(word) }));
}

/** Return a table with its words in the form of `plain`. All at once takes a tenth of the time of one by one. */
export function foldedTable(text: string): string {
  return foldedLetters(text.normalize('NFC').replace(ELIDED, '$1 ')).replace(/[-.]/g, ' ');
}
