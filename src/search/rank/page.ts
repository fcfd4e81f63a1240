/** Makes one page of results: groups near-identical shots and continues where the last page ended. */

import { groupShots, type ShotGroup } from './groups.ts';
import type { Ranked, Ranking } from './ranking.ts';

export interface PageOptions {
  /** Number of results. */
  readonly top: number;
  /** Position at which the last page ended. */
  readonly after?: { readonly rank: number; readonly photo: number | undefined } | undefined;
  /** False: every shot is a separate result. */
  readonly grouped: boolean;
  /** Minimum number of photos in the ranking. */
  readonly atLeast: number;
}

export interface Page {
  /** Fewer than requested if there are no more, or if the next ones are far down. */
  readonly results: readonly ShotGroup<Ranked>[];
  readonly hasMore: boolean;
  /** The ranking that the page was taken from. */
  readonly ranking: Ranking;
}

/** Factor by which the ranking grows if it does not fill the page. */
const GROWTH = 4;
/**
 * If this many photos do not fill a page, the page stays short. Otherwise a time-lapse of a hundred thousand similar
 * shots would make every search compare all of them.
 */
const ENOUGH = 1_000;

/**
 * Make a page of results.
 * @param rankBest ranks the best k photos.
 */
export async function pageOf(
  rankBest: (k: number) => Promise<Ranking>,
  { top, after, grouped, atLeast }: PageOptions,
): Promise<Page> {
  for (let k = Math.max(top * 2 + 1, atLeast); ; k *= GROWTH) {
    const ranking = await rankBest(k);
    // Group from the first photo on: a shot near-identical to one on an earlier page belongs to that page.
    const groups = grouped ? groupShots(ranking.ranked) : ranking.ranked.map((first) => ({ first, others: [] }));
    const rest = after === undefined ? groups : restAfter(after, groups);
    if (rest.length > top || ranking.complete || (rest.length > 0 && k >= ENOUGH)) {
      return { results: rest.slice(0, top), hasMore: rest.length > top || !ranking.complete, ranking };
    }
  }
}

function restAfter({ rank, photo }: NonNullable<PageOptions['after']>, groups: readonly ShotGroup<Ranked>[]) {
  const last = groups.findIndex(({ first }) => first.id === photo);
  // The photo was removed: its rank still gives the position.
  return last === -1 ? groups.filter(({ first }) => first.rank < rank) : groups.slice(last + 1);
}
