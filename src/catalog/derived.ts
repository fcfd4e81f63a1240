/** Stamps that tell whether a derived file (made from the catalog, for speed) fits the catalog's current state. */

import type { Catalog } from './open.ts';

/** Return the stamp that the derived file of this name must have; undefined if the file was never made. */
export function derivedStamp(catalog: Catalog, name: string): string | undefined {
  return catalog.prepare('SELECT stamp FROM derived WHERE name = ?').pluck().get(name) as string | undefined;
}

export function setDerivedStamp(catalog: Catalog, name: string, stamp: string): void {
  catalog.prepare('INSERT OR REPLACE INTO derived (name, stamp) VALUES (?, ?)').run(name, stamp);
}

export function dropDerivedStamp(catalog: Catalog, name: string): void {
  catalog.prepare('DELETE FROM derived WHERE name = ?').run(name);
}
