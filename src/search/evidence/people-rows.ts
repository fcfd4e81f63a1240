/** Which people the library knows, and which photos show them. Sentences ask for the same few again and again. */

import { photosShowing, spelledNames } from '../../catalog/metadata/name-lists.ts';
import type { Catalog } from '../../catalog/open.ts';
import { oncePerVersion } from '../../derived/once-per-version.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { type PeopleIndex, peopleIndex } from '../query/vocabulary/people.ts';

const indexOf = oncePerVersion((_, catalog: Catalog) => peopleIndex(spelledNames(catalog, 'person')));

/** Return all people, also those whose photos are out of scope. */
export function knownPeople(catalog: Catalog, table: PhotoTable): PeopleIndex {
  return indexOf(table, catalog);
}

const rowsByName = oncePerVersion(() => new Map<string, Int32Array>());

/** Return the rows of all photos that show a person. @param name in its stored spelling. */
export function rowsShowing(catalog: Catalog, table: PhotoTable, name: string): Int32Array {
  const all = rowsByName(table);
  const rows = all.get(name) ?? table.rowsOf(photosShowing(catalog, name));
  all.set(name, rows);
  return rows;
}
