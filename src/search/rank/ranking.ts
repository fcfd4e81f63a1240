/** Ranks photos by the cosine with the query plus a bonus for other evidence: see evidence/evidence.ts. */

import type { FoundPhoto } from '../../catalog/photos.ts';
import type { RankedContent, VectorMatrix } from '../../derived/matrix/matrix.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { bonusGroups } from '../evidence/evidence.ts';
import type { ContentMasks } from '../filters/content-masks.ts';
import { isSamePicture, type Shot } from './groups.ts';
import { bonusUnit } from './unit.ts';

/** A ranked photo. Its score is the cosine of the photo's and the query's vectors. */
export interface Ranked extends FoundPhoto, RankedContent {
  /** The score plus the bonus. Larger is better. */
  readonly rank: number;
  /** Row of the photo table. */
  readonly row: number;
}

/** Distribution of the query's cosines with all photos in scope. */
interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

export interface RankingInput {
  readonly matrix: Pick<VectorMatrix, 'best' | 'scoresOf'>;
  readonly masks: ContentMasks;
  readonly table: PhotoTable;
  /** Unit vector. */
  readonly query: Float32Array;
  /** A byte for each row of the table: 1 where the photo may be found. */
  readonly mask: Uint8Array;
  /** Bonus of each row, in units. Absent: no photo has one. */
  readonly bonus: Float32Array | undefined;
  /** Returns all photos of each content. */
  readonly photosOf: (contentIds: readonly number[]) => readonly (readonly FoundPhoto[])[];
  /** The photo that others should be like. Its copies come first, however they were encoded: a model may not see that. */
  readonly asked?: Shot | undefined;
  /** Unit of the bonus, if the first page has fixed it. */
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
  /** Unit of the bonus. */
  readonly unit: number;
}

/** More than two cosines can differ. */
const COPIES_FIRST = 2;
/** The scores of this many photos are computed one by one. For more, a scan of all codes is faster. */
const FEW_ROWS = 256;

/**
 * Rank the best k photos, or all if there are fewer. Exact: a photo among the best k is, by cosine, among the best k
 * either of all photos or of the photos with the same bonus.
 */
export async function rankPhotos(input: RankingInput, k: number): Promise<Ranking> {
  const { matrix, masks, table, query, mask, bonus, asked, photosOf } = input;
  const { best, ...spread } = await matrix.best(query, k, masks.ofAll(table, mask));
  const unit = input.unit ?? bonusUnit(spread);
  const taken = new Set<number>();
  /** The best k of those that were taken: between later ones, others may be missing that were not fetched. */
  let ranked: Ranked[] = [];

  function take(contents: readonly RankedContent[]): void {
    const others: Ranked[] = [];
    const photos = photosOf(contents.map(({ contentId }) => contentId));
    for (const [index, content] of contents.entries()) {
      for (const photo of photos[index]!) {
        const row = table.rowOf(photo.id);
        if (row === -1 || mask[row] !== 1 || taken.has(photo.id)) continue;
        taken.add(photo.id);
        const found = { ...photo, ...content, row };
        const first = asked !== undefined && isSamePicture(found, asked) ? COPIES_FIRST : 0;
        others.push({ ...found, rank: content.score + unit * (bonus?.[row] ?? 0) + first });
      }
    }
    ranked = [...ranked, ...others].sort((a, b) => b.rank - a.rank || (a.path < b.path ? -1 : 1)).slice(0, k);
  }

  take(best);
  const highest = best[0]?.score ?? 0;
  for (const group of bonus === undefined ? [] : bonusGroups(bonus)) {
    // No photo of this group, or of one that follows, can be among the best k.
    if (ranked.length >= k && ranked[k - 1]!.rank > highest + unit * group.bonus) break;
    if (group.rows.length <= FEW_ROWS) {
      const contents = Array.from(group.rows, (row) => table.columns.content[row]!);
      take(matrix.scoresOf(query, new Set(contents)));
    } else take((await matrix.best(query, k, masks.ofSome(table, group.rows))).best);
  }
  return { ranked, best, unit, complete: ranked.length < k, spread };
}
