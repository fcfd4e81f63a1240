/**
 * Judges photos by everything that speaks for them: what they show, which clues of the query they meet, and which of
 * its words they have. Pure.
 */

import { type AllEvidence, type Evidence, FULL, hasWord, IN_PART, type Weights } from '../evidence/evidence.ts';
import type { Verdict } from './verdict.ts';

/** The photos that meet all sure clues of a query: among them the picture decides. */
export interface Meeting {
  /** True if the query has a sure clue. Otherwise all photos count as meeting. */
  readonly isAsked: boolean;
  /** Number of photos. */
  readonly photos: number;
  /** Decide whether the photo in a row of the table meets them. */
  has(row: number): boolean;
}

/** A date and a person that are right are no chance, whatever the model thinks of the picture. */
const ENOUGH_CLUES = 2;
/** Share of the words, weighted by their rarity: two of three. A single word of several may be there by chance. */
const MOST_WORDS = 0.6;

/** Find the photos that meet all sure clues. @param total number of photos in scope. */
export function meeting({ clues }: AllEvidence, total: number): Meeting {
  const sure = clues.filter(({ isSure }) => isSure).map(({ strengths }) => strengths);
  const has = (row: number) => sure.every((strengths) => strengths[row]! > 0);
  const [first] = sure;
  if (first === undefined) return { isAsked: false, photos: total, has };
  let photos = 0;
  for (let row = 0; row < first.length; row++) if (first[row]! > 0 && has(row)) photos++;
  return { isAsked: true, photos, has };
}

/**
 * Judge a result.
 * @param seen verdict on what it shows, compared with the other photos that meet the clues.
 * @param looksLike false: the query says nothing about what the photo shows.
 */
export function verdictWith(
  row: number,
  seen: Verdict,
  { clues, words }: AllEvidence,
  weights: Weights,
  { isAsked, has }: Meeting,
  looksLike: boolean,
): Verdict {
  if (isAsked && !has(row)) return 'weak';
  if (isAsked && !looksLike) return clues.every(({ strengths }) => strengths[row] === FULL) ? 'strong' : 'fair';
  // A photo that has everything the query says is not a bad match, whatever it shows.
  const met = clues.filter(({ strengths, isNegated }) => strengths[row]! > 0 && isNegated !== true).length;
  return seen === 'weak' && (hasMostWords(row, words, weights) || met >= ENOUGH_CLUES) ? 'fair' : seen;
}

/** Decide whether the photo has all words, in any form, or most of them exactly. */
function hasMostWords(row: number, words: readonly Evidence[], { words: shares }: Weights): boolean {
  if (words.length > 0 && words.every((word) => hasWord(row, word))) return true;
  const exact = [...words.keys()].filter((index) => words[index]!.strengths[row]! >= IN_PART);
  return exact.length > 1 && exact.reduce((sum, index) => sum + (shares[index] ?? 0), 0) >= MOST_WORDS;
}

/** Choose the verdict on an answer: the best one on a result if evidence decides which photos are shown. */
export function bestVerdict(verdicts: readonly (Verdict | null)[]): Verdict {
  return (['strong', 'fair'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'weak';
}
