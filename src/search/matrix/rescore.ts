/** From candidates to the best k: by their exact scores. */

import { setImmediate } from 'node:timers/promises';
import { Bar, type Candidates } from './scan.ts';

/** Rows between two turns of the event loop: about 10 ms. */
const SCORED_AT_ONCE = 1_024;

export interface RowScore {
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
 * @param scanned what each scanner found.
 * @param base to be added to every `middle`.
 * @param scoreOf the exact score of a row; undefined where there is none.
 */
export async function rescore(
  scanned: readonly Candidates[],
  k: number,
  base: number,
  scoreOf: (row: number) => number | undefined,
): Promise<Rescored> {
  const candidates = mostPromisingFirst(scanned, k);
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

/** The rows that may be among the best k of all, by the most that their scores can be. */
function mostPromisingFirst(scanned: readonly Candidates[], k: number): { row: number; most: number }[] {
  const bar = new Bar(k);
  for (const { middles, spreads } of scanned) {
    for (const [i, middle] of middles.entries()) bar.add(middle - spreads[i]!);
  }
  bar.settle();
  return scanned
    .flatMap(({ rows, middles, spreads }) => rows.map((row, i) => ({ row, most: middles[i]! + spreads[i]! })))
    .filter(({ most }) => most >= bar.value)
    .sort((a, b) => b.most - a.most);
}
