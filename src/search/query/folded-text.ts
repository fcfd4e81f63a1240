/** A folded text whose parts can be found again in the text that was folded. */

import { foldedLetters, isAscii, withBetween } from '../../base/fold.ts';
import type { Span } from './span.ts';

export interface FoldedText {
  /** Letters and digits, folded. Everything between them is one space. */
  readonly text: string;
  /** Return the part of the original text that a part of the folded text was made from. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** A character with everything that is written onto it, also the later parts of a Korean syllable. */
const CHARACTER = /\P{M}[\p{M}\u1160-\u11ff\uff9e\uff9f]*|\p{M}+/gu;

/** Fold a text, and remember where each part stood. */
export function foldedText(original: string): FoldedText {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: character, index } of original.matchAll(isAscii(original) ? /./gs : CHARACTER)) {
    const letters = withBetween('', foldedLetters(character)) || ' ';
    if (letters === ' ' && (text === '' || text.endsWith(' '))) continue;
    text += letters;
    for (let part = 0; part < letters.length; part++) {
      starts.push(index);
      ends.push(index + character.length);
    }
  }
  return { text, spanOf: (start, end) => ({ start: starts[start]!, end: ends[end - 1]! }) };
}
