/** Lists photos without a query: a page of the photos in scope, in an order. */

import type { Catalog } from '../../catalog/open.ts';
import { photoIdOf, photoKeyOf } from '../../catalog/photos.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { type BrowsePosition, browseCursor } from '../rank/cursor.ts';
import { firstOf } from './first-of.ts';
import { nameKeys } from './name-keys.ts';
import { type Keyed, keyReader, type OrderRequest, photoComparer } from './order.ts';

export interface BrowseRequest {
  readonly order: OrderRequest;
  readonly top: number;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** Key of the search: see `searchKey`. */
  readonly search: string;
}

interface BrowsePage {
  /** Ids of the photos. */
  readonly ids: readonly number[];
  /** The `cursor` of the next page. Null: there is no further page. */
  readonly next: string | null;
}

/**
 * List a page of photos.
 * @param mask a byte for each row of the table: 1 where the photo may be found.
 * @throws PicsiftError `bad-query` for a wrong cursor.
 */
export function browse(
  catalog: Catalog,
  table: PhotoTable,
  mask: Uint8Array,
  { order, top, cursor, search }: BrowseRequest,
): BrowsePage {
  const { id } = table.columns;
  const position = cursor === undefined ? undefined : browseCursor.decode(cursor, search);
  const newest = position === undefined ? table.newestIn(mask) : photoIdOf(catalog, position.newest);
  // If the newest photo of the first page was removed, later photos cannot be recognised: they are included.
  const listed = newest === undefined ? mask : table.withoutLaterThan(newest, mask);
  const compare = photoComparer(order);
  let count = 0;

  function* candidates(isWanted: (candidate: Keyed) => boolean = () => true): Generator<Keyed> {
    const names = order.sort === 'name' ? nameKeys(catalog, table) : [];
    const keyOf = keyReader(table, order.sort, (row) => names[row]!);
    for (let row = 0; row < table.count; row++) {
      if (listed[row] !== 1) continue;
      const candidate = { row, key: keyOf(row) };
      if (isWanted(candidate)) yield candidate;
    }
  }

  function* next(): Generator<Keyed> {
    for (const candidate of position === undefined ? candidates() : behind(position)) {
      count++;
      yield candidate;
    }
  }

  function behind({ photo, key, left }: BrowsePosition): Iterable<Keyed> {
    const last = { row: table.rowOf(photoIdOf(catalog, photo) ?? 0), key };
    if (last.row !== -1) return candidates((candidate) => compare(candidate, last) > 0);
    // The last photo was removed. If others behind it were too, some are listed again: better than skipping some. If the
    // newest one was too, later ones may be among the last.
    return newest === undefined ? candidates() : [...candidates()].sort(compare).slice(-left);
  }

  const page = firstOf(next(), top + 1, compare);
  const last = page.length > top ? page[top - 1] : undefined;
  const opaqueId = (photoId: number) => photoKeyOf(catalog, photoId) ?? '';
  const cursorAfter = ({ row, key }: Keyed) =>
    browseCursor.encode({ search, newest: opaqueId(newest ?? 0), photo: opaqueId(id[row]!), key, left: count - top });
  return {
    ids: page.slice(0, top).map(({ row }) => id[row]!),
    next: last === undefined ? null : cursorAfter(last),
  };
}
