/** Lists photos by their position in an order: a page that shows 100,000 photos asks for those that are visible. */

import { contentHashes } from '../../catalog/contents.ts';
import type { Catalog } from '../../catalog/open.ts';
import { type PhotoDetails, photoDetails } from '../../catalog/photos.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { nameKeys } from './name-keys.ts';
import { keyReader, type OrderRequest, photoComparer } from './order.ts';

/** A photo, and the hash of its bytes. */
export interface PlacedPhoto extends PhotoDetails {
  readonly content: string;
}

/** Describe the photos in these rows. */
export function photosIn(catalog: Catalog, table: PhotoTable, rows: Uint32Array): PlacedPhoto[] {
  const photos = photoDetails(
    catalog,
    Array.from(rows, (row) => table.columns.id[row]!),
  );
  const contents = contentHashes(
    catalog,
    photos.map(({ key }) => key),
  );
  return photos.map((photo) => ({ ...photo, content: contents.get(photo.key) ?? '' }));
}

/** Orders of each scope's rows. The scopes themselves are kept by the photo side, and these with them. */
const kept = new WeakMap<Uint8Array, Map<string, Uint32Array>>();

/**
 * Return the rows of all photos in a mask, in an order. Sorting 100,000 takes a moment, so the result is kept as long as
 * the mask.
 */
export function rowsInOrder(catalog: Catalog, table: PhotoTable, mask: Uint8Array, order: OrderRequest): Uint32Array {
  const name = `${order.sort} ${order.reverse}`;
  const orders = kept.get(mask) ?? new Map<string, Uint32Array>();
  const known = orders.get(name);
  if (known !== undefined) return known;
  const names = order.sort === 'name' ? nameKeys(catalog, table) : [];
  const keyOf = keyReader(table, order.sort, (row) => names[row]!);
  const keyed: { row: number; key: number | string }[] = [];
  for (let row = 0; row < table.count; row++) if (mask[row] === 1) keyed.push({ row, key: keyOf(row) });
  const rows = Uint32Array.from(keyed.sort(photoComparer(order)), ({ row }) => row);
  orders.set(name, rows);
  kept.set(mask, orders);
  return rows;
}
