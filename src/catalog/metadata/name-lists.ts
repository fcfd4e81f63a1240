/** The facts of a photo that are lists of names: its keywords, and the people in it. Finds photos by such a name. */

import { oncePerCatalog } from '../once.ts';
import type { Catalog } from '../open.ts';

/** The column of the names. It is also the last part of the names of the list's tables and of its view. */
export type NameList = 'keyword' | 'person';

/**
 * Return every spelling of every name, in all folders. Do not show them to anybody: the folders may not be granted.
 * The query jumps through the index from one name to the next; reading all rows takes seconds for a million photos.
 */
export function spelledNames(catalog: Catalog, list: NameList): string[] {
  const distinct = (table: string) => `
    SELECT ${list} FROM (
      WITH RECURSIVE spelled (${list}) AS (
        SELECT min(${list}) FROM ${table}
        UNION ALL
        SELECT (SELECT min(${list}) FROM ${table} WHERE ${list} > spelled.${list}) FROM spelled WHERE ${list} IS NOT NULL
      ) SELECT ${list} FROM spelled WHERE ${list} IS NOT NULL
    )`;
  return catalog
    .prepare<[], string>(`${distinct(`content_${list}`)} UNION ${distinct(`sidecar_${list}`)}`)
    .pluck()
    .all();
}

/** Prepare a reader of the names of a photo, sorted: those of its sidecar, or else those of the file. */
export function namesReader(catalog: Catalog, list: NameList): (photoId: number) => string[] {
  const select = catalog
    .prepare<[number], string>(`SELECT ${list} FROM photo_${list} WHERE photo_id = ? ORDER BY ${list}`)
    .pluck();
  return (photoId) => select.all(photoId);
}

/** Read every name of the list with the id of each photo that has it. Must be read to the end immediately. */
export function everyName(catalog: Catalog, list: NameList): Iterable<[string, number]> {
  return catalog.prepare(`SELECT ${list}, photo_id FROM photo_${list}`).raw().iterate() as Iterable<[string, number]>;
}

/** Return the ids of the photos that have any of the names, in exactly these spellings, in all folders. */
export function photosWithName(catalog: Catalog, list: NameList, names: readonly string[]): number[] {
  return catalog
    .prepare<[string], number>(
      `SELECT DISTINCT photo_id FROM photo_${list} WHERE ${list} IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
    .all(JSON.stringify(names));
}

const withPerson = oncePerCatalog((catalog) =>
  catalog.prepare<[string], number>('SELECT photo_id FROM photo_person WHERE person = ?').pluck(),
);

/** Return the ids of the photos that show a person. Takes 60 % of the time of `photosWithName`. */
export function photosShowing(catalog: Catalog, name: string): number[] {
  return withPerson(catalog).all(name);
}
