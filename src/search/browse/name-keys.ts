/** The keys by which photos are sorted by name. The photo table has no names of files. */

import { basename } from 'node:path';
import type { Catalog } from '../../catalog/open.ts';
import { photoPaths } from '../../catalog/photos.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { nameKey } from './order.ts';

interface Kept {
  readonly version: number;
  readonly keys: readonly string[];
}

/** Reading all names takes longer than all other work for a page. */
const kept = new WeakMap<PhotoTable, Kept>();

/** Return the key of the photo in each row of the table. */
export function nameKeys(catalog: Catalog, table: PhotoTable): readonly string[] {
  const known = kept.get(table);
  if (known?.version === table.version) return known.keys;
  const keys = new Array<string>(table.count).fill('');
  for (const { id, path } of photoPaths(catalog)) {
    const row = table.rowOf(id);
    if (row !== -1) keys[row] = nameKey(basename(path));
  }
  kept.set(table, { version: table.version, keys });
  return keys;
}
