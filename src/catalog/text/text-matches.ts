/** Finds words in the text of pictures. */

import { foldedWords, isUnspaced } from '../../base/fold.ts';
import { oncePerCatalog, remembering } from '../once.ts';
import type { Catalog } from '../open.ts';
import { joinedText } from './fold-text.ts';
import { containsNearly, MAX_PATTERN } from './one-error.ts';
import { spacedTexts } from './texts.ts';

/** Ids of the contents whose text has a word. Each content is in one list. */
export interface TextMatches {
  /** It is a word there, in any form that the index treats as equal. */
  readonly whole: readonly number[];
  /** It is there without regard to spaces: as a part of a word or a number, or over the end of one. */
  readonly part: readonly number[];
  /**
   * It is there with one character wrong, missing or added: the reader may have erred. Empty if there are many others,
   * and for short words, numbers, and scripts without spaces.
   */
  readonly near: readonly number[];
}

const NOTHING: TextMatches = { whole: [], part: [], near: [] };

/** Letters and digits. No word in a picture is longer. */
const MAX_LETTERS = 200;
/** With spaces and punctuation. */
const MAX_CHARACTERS = 1_000;
const LEAST_NEAR_LETTERS = 5;
/** Shorter words are found with an error as whole words only: as parts they are in too many others. */
const LEAST_NEAR_PART = 7;
/** Length of the pieces that the index of parts knows. */
const PIECE = 3;
/** A word that is found so often is not looked for with an error too. */
const ENOUGH = 200;
/** So many contents are read to look for a word with an error, at most: the newest ones. It takes 20 µs for each. */
const MAX_CANDIDATES = 300;

/**
 * Find a word in the text of pictures. Accepts any text.
 * @param word or words, which must follow one another. Spaces and punctuation do not matter.
 */
export const textMatches: (catalog: Catalog, word: string) => TextMatches = remembering(
  (catalog, word) => {
    const exact = exactTextMatches(catalog, word);
    const { whole, part } = exact;
    const joined = joinedText(word);
    if (whole.length + part.length >= ENOUGH || !mayBeMisread(joined)) return exact;
    return { whole, part, near: withOneError(catalog, joined, new Set([...whole, ...part])) };
  },
  ({ near }) => near.length,
);

/** Find a word in the same way, but nowhere with an error. */
export const exactTextMatches: (catalog: Catalog, word: string) => TextMatches = remembering(
  (catalog, word) => {
    const joined = word.length > MAX_CHARACTERS ? '' : joinedText(word);
    if (joined === '' || joined.length > MAX_LETTERS) return NOTHING;
    const whole = wholeWords(catalog).all(quoted(foldedWords(word)));
    if (joined.length < PIECE) return { whole, part: [], near: [] };
    const found = new Set(whole);
    const part = parts(catalog).all(`joined : ${quoted(joined)}`);
    return { whole, part: part.filter((id) => !found.has(id)), near: [] };
  },
  ({ whole, part }) => whole.length + part.length,
);

/** A number with another digit is another number, and a character of Chinese is a word. */
function mayBeMisread(joined: string): boolean {
  const letters = joined.replace(/\P{L}/gu, '');
  return letters.length >= LEAST_NEAR_LETTERS && joined.length <= MAX_PATTERN && !isUnspaced(joined);
}

/**
 * One error is at one place: of the pattern's beginning, middle and end, two are there as they should be. The index finds
 * the texts that have two of them; then the texts themselves are compared.
 * @param found contents that need no comparison.
 */
function withOneError(catalog: Catalog, joined: string, found: ReadonlySet<number>): number[] {
  const isWord = joined.length < LEAST_NEAR_PART;
  const [column, pattern] = isWord ? ['spaced', ` ${joined} `] : ['joined', joined];
  const length = Math.floor((pattern.length - 1) / 2);
  const [first, last] = [pattern.slice(0, length), pattern.slice(-length)];
  const [withoutFirst, withoutLast] = [pattern.slice(length), pattern.slice(0, -length)];
  // Pieces between the last one of the beginning and the first one of the end, if a character was added in the middle.
  const between = pattern.length - 2 * length + PIECE;
  const likely = `${quoted(withoutFirst)} OR ${quoted(withoutLast)} OR NEAR(${quoted(first)} ${quoted(last)}, ${between})`;
  const textOf = spacedTexts(catalog);
  return newestParts(catalog)
    .all(`${column} : (${likely})`, MAX_CANDIDATES)
    .reverse()
    .filter((id) => !found.has(id) && containsNearly(isWord ? textOf(id) : textOf(id).replaceAll(' ', ''), pattern));
}

const wholeWords = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT rowid FROM content_words WHERE content_words MATCH ?').pluck(),
);
const parts = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT rowid FROM content_parts WHERE content_parts MATCH ?').pluck(),
);
const newestParts = oncePerCatalog((catalog) =>
  catalog
    .prepare<[string, number], number>(
      'SELECT rowid FROM content_parts WHERE content_parts MATCH ? ORDER BY rowid DESC LIMIT ?',
    )
    .pluck(),
);

/** Quote a text, so that nothing in it is read as the query language. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}
