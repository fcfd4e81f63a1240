/**
 * Judges photos by everything that speaks for them: what they show, which clues of the query they meet, and which of
 * its words they have. Pure.
 */

import {
  type AllEvidence,
  type Evidence,
  FULL,
  hasWord,
  IN_PART,
  rarityOf,
  type Weights,
} from '../evidence/evidence.ts';
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

/** A date and a person that are right are no chance, whatever the model thinks of the picture. Nor are a person and a word. */
const ENOUGH_CLUES = 2;
/** Rarity of words that are no chance either: up to 5 of 300 photos have one, or 16 of 10,000. */
const RARE = 0.7;
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
  { isAsked, has, photos }: Meeting,
  looksLike: boolean,
): Verdict {
  if (isAsked && !has(row)) return 'weak';
  if (isAsked && !looksLike) return clues.every(({ strengths }) => strengths[row] === FULL) ? 'strong' : 'fair';
  if (seen !== 'weak') return seen;
  // A photo that has everything the query says is not a bad match, whatever it shows.
  const met = clues.filter(({ strengths, isNegated }) => strengths[row]! > 0 && isNegated !== true).length;
  const isMeant =
    hasMostWords(row, words, weights) ||
    hasRareWord(row, words, weights, { allNames: true }) ||
    met + Number(isAsked && hasRareWord(row, words, weights)) >= ENOUGH_CLUES ||
    (isAsked && photos === 1);
  return isMeant ? 'fair' : 'weak';
}

/** Decide whether the photo has all words, in any form, or most of them exactly. */
function hasMostWords(row: number, words: readonly Evidence[], { words: shares }: Weights): boolean {
  if (words.length > 0 && words.every((word) => hasWord(row, word))) return true;
  const exact = [...words.keys()].filter((index) => words[index]!.strengths[row]! >= IN_PART);
  return exact.length > 1 && exact.reduce((sum, index) => sum + (shares[index] ?? 0), 0) >= MOST_WORDS;
}

/** Decide whether the photo has a rare word exactly. @param allNames one that does not describe pictures, and all of these. */
function hasRareWord(
  row: number,
  words: readonly Evidence[],
  weights: Weights,
  { allNames = false }: { readonly allNames?: boolean } = {},
): boolean {
  const counted = [...words.keys()].filter((index) => !(allNames && words[index]!.describes));
  const exact = counted.filter((index) => words[index]!.strengths[row] === FULL);
  return (!allNames || exact.length === counted.length) && exact.some((index) => rarityOf(index, weights) >= RARE);
}

/** Choose the verdict on an answer: the best one on a result if evidence decides which photos are shown. */
export function bestVerdict(verdicts: readonly (Verdict | null)[]): Verdict {
  return (['strong', 'fair'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'weak';
}
