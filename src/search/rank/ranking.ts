/** Ranks photos by the cosine with the query plus a bonus for its words. */

import type { FoundPhoto } from '../../catalog/photos.ts';
import type { RankedContent, VectorMatrix } from '../../derived/matrix/matrix.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import type { ContentMasks } from '../filters/content-masks.ts';
import { type WordMatch, wordBonus, wordUnit } from './word-matches.ts';

/** A ranked photo. Its score is the cosine of the photo's and the query's vectors. */
export interface Ranked extends FoundPhoto, RankedContent {
  /** The score plus the bonus for the query's words. Larger is better. */
  readonly rank: number;
  /** Share of the query that its words cover: 0 for none, 1 for all. */
  readonly coverage: number;
}

/** Distribution of the query's cosines with all photos in scope. */
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
  /** Returns all photos of each content. */
  readonly photosOf: (contentIds: readonly number[]) => readonly (readonly FoundPhoto[])[];
  /** Unit of the words' bonus, if the first page has fixed it. */
  readonly unit?: number | undefined;
}

export interface Ranking {
  /** Best first; equal ranks by path, so that results are the same on every machine. */
  readonly ranked: readonly Ranked[];
  /** The contents with the best scores, without the bonus. */
  readonly best: readonly RankedContent[];
  /** True if there are no further photos. */
  readonly complete: boolean;
  readonly spread: Spread;
  /** Unit of the words' bonus. */
  readonly unit: number;
}

/**
 * Rank the best k photos, or all if there are fewer. Exact: a photo among the best k is, by cosine, among the best k
 * either of all photos or of the photos that have the same words of the query.
 */
export async function rankPhotos(input: RankingInput, k: number): Promise<Ranking> {
  const { matrix, masks, table, query, mask, matches, photosOf } = input;
  const { best, ...spread } = await matrix.best(query, k, masks.ofAll(table, mask));
  const unit = input.unit ?? wordUnit(spread);
  const byId = new Map<number, Ranked>();

  function take(contents: typeof best, isIn: (row: number) => boolean, coverage: number): void {
    const bonus = wordBonus(coverage, unit);
    const photos = photosOf(contents.map(({ contentId }) => contentId));
    for (const [index, content] of contents.entries()) {
      const rank = content.score + bonus;
      for (const photo of photos[index]!) {
        const row = table.rowOf(photo.id);
        const former = byId.get(photo.id);
        if (row === -1 || !isIn(row) || (former !== undefined && former.rank >= rank)) continue;
        byId.set(photo.id, { ...photo, ...content, rank, coverage });
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
  // Cut at k: between later photos others may be missing that were not fetched.
  return { ranked: ranked.slice(0, k), best, unit, complete: ranked.length < k, spread };
}
