/** Finds words for kinds of pictures in a query: "screenshot of the boarding pass". Pure. */

import {
  DOCUMENT_WORDS,
  DRAWING_WORDS,
  type KindWords,
  type PhotoKind,
  RECEIPT_WORDS,
  SCAN_WORDS,
  SCREENSHOT_WORDS,
  TICKET_WORDS,
} from '../../library/kinds/kind-words.ts';
import { foldedText } from './folded-text.ts';
import type { Span } from './span.ts';

export interface KindClue extends Span {
  /** The pictures may be of any of these kinds. */
  readonly kinds: readonly PhotoKind[];
  /**
   * False: the pictures may also be photos, as of a receipt on a table, or the words mean something else. What the
   * picture shows then includes these words.
   */
  readonly isSure: boolean;
}

type Meaning = Pick<KindClue, 'kinds' | 'isSure'>;

/** Of two words at the same place the longer one counts, and of two equally long ones the first in this list. */
const MEANINGS: readonly (readonly [KindWords, Meaning])[] = [
  [SCREENSHOT_WORDS, { kinds: ['screenshot'], isSure: true }],
  [RECEIPT_WORDS, { kinds: ['document'], isSure: false }],
  [TICKET_WORDS, { kinds: ['document', 'screenshot'], isSure: false }],
  [SCAN_WORDS, { kinds: ['document'], isSure: false }],
  [DOCUMENT_WORDS, { kinds: ['document'], isSure: false }],
  [DRAWING_WORDS, { kinds: ['drawing'], isSure: false }],
];

/** Find the words for kinds, in the order of the text. They do not overlap. */
export function findKinds(text: string): KindClue[] {
  const folded = foldedText(text);
  const found = MEANINGS.flatMap(([words, meaning]) =>
    [...folded.text.matchAll(words(folded.text))]
      .filter(({ 0: word, index }) => !isPartOfName(folded.text, index + word.length))
      .map(({ 0: word, index }) => ({ ...folded.spanOf(index, index + word.length), ...meaning })),
  );
  const ordered = found.sort((a, b) => a.start - b.start || b.end - a.end);
  return ordered.filter(({ start }, i) => ordered.slice(0, i).every(({ end }) => end <= start));
}

/** The name of a file: "scan0005". */
function isPartOfName(text: string, end: number): boolean {
  return /[a-z]/.test(text[end - 1]!) && /\d/.test(text[end] ?? '');
}
