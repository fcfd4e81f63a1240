/** Keeps what is made from a photo table until the table changes. */

import type { PhotoTable } from './photo-table.ts';

/** Return a function that makes something once for each version of a table. */
export function oncePerVersion<T, More extends unknown[]>(
  make: (table: PhotoTable, ...more: More) => T,
): (table: PhotoTable, ...more: More) => T {
  const made = new WeakMap<PhotoTable, { readonly version: number; readonly it: T }>();
  return (table, ...more) => {
    const known = made.get(table);
    if (known?.version === table.version) return known.it;
    const it = make(table, ...more);
    made.set(table, { version: table.version, it });
    return it;
  };
}
