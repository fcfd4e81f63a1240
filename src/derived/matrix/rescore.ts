/** Selects the best k of the candidates by their exact scores. */

import { setImmediate } from 'node:timers/promises';
import { dot } from '../../base/dot.ts';
import { Bar } from './bar.ts';
import type { Candidate } from './query-scan.ts';

/** Number of rows between two turns of the event loop: about 10 ms. */
const SCORED_AT_ONCE = 1_024;

interface ScoredRow {
  readonly row: number;
  readonly score: number;
  readonly vector: Float32Array;
}

export interface RescoreOptions {
  readonly query: Float32Array;
  readonly k: number;
  /** Value to add to the candidates' bounds. */
  readonly base: number;
  /** Returns the vector of a row; undefined when it is gone. */
  readonly vectorOf: (row: number) => Float32Array | undefined;
  /** Runs a part of the calls of `vectorOf`: see `readTogether`. */
  readonly together: (work: () => void) => void;
}

export interface Rescored {
  /** The best k, and all others with the same score as the last of them. Best first. */
  readonly best: readonly ScoredRow[];
  /** Candidates whose vectors are gone. If there are any, `best` may lack rows that these candidates displaced. */
  readonly gone: readonly number[];
}

/**
 * Compute exact scores, the most promising candidates first, until no other candidate can be among the best k.
 * @param found candidates of all scanners.
 */
export async function rescore(
  found: readonly Candidate[],
  { query, k, base, vectorOf, together }: RescoreOptions,
): Promise<Rescored> {
  const candidates = mostPromisingFirst(found, k);
  const bar = new Bar(k);
  const scored: ScoredRow[] = [];
  const gone: number[] = [];
  const mayBeBest = (candidate: Candidate | undefined) => candidate !== undefined && base + candidate.most >= bar.value;
  let next = 0;
  const scoreSome = () => {
    for (const end = next + SCORED_AT_ONCE; next < end && mayBeBest(candidates[next]); next++) {
      const { row } = candidates[next]!;
      const vector = vectorOf(row);
      if (vector === undefined) {
        gone.push(row);
        continue;
      }
      const score = dot(vector, query);
      scored.push({ row, score, vector });
      bar.add(score);
      bar.raise();
    }
  };
  for (together(scoreSome); mayBeBest(candidates[next]); together(scoreSome)) await setImmediate();
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
