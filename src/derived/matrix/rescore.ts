/** Selects the best k of the candidates by their exact scores. */

import { setImmediate } from 'node:timers/promises';
import { Bar } from './bar.ts';
import type { Candidate } from './query-scan.ts';

/** Number of rows between two turns of the event loop: about 10 ms. */
const SCORED_AT_ONCE = 1_024;

interface RowScore {
  readonly row: number;
  readonly score: number;
}

export interface Rescored {
  /** The best k, and all others with the same score as the last of them. Best first. */
  readonly best: readonly RowScore[];
  /** Candidates whose vectors are gone. If there are any, `best` may lack rows that these candidates displaced. */
  readonly gone: readonly number[];
}

/**
 * Compute exact scores, the most promising candidates first, until no other candidate can be among the best k.
 * @param found candidates of all scanners.
 * @param base value to add to the candidates' bounds.
 * @param scoreOf returns the exact score of a row; undefined when its vector is gone.
 */
export async function rescore(
  found: readonly Candidate[],
  k: number,
  base: number,
  scoreOf: (row: number) => number | undefined,
): Promise<Rescored> {
  const candidates = mostPromisingFirst(found, k);
  const bar = new Bar(k);
  const scored: RowScore[] = [];
  const gone: number[] = [];
  for (const [index, { row, most }] of candidates.entries()) {
    if (base + most < bar.value) break;
    const score = scoreOf(row);
    if (score === undefined) {
      gone.push(row);
    } else {
      scored.push({ row, score });
      bar.add(score);
      bar.raise();
    }
    if (index % SCORED_AT_ONCE === SCORED_AT_ONCE - 1) await setImmediate();
  }
  bar.settle();
  const best = scored.filter(({ score }) => score >= bar.value).sort((a, b) => b.score - a.score);
  return { best, gone };
}

/** Keep the candidates that may be among the best k of all scanners, and sort them. */
function mostPromisingFirst(candidates: readonly Candidate[], k: number): Candidate[] {
  const bar = new Bar(k);
  for (const { least } of candidates) bar.add(least);
  bar.settle();
  return candidates.filter(({ most }) => most >= bar.value).sort((a, b) => b.most - a.most);
}
