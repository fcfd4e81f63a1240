/** Reads the keywords of one photo, and finds photos by keyword. */

import type { Catalog } from '../open.ts';
import { below } from '../photos.ts';

/**
 * Return every spelling of every keyword, in all folders. Do not show them to anybody: the folders may not be granted.
 * The query jumps through the index from one keyword to the next; reading all rows takes seconds for a million photos.
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

/** Return the keywords of a photo, sorted: those of its sidecar, or else those of the file. */
export function keywordsOf(catalog: Catalog, photoId: number): string[] {
  return catalog
    .prepare<[number], string>('SELECT keyword FROM photo_keyword WHERE photo_id = ? ORDER BY keyword')
    .pluck()
    .all(photoId);
}

/** Return the ids of the photos below the folders that have any of the keywords, in exactly these spellings. */
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
