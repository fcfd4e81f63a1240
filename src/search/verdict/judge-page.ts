/** Judges a page of results by their pictures and by everything else that speaks for them. */

import type { AllEvidence, Weights } from '../evidence/evidence.ts';
import type { Ranked, Ranking } from '../rank/ranking.ts';
import type { SearchResult } from '../search-request.ts';
import type { Found, Judge } from './judge.ts';
import { judgedCount, type Verdict } from './verdict.ts';
import { bestVerdict, meeting, verdictWith } from './with-evidence.ts';

/** The search that made the page. */
interface Search extends Pick<Found, 'query' | 'table' | 'scope' | 'scopeKey'> {
  readonly evidence: AllEvidence;
  readonly weights: Weights;
  /** False: the query says nothing about what the photos show. */
  readonly looksLike: boolean;
}

export interface JudgedPage {
  /** Returns the verdict on a result. */
  of(photo: Ranked): Verdict;
  /** Returns the verdict on the answer; null if no photo was ranked. @param results of the page. */
  answer(results: readonly SearchResult[]): Verdict | null;
}

/**
 * Judge a page. If the query has clues, only the photos that meet them compete.
 * @param mustWait see `Judge`.
 * @returns undefined while verdicts are not ready.
 */
export async function judgePage(
  judge: Judge,
  { ranked, best, spread }: Ranking,
  { evidence, weights, looksLike, ...search }: Search,
  mustWait: boolean,
): Promise<JudgedPage | undefined> {
  const met = meeting(evidence, search.scope.total);
  const competing = met.isAsked ? ranked.filter(({ row }) => met.has(row)).sort((a, b) => b.score - a.score) : best;
  const seen = await judge.judge(
    {
      ...search,
      best: competing.slice(0, judgedCount(search.scope.total)),
      among: met.photos,
      deviation: spread.deviation,
    },
    mustWait,
  );
  if (seen === undefined) return undefined;
  return {
    of: (photo) => verdictWith(photo.row, seen.of(photo), evidence, weights, met, looksLike),
    answer(results) {
      if (best.length === 0) return null;
      // If evidence decides which photos are shown, it is the best verdict on a result.
      const isByEvidence = met.isAsked || results.some(({ named }) => named);
      return isByEvidence ? bestVerdict(results.map(({ verdict }) => verdict)) : seen.answer;
    },
  };
}
