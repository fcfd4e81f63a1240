/** The bytes of photos, by their hash: for caches of what is made from them. */

import { oncePerCatalog, readTogether } from './once.ts';
import type { Catalog } from './open.ts';

const hashOf = oncePerCatalog((catalog) =>
  catalog
    .prepare<[string], string>(
      'SELECT lower(hex(sha256)) FROM photo JOIN content ON content.id = content_id WHERE key = ?',
    )
    .pluck(),
);

/**
 * Return the SHA-256 of each photo's bytes, in hexadecimal digits, by the photo's opaque id; empty if the photo is gone. A
 * photo that was imported, and that nobody has read yet, has other digits in its place, which are its own too.
 */
export function contentHashes(catalog: Catalog, keys: readonly string[]): Map<string, string> {
  const hash = hashOf(catalog);
  return readTogether(catalog, () => new Map(keys.map((key) => [key, hash.get(key) ?? ''])));
}
