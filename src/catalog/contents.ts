/** The bytes of photos, by their hash: for caches of what is made from them. */

import { oncePerCatalog, readTogether } from './once.ts';
import type { Catalog } from './open.ts';

const hashOf = oncePerCatalog((catalog) =>
  catalog
    .prepare<[number], string>(
      'SELECT lower(hex(sha256)) FROM photo JOIN content ON content.id = content_id WHERE photo.id = ?',
    )
    .pluck(),
);

/**
 * Return the SHA-256 of each photo's bytes, in hexadecimal digits, by the photo's id. A photo that was imported, and that
 * nobody has read yet, has other digits in its place, which are its own too.
 */
export function contentHashes(catalog: Catalog, ids: readonly number[]): Map<number, string> {
  const hash = hashOf(catalog);
  return readTogether(
    catalog,
    () => new Map(ids.flatMap((id) => (hash.get(id) === undefined ? [] : [[id, hash.get(id)!]]))),
  );
}
