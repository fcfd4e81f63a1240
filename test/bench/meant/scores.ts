/** How well answers fit queries, by class. */

import { NOTHING } from './library.ts';

/** A photo beyond this rank counts as not found. */
export const LOOKED_THROUGH = 5;

export interface Answered {
  readonly class: string;
  /** Of the first right photo: 1 to LOOKED_THROUGH; 0 when none of these is right. */
  readonly rank: number;
  /** True when the answer says that nothing fits. */
  readonly refused: boolean;
}

export interface Score {
  readonly name: string;
  readonly queries: number;
  /** Shares: 0 to 1. */
  readonly success1: number;
  readonly success5: number;
  /** Mean of 1/rank of the first right photo. */
  readonly reciprocal: number;
}

/** How often answers said that nothing fits. */
export interface Refusals {
  readonly rightly: number;
  readonly ofNothing: number;
  readonly wrongly: number;
  readonly ofFound: number;
}

export function refusals(answers: readonly Answered[]): Refusals {
  const nothing = answers.filter((answer) => answer.class === NOTHING);
  const found = answers.filter((answer) => answer.class !== NOTHING && answer.rank > 0);
  const refused = (list: readonly Answered[]) => list.filter((answer) => answer.refused).length;
  return {
    rightly: refused(nothing),
    ofNothing: nothing.length,
    wrongly: refused(found),
    ofFound: found.length,
  };
}

/**
 * Returns the score of each class, in the order of the answers. A program that always said that nothing fits would be
 * right in the class `nothing`, so the share there is multiplied by the share of good answers that were not refused.
 */
export function scores(answers: readonly Answered[]): Score[] {
  const { wrongly, ofFound } = refusals(answers);
  const trust = ofFound === 0 ? 0 : 1 - wrongly / ofFound;
  return [...new Set(answers.map((answer) => answer.class))].map((name) => {
    const own = answers.filter((answer) => answer.class === name);
    if (name === NOTHING) {
      const share = trust * mean(own.map(({ refused }) => Number(refused)));
      return { name, queries: own.length, success1: share, success5: share, reciprocal: share };
    }
    return {
      name,
      queries: own.length,
      success1: mean(own.map(({ rank }) => Number(rank === 1))),
      success5: mean(own.map(({ rank }) => Number(rank > 0))),
      reciprocal: mean(own.map(({ rank }) => (rank > 0 ? 1 / rank : 0))),
    };
  });
}

/** Every class counts the same. */
export function macroAverage(classes: readonly Score[]): Score {
  return {
    name: 'macro average',
    queries: classes.reduce((sum, { queries }) => sum + queries, 0),
    success1: mean(classes.map(({ success1 }) => success1)),
    success5: mean(classes.map(({ success5 }) => success5)),
    reciprocal: mean(classes.map(({ reciprocal }) => reciprocal)),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
