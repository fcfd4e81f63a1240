/** Finds words in the text of pictures. */

import { foldedWords } from '../../base/fold.ts';
import { oncePerCatalog, remembering } from '../once.ts';
import type { Catalog } from '../open.ts';
import { joinedText } from './fold-text.ts';
import { nearMatches, PIECE } from './near-matches.ts';
import { either, phrase } from './text-query.ts';

/** Ids of the contents whose text has a word. Each content is in one list. */
export interface TextMatches {
  /** It is a word there, in any form that the index treats as equal. */
  readonly whole: readonly number[];
  /** It is there without regard to spaces: as a part of a word or a number, or over the end of one. */
  readonly part: readonly number[];
  /**
   * It is there with an error: the reader may have erred, or the person who types. See near-matches.ts. Empty if there are
   * many others.
   */
  readonly near: readonly number[];
}

const NOTHING: TextMatches = { whole: [], part: [], near: [] };

/** Letters and digits. No word in a picture is longer. */
const MAX_LETTERS = 200;
/** With spaces and punctuation. */
const MAX_CHARACTERS = 1_000;
/** A word that is found so often is not looked for with an error too. */
const ENOUGH = 200;

/**
 * Find a word in the text of pictures. Accepts any text.
 * @param word or words, which must follow one another. Spaces and punctuation do not matter.
 */
export const textMatches: (catalog: Catalog, word: string) => TextMatches = remembering(
  (catalog, word) => {
    const exact = exactTextMatches(catalog, word);
    const found = new Set([...exact.whole, ...exact.part]);
    if (word.length > MAX_CHARACTERS || found.size >= ENOUGH) return exact;
    return { ...exact, near: nearMatches(catalog, joinedText(word), found) };
  },
  ({ near }) => near.length,
);

/** Find a word in the same way, but nowhere with an error. */
export const exactTextMatches: (catalog: Catalog, word: string) => TextMatches = remembering(
  (catalog, word) => {
    const joined = word.length > MAX_CHARACTERS ? '' : joinedText(word);
    if (joined === '' || joined.length > MAX_LETTERS) return NOTHING;
    const whole = wholeWords(catalog).all(phrase(foldedWords(word)));
    const found = new Set(whole);
    return { whole, part: partsWith(catalog, joined).filter((id) => !found.has(id)), near: [] };
  },
  ({ whole, part }) => whole.length + part.length,
);

function partsWith(catalog: Catalog, joined: string): number[] {
  if (joined.length >= PIECE) return parts(catalog).all(`joined : ${phrase(joined)}`);
  // Too short for the index of parts. Gate B7 may be written "B 7", but AB is seldom "A B".
  const isCode = /\d/.test(joined) && /\p{L}/u.test(joined);
  return isCode ? wholeWords(catalog).all(either(phrase(joined), phrase([...joined].join(' ')))) : [];
}

const wholeWords = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT rowid FROM content_words WHERE content_words MATCH ?').pluck(),
);
const parts = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT rowid FROM content_parts WHERE content_parts MATCH ?').pluck(),
);
