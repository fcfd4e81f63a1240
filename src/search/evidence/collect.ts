/** Finds the photos that meet the clues and have the words of a query. */

import type { When } from '../query/dates/find-dates.ts';
import type { Sentence } from '../query/sentence/sentence.ts';
import type { Meaning } from '../query/vocabulary/meaning.ts';
import { type AllEvidence, BY_NAME, type Evidence, evidenceOf, FULL, NEARLY } from './evidence.ts';

/** What is known about the photos in scope. All rows are rows of the photo table. */
export interface Known {
  /** A byte for each row: 1 where the photo is in scope. */
  readonly mask: Uint8Array;
  /** Rows with this word, or these consecutive words, in names or metadata that the caller may know. */
  rowsWith(words: string): readonly number[];
  /** Other words of the library that may be meant: see `nearWords`. */
  nearWords(plain: string): readonly string[];
  /** Rows of photos with this text in the picture. */
  rowsWithText(words: string): readonly { readonly rows: readonly number[]; readonly strength: number }[];
  rowsTaken(when: readonly When[]): Iterable<number>;
  rowsShowing(people: readonly string[]): readonly number[];
}

/** Further words of a query are not searched. */
const MOST_WORDS = 16;

/** Collect the evidence for all sentences of a query. */
export function collectEvidence(sentences: readonly Sentence<Meaning>[], known: Known): AllEvidence {
  const clues = sentences.flatMap(({ text, clues }) =>
    clues.map(({ start, end, meanings, isSure }) => {
      const [{ kind, label }] = meanings as readonly [Meaning];
      const graded = meanings.map((meaning) => ({ rows: rowsOf(meaning, known), strength: FULL }));
      const words = text.slice(start, end);
      const named = { rows: known.rowsWith(words), strength: BY_NAME };
      return evidenceOf({ kind, label, found: [words], isSure }, known.mask, [...graded, named]);
    }),
  );
  const quoted = sentences.flatMap((sentence) => sentence.quoted).map((phrase) => literal(phrase, known));
  const words = new Map(sentences.flatMap((sentence) => sentence.words).map(({ word, plain }) => [plain, word]));
  const each = Array.from(words, ([plain, word]) => wordEvidence(word, plain, known));
  return { clues, words: [...quoted, ...each].slice(0, MOST_WORDS) };
}

function rowsOf(meaning: Meaning, known: Known): Iterable<number> {
  switch (meaning.kind) {
    case 'date':
      return known.rowsTaken(meaning.when);
    case 'person':
      return known.rowsShowing(meaning.names);
    default:
      return meaning.rows;
  }
}

/** @returns evidence of exactly these words. */
function literal(words: string, known: Known): Evidence {
  const graded = [{ rows: known.rowsWith(words), strength: FULL }, ...known.rowsWithText(words)];
  return evidenceOf({ kind: 'words', label: words, found: [words], isSure: true }, known.mask, graded);
}

function wordEvidence(word: string, plain: string, known: Known): Evidence {
  const exact = literal(word, known);
  if (exact.photos > 0) return exact;
  const found = known.nearWords(plain);
  const near = found.map((other) => ({ rows: known.rowsWith(other), strength: NEARLY }));
  return evidenceOf({ kind: 'words', label: word, found, isSure: true }, known.mask, near);
}
