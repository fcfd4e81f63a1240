/** From candidates to the best k: by their exact scores. */

import { setImmediate } from 'node:timers/promises';
import { Bar, type Candidate } from './scan-blocks.ts';

/** Rows between two turns of the event loop: about 10 ms. */
const SCORED_AT_ONCE = 1_024;

interface RowScore {
  readonly row: number;
  readonly score: number;
}

export interface Rescored {
  /** The best k and all that tie with the last of them, best first. */
  readonly best: readonly RowScore[];
  /** Candidates that have no score any more. Where there are any, `best` may lack what they kept out. */
  readonly gone: readonly number[];
}

/**
 * @param found what the scanners found.
 * @param base to be added to their bounds.
 * @param scoreOf the exact score of a row; undefined where there is none.
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

/** Of what each scanner found, what may be among the best k of all. */
function mostPromisingFirst(candidates: readonly Candidate[], k: number): Candidate[] {
  const bar = new Bar(k);
  for (const { least } of candidates) bar.add(least);
  bar.settle();
  return candidates.filter(({ most }) => most >= bar.value).sort((a, b) => b.most - a.most);
}
