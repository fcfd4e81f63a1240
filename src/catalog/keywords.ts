/** Keywords of the photos: of one, and to filter by. */

import type { Catalog } from './open.ts';
import { below } from './photos.ts';

/**
 * Every keyword as it is written somewhere, in whatever folder: not to be shown to anybody.
 * The index is asked for one after another: reading all rows would take seconds for a million photos.
 */
export function spelledKeywords(catalog: Catalog): string[] {
  const distinct = (table: string) => `
    SELECT keyword FROM (
      WITH RECURSIVE spelled (keyword) AS (
        SELECT min(keyword) FROM ${table}
        UNION ALL
        SELECT (SELECT min(keyword) FROM ${table} WHERE keyword > spelled.keyword) FROM spelled WHERE keyword IS NOT NULL
      ) SELECT keyword FROM spelled WHERE keyword IS NOT NULL
    )`;
  return catalog
    .prepare<[], string>(`${distinct('content_keyword')} UNION ${distinct('sidecar_keyword')}`)
    .pluck()
    .all();
}

/** The keywords of a photo: of its sidecar, or else of the file. In order. */
export function keywordsOf(catalog: Catalog, photoId: number): string[] {
  return catalog
    .prepare<[number], string>('SELECT keyword FROM photo_keyword WHERE photo_id = ? ORDER BY keyword')
    .pluck()
    .all(photoId);
}

/** Ids of the photos below the folders that have any of the keywords, as they are written. */
export function photosWithKeyword(catalog: Catalog, keywords: readonly string[], folders: readonly string[]): number[] {
  const { where, parameters } = below(folders);
  return catalog
    .prepare<unknown[], number>(
      `SELECT DISTINCT photo_id FROM photo_keyword JOIN photo ON photo.id = photo_id
       WHERE keyword IN (${keywords.map(() => '?').join(', ')}) AND ${where}`,
    )
    .pluck()
    .all(...keywords, ...parameters);
}
