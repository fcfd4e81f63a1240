/** Makes the clues of a sentence from what the finders have found. Pure. */

import { overlaps, overlapsAny, type Span } from '../span.ts';
import { isIntroduced, isLocated } from './introduced.ts';
import { negations } from './negated.ts';
import type { Token } from './tokens.ts';

/** Something that a finder has found in a text. */
export interface Found<Meaning> extends Span {
  readonly meaning: Meaning;
  /** False: the words often mean something else. They also stay in what the model gets. */
  readonly isSure: boolean;
  /** True: the name of a place, which is sure behind a word such as "in". */
  readonly mayBeLocated?: boolean;
}

/**
 * Finds what the words of a text may mean. The results may overlap.
 * @param known what the finders before this one have found.
 */
export type Finder<Meaning> = (
  text: string,
  tokens: readonly Token[],
  known: readonly Span[],
) => readonly Found<Meaning>[];

/** A part of the sentence that says something about a photo besides what it shows. */
export interface Clue<Meaning> extends Span {
  /** One or more: "Paris" may be a place and a person. A photo meets the clue if it meets any of them. */
  readonly meanings: readonly Meaning[];
  readonly isSure: boolean;
  /** See `Found`. */
  readonly mayBeLocated: boolean;
  /** True: photos that do not meet it are meant. */
  readonly isNegated: boolean;
}

/** Choose among overlapping findings: the longest ones, then the sure ones. Those of the same words are one clue. */
export function chosen<Meaning>(found: readonly Found<Meaning>[]): Clue<Meaning>[] {
  const clues: (Clue<Meaning> & { meanings: Meaning[]; mayBeLocated: boolean })[] = [];
  const byLength = [...found].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || Number(b.isSure) - Number(a.isSure),
  );
  for (const { start, end, meaning, isSure, mayBeLocated = false } of byLength) {
    const same = clues.find((clue) => clue.start === start && clue.end === end);
    if (same !== undefined) {
      same.meanings.push(meaning);
      same.mayBeLocated ||= mayBeLocated;
    } else if (!overlapsAny({ start, end }, clues))
      clues.push({ start, end, meanings: [meaning], isSure, mayBeLocated, isNegated: false });
  }
  return clues.sort((a, b) => a.start - b.start);
}

/**
 * Decide from the words around each clue whether it is sure, and whether its opposite is meant.
 * @param fillers and quotations: the other parts of the sentence that are understood.
 */
export function inContext<Meaning>(
  clues: readonly Clue<Meaning>[],
  tokens: readonly Token[],
  fillers: readonly Span[],
  quotations: readonly Span[],
): Clue<Meaning>[] {
  const negated = negations(clues, tokens, [...fillers, ...quotations]);
  return clues.flatMap((clue, index) => {
    const isSure = clue.isSure || isIntroduced(clue, fillers, tokens) || isLocated(clue, clues, tokens);
    const span = negated[index];
    if (span === undefined) return [{ ...clue, isSure }];
    // "Without rose" may be without a flower: then it is no clue, and its words stay.
    return isSure ? [{ ...clue, ...span, isSure, isNegated: true }] : [];
  });
}

/** "Photos of" of "photos of yesterday" is "photos", because "of yesterday" is the date. */
export function withoutClues(filler: Span, clues: readonly Span[]): Span[] {
  const over = clues.filter((clue) => overlaps(clue, filler));
  const start = Math.max(filler.start, ...over.filter((clue) => clue.start <= filler.start).map(({ end }) => end));
  const end = Math.min(filler.end, ...over.map((clue) => clue.start).filter((other) => other >= start));
  return start < end ? [{ start, end }] : [];
}
