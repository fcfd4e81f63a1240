/** Which of the files that were made from the catalog, for speed, belong to it as it is now. */

import type { Catalog } from './open.ts';

/** The stamp that the derived file of this name must bear; undefined: it was never made. */
export function derivedStamp(catalog: Catalog, name: string): string | undefined {
  return catalog.prepare('SELECT stamp FROM derived WHERE name = ?').pluck().get(name) as string | undefined;
}

export function setDerivedStamp(catalog: Catalog, name: string, stamp: string): void {
  catalog.prepare('INSERT OR REPLACE INTO derived (name, stamp) VALUES (?, ?)').run(name, stamp);
}
