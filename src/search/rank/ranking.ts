/** The order of the photos: by cosine with the query, and by what its words add. */

import type { VectorMatrix } from '../../derived/matrix/matrix.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import type { ContentMasks } from '../filters/content-masks.ts';
import { type WordMatch, wordBonus, wordUnit } from './word-matches.ts';

/** A photo's place in the order. */
export interface Ranked {
  /** Photo id. */
  readonly id: number;
  readonly path: string;
  readonly contentId: number;
  /** Cosine of the photo's and the query's vectors. */
  readonly score: number;
  /** The score and what the query's words add to it. The larger, the better. */
  readonly rank: number;
  /** How much of the query its words make up: 0 for none, 1 for all. */
  readonly coverage: number;
}

/** How the query's cosines with all photos in scope are spread. */
interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

export interface RankingInput {
  readonly matrix: Pick<VectorMatrix, 'best'>;
  readonly masks: ContentMasks;
  readonly table: PhotoTable;
  /** Unit vector. */
  readonly query: Float32Array;
  /** A byte for each row of the table: 1 where the photo may be found. */
  readonly mask: Uint8Array;
  readonly matches: readonly WordMatch[];
  /** All photos of a content. */
  readonly photosOf: (contentId: number) => readonly Pick<Ranked, 'id' | 'path'>[];
  /** What the words' bonus is measured in, where an earlier page has fixed it. */
  readonly unit?: number | undefined;
}

export interface Ranking {
  /** Best first; equal ranks by path, so that results are the same on every machine. */
  readonly ranked: readonly Ranked[];
  /** The contents with the best scores, whatever words they have. */
  readonly best: readonly Pick<Ranked, 'contentId' | 'score'>[];
  /** True where there are no further photos. */
  readonly complete: boolean;
  readonly spread: Spread;
  /** What the words' bonus was measured in. */
  readonly unit: number;
}

/**
 * The best k photos, or all of them. Exact: a photo among the best k is among the best k by cosine either of all
 * photos, or of those that have the same words of the query.
 */
export async function rankPhotos(input: RankingInput, k: number): Promise<Ranking> {
  const { matrix, masks, table, query, mask, matches, photosOf } = input;
  const { best, ...spread } = await matrix.best(query, k, masks.ofAll(table, mask));
  const unit = input.unit ?? wordUnit(spread);
  const byId = new Map<number, Ranked>();

  function take(contents: typeof best, isIn: (row: number) => boolean, coverage: number): void {
    const bonus = wordBonus(coverage, unit);
    for (const { contentId, score } of contents) {
      for (const { id, path } of photosOf(contentId)) {
        const row = table.rowOf(id);
        const former = byId.get(id);
        const rank = score + bonus;
        if (row === -1 || !isIn(row) || (former !== undefined && former.rank >= rank)) continue;
        byId.set(id, { id, path, contentId, score, rank, coverage });
      }
    }
  }

  take(best, (row) => mask[row] === 1, 0);
  for (const { rows, coverage } of matches) {
    const own = new Set(rows.filter((row) => mask[row] === 1));
    const matched = await matrix.best(query, k, masks.ofSome(table, [...own]));
    take(matched.best, (row) => own.has(row), coverage);
  }
  const ranked = [...byId.values()].sort((a, b) => b.rank - a.rank || (a.path < b.path ? -1 : 1));
  // What follows the first k was only seen by chance.
  return { ranked: ranked.slice(0, k), best, unit, complete: ranked.length < k, spread };
}
