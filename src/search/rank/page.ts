/** One page of results: near-identical shots as one, after the place where the last page ended. */

import { groupShots, type Shot, type ShotGroup } from './groups.ts';
import type { Ranked, Ranking } from './ranking.ts';

export interface PageOptions {
  /** How many results. */
  readonly top: number;
  /** Where the last page ended. */
  readonly after?: { readonly rank: number; readonly photo: number | undefined } | undefined;
  /** False: every shot is a result of its own. */
  readonly grouped: boolean;
  /** How many photos the ranking is to have at least. */
  readonly atLeast: number;
}

export interface Page {
  /** Fewer than asked for where there are no more, or only far down. */
  readonly results: readonly ShotGroup<Ranked>[];
  readonly hasMore: boolean;
  /** Of the ranking that the page was taken from. */
  readonly ranking: Ranking;
}

/** How many more photos are looked at where those so far do not fill the page. */
const GROWTH = 4;
/**
 * Where so many photos do not fill a page, it stays short: a time-lapse of a hundred thousand shots that look alike must
 * not make every search look at all of them.
 */
const ENOUGH = 1_000;

/**
 * @param rankBest the best k photos.
 * @param shotOf what tells a photo from others.
 */
export async function pageOf(
  rankBest: (k: number) => Promise<Ranking>,
  shotOf: (photo: Ranked) => Shot,
  { top, after, grouped, atLeast }: PageOptions,
): Promise<Page> {
  const shots = new Map<number, Shot>();
  const known = (photo: Ranked) => {
    const shot = shots.get(photo.contentId) ?? shotOf(photo);
    shots.set(photo.contentId, shot);
    return { ...photo, ...shot };
  };
  for (let k = Math.max(top * 2 + 1, atLeast); ; k *= GROWTH) {
    const ranking = await rankBest(k);
    // Grouped from the very first: what is near-identical to a photo of an earlier page belongs to that page.
    const groups = grouped
      ? groupShots(ranking.ranked.map(known))
      : ranking.ranked.map((first) => ({ first, others: [] }));
    const rest = after === undefined ? groups : restAfter(after, groups);
    if (rest.length > top || ranking.complete || (rest.length > 0 && k >= ENOUGH)) {
      return { results: rest.slice(0, top), hasMore: rest.length > top || !ranking.complete, ranking };
    }
  }
}

function restAfter({ rank, photo }: NonNullable<PageOptions['after']>, groups: readonly ShotGroup<Ranked>[]) {
  const last = groups.findIndex(({ first }) => first.id === photo);
  // Removed since then, it still marks a place in the order.
  return last === -1 ? groups.filter(({ first }) => first.rank < rank) : groups.slice(last + 1);
}
