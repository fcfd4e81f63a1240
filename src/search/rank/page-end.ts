/** Where a page of results ends, and what the next one has in common with it. */

import type { Catalog } from '../../catalog/open.ts';
import { photoKeyOf } from '../../catalog/photos.ts';
import type { Weights } from '../evidence/evidence.ts';
import type { SearchRequest } from '../search-request.ts';
import { rankCursor } from './cursor.ts';
import type { Page } from './page.ts';

/** What later pages have in common with the first one. */
export function keyOf({ query: _, top: _top, cursor: _cursor, today: _today, ...request }: SearchRequest) {
  return request;
}

/** Make the cursor of the end of a page; null if there is no further page. */
export function endOf(
  catalog: Catalog,
  { results, hasMore, ranking }: Page,
  first: { readonly search: string; readonly newest: number; readonly weights: Weights; readonly today: number },
): string | null {
  const last = results.at(-1)?.first;
  if (!hasMore || last === undefined) return null;
  const photoOf = (id: number) => photoKeyOf(catalog, id) ?? '';
  return rankCursor.encode({
    search: first.search,
    newest: photoOf(first.newest),
    unit: ranking.unit,
    clues: [...first.weights.clues],
    words: [...first.weights.words],
    all: first.weights.all,
    today: first.today,
    rank: last.rank,
    photo: photoOf(last.id),
  });
}
