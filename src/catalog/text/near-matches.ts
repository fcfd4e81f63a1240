/** Finds words in the text of pictures although the reader has erred. */

import { isUnspaced } from '../../base/fold.ts';
import { oncePerCatalog } from '../once.ts';
import type { Catalog } from '../open.ts';
import { hasLookAlike, wordingsOf } from './look-alikes.ts';
import { containsNearly, MAX_PATTERN, withSwapAt } from './one-error.ts';
import { type Expression, either, near, phrase, together } from './text-query.ts';
import { spacedTexts } from './texts.ts';

/** A shorter word with an error is another word. */
const LEAST_LETTERS = 5;
/** Shorter words are found with an error as whole words only: as parts they are in too many others. */
const LEAST_PART = 7;
/** The texts of at most this many contents are read, the newest ones: 20 µs each. */
const MAX_CANDIDATES = 300;
/** Length of the pieces that the index of parts knows. Shorter texts are not in it. */
export const PIECE = 3;

/**
 * Find the contents that have a word with one error, or a number or code in which letters and digits that look alike are
 * confused.
 * @param joined see `joinedText`.
 * @param found contents that have it without an error. They are left out.
 */
export function nearMatches(catalog: Catalog, joined: string, found: ReadonlySet<number>): number[] {
  if (joined.length < PIECE || joined.length > MAX_PATTERN || isUnspaced(joined)) return [];
  const searches = [
    ...(/\d/.test(joined) ? [lookAlikes(joined)] : []),
    // A number with another digit is another number.
    ...(joined.replace(/\P{L}/gu, '').length >= LEAST_LETTERS ? [withOneError(joined)] : []),
  ];
  const textOf = spacedTexts(catalog);
  const near = searches.flatMap(({ likely, fits }) =>
    newestParts(catalog)
      .all(likely, MAX_CANDIDATES)
      .filter((id) => !found.has(id) && fits(textOf(id))),
  );
  return [...new Set(near)].sort((a, b) => a - b);
}

interface Search {
  /** In the index of parts: finds what may fit. */
  readonly likely: Expression;
  /** @param text in the form of `spacedText`. */
  readonly fits: (text: string) => boolean;
}

/**
 * One error is at one place: of the pattern's beginning, middle and end, two are as they should be. The index finds the
 * texts that have two of them; then the texts themselves are compared. Only two neighbours that are swapped where these
 * parts meet spoil two of them.
 */
function withOneError(joined: string): Search {
  const isWord = joined.length < LEAST_PART;
  const pattern = isWord ? ` ${joined} ` : joined;
  const length = Math.floor((pattern.length - 1) / 2);
  const [first, last] = [pattern.slice(0, length), pattern.slice(-length)];
  // Pieces between the last one of the beginning and the first one of the end, if a character was added in the middle.
  const between = pattern.length - 2 * length + PIECE;
  const likely = either(
    phrase(pattern.slice(length)),
    phrase(pattern.slice(0, -length)),
    near(first, last, between),
    phrase(withSwapAt(length - 1, pattern)),
    phrase(withSwapAt(pattern.length - length - 1, pattern)),
  );
  return isWord
    ? { likely: `spaced : ${likely}`, fits: (text) => containsNearly(text, pattern) }
    : { likely: `joined : ${likely}`, fits: (text) => containsNearly(text.replaceAll(' ', ''), pattern) };
}

/** Each piece of a number or a code may look like another one. */
function lookAlikes(joined: string): Search {
  const starts = Array.from({ length: Math.ceil(joined.length / PIECE) }, (_, i) =>
    Math.min(i * PIECE, joined.length - PIECE),
  );
  const pieces = starts.map((start) => wordingsOf(joined.slice(start, start + PIECE)).map(phrase));
  return {
    likely: `joined : ${together(...pieces.map((wordings) => either(...wordings)))}`,
    fits: (text) => hasLookAlike(text.replaceAll(' ', ''), joined),
  };
}

const newestParts = oncePerCatalog((catalog) =>
  catalog
    .prepare<[string, number], number>(
      'SELECT rowid FROM content_parts WHERE content_parts MATCH ? ORDER BY rowid DESC LIMIT ?',
    )
    .pluck(),
);
