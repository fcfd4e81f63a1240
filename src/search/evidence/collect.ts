/** Finds the photos that meet the clues and have the words of a query. */

import type { When } from '../query/dates/find-dates.ts';
import type { Clue } from '../query/sentence/clues.ts';
import { isOccasionWord } from '../query/sentence/occasion-words.ts';
import type { Sentence } from '../query/sentence/sentence.ts';
import { plainName, type Token } from '../query/sentence/tokens.ts';
import { overlaps } from '../query/span.ts';
import type { Meaning } from '../query/vocabulary/meaning.ts';
import { isDescribing } from './describing-words.ts';
import { type AllEvidence, BY_NAME, type Evidence, evidenceOf, FULL, type Graded, NEARLY } from './evidence.ts';
import { mayBePart } from './text-rows.ts';

/** What is known about the photos in scope. All rows are rows of the photo table. */
export interface Known {
  /** A byte for each row: 1 where the photo is in scope. */
  readonly mask: Uint8Array;
  /** Rows with this word, or these consecutive words, in names or metadata that the caller may know. */
  rowsWith(words: string): readonly number[];
  /** Other words of the library that may be meant: see `nearWords`. */
  nearWords(plain: string): readonly string[];
  /** Rows of photos with this text in the picture. `isExact`: without reading errors. */
  rowsWithText(words: string, isExact: boolean): readonly Graded[];
  rowsTaken(when: readonly When[]): readonly number[];
  /** @param name in its stored spelling. */
  rowsShowing(name: string): ArrayLike<number>;
}

/** Further words and clues of a query are not searched: each costs queries of the catalog, and a place in the cursor. */
const MOST_WORDS = 16;
const MOST_CLUES = 12;

/** Collect the evidence for all sentences of a query. */
export function collectEvidence(sentences: readonly Sentence<Meaning>[], known: Known): AllEvidence {
  const parts = sentences.map((sentence) => {
    const clues = sentence.clues.map((clue) => clueEvidence(sentence, clue, known));
    return { clues, words: wordsOf(sentence, clues, known) };
  });
  return {
    clues: parts.flatMap(({ clues }) => clues).slice(0, MOST_CLUES),
    words: parts.flatMap(({ words }) => words).slice(0, MOST_WORDS),
  };
}

function clueEvidence({ text }: Sentence<Meaning>, clue: Clue<Meaning>, known: Known): Evidence {
  const { start, end, meanings, isSure, isNegated } = clue;
  const [{ kind, label }] = meanings as readonly [Meaning];
  const words = text.slice(start, end);
  const graded = meanings.flatMap((meaning) => rowsOf(meaning, known)).map((rows) => ({ rows, strength: FULL }));
  const about = { kind, label, found: [words], isSure };
  if (isNegated) {
    const { strengths } = evidenceOf(about, known.mask, graded);
    return {
      ...evidenceOf(about, without(known.mask, strengths), [{ rows: [...strengths.keys()], strength: FULL }]),
      isNegated,
    };
  }
  const named = [known.rowsWith(words), ...known.rowsWithText(words, true).map(({ rows }) => rows)];
  const byName = named.map((rows) => ({ rows, strength: BY_NAME }));
  return evidenceOf(about, known.mask, [...graded, ...byName]);
}

/** Each word counts once. */
function wordsOf(sentence: Sentence<Meaning>, clues: readonly Evidence[], known: Known): Evidence[] {
  const quoted = sentence.quoted.map((phrase) => literal(phrase, known));
  const words = new Map(sentence.words.map((token) => [token.plain, token]));
  const each = Array.from(words.values(), (token) => {
    const clue = clues[sentence.clues.findIndex((each) => overlaps(each, token))];
    return wordEvidence(token, known, clue, neighbours(token, sentence));
  });
  // A folder may be called "Holidays". Beside a word that may be a place or not, all words count.
  const isUnsure = each.some(({ partOf }) => partOf !== undefined);
  const telling = each.filter(({ label, photos }) => photos > 0 || isUnsure || !isOccasionWord(plainName(label)));
  return [...quoted, ...telling];
}

function rowsOf(meaning: Meaning, known: Known): ArrayLike<number>[] {
  switch (meaning.kind) {
    case 'date':
      return [known.rowsTaken(meaning.when)];
    case 'person':
      return meaning.names.map((name) => known.rowsShowing(name));
    default:
      return [meaning.rows()];
  }
}

/** Return a short word with the one before it, and with the one behind it: "oat milk" is often read as "OATMILK". */
function neighbours(token: Token, { text, words }: Sentence<Meaning>): string[] {
  if (mayBePart(token.word)) return [];
  const index = words.indexOf(token);
  return [words[index - 1], words[index + 1]]
    .filter((other) => other !== undefined)
    .map((other) => text.slice(Math.min(token.start, other.start), Math.max(token.end, other.end)));
}

/** @returns evidence of exactly these words. @param joined text in a picture that says the same. */
function literal(words: string, known: Known, joined: readonly string[] = []): Evidence {
  const graded = [{ rows: known.rowsWith(words), strength: FULL }, ...known.rowsWithText(words, false)];
  graded.push(...joined.flatMap((each) => known.rowsWithText(each, true)));
  return evidenceOf({ kind: 'words', label: words, found: [words], isSure: true }, known.mask, graded);
}

/** @param clue that the word is a part of, and that may be meant or not. */
function wordEvidence(
  { word, plain }: Token,
  known: Known,
  clue: Evidence | undefined,
  joined: readonly string[],
): Evidence {
  // The name of a place or a person is in the metadata too: it does not count twice.
  const partOf = clue?.kind === 'place' || clue?.kind === 'person' ? clue : undefined;
  const mask = partOf ? without(known.mask, partOf.strengths) : known.mask;
  const exact = literal(word, { ...known, mask }, joined);
  // Nor is a part of a clue a rare name: the photos that meet the clue have it too.
  const describes = clue !== undefined || isDescribing(plain);
  if (exact.photos > 0) return { ...exact, partOf, describes };
  const found = known.nearWords(plain);
  const near = found.map((other) => ({ rows: known.rowsWith(other), strength: NEARLY }));
  return { ...evidenceOf({ kind: 'words', label: word, found, isSure: true }, known.mask, near), partOf, describes };
}

/** Return the rows of a mask that have no strength. */
function without(mask: Uint8Array, strengths: Uint8Array): Uint8Array {
  const left = mask.slice();
  for (let row = 0; row < left.length; row++) if (strengths[row] !== 0) left[row] = 0;
  return left;
}
