/** The full-text index over what photos are called: their path, keywords, camera and place. Follows the clock. */

import { currentRevision } from './facts.ts';
import type { Catalog } from './open.ts';

/** Names of the place at these coordinates, in degrees; empty: none is near. */
export type PlaceNamer = (latitude: number, longitude: number) => string;

/** Changes that are taken in with one transaction. */
const TICKS_AT_ONCE = 5_000;

interface Described {
  readonly id: number;
  readonly path: string;
  readonly keywords: string | null;
  readonly camera: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Take in what has changed since the last call. For the process that holds the writer lease. */
export function refreshWords(catalog: Catalog, placeAt: PlaceNamer): void {
  const seen = catalog.prepare('SELECT words FROM clock').pluck();
  const changed = catalog.prepare<[number, number], Described>(
    `SELECT photo.id, path, camera, latitude, longitude,
            coalesce(
              (SELECT group_concat(keyword, char(10)) FROM sidecar_keyword WHERE photo_id = photo.id),
              (SELECT group_concat(keyword, char(10)) FROM content_keyword WHERE content_id = photo.content_id)
            ) AS keywords
     FROM photo JOIN photo_metadata ON photo_metadata.photo_id = photo.id
     WHERE revision > ? AND revision <= ?`,
  );
  const removed = catalog.prepare('SELECT photo_id FROM removal WHERE revision > ? AND revision <= ?').pluck();
  const put = catalog.prepare(
    'INSERT OR REPLACE INTO words (rowid, path, keywords, camera, place) VALUES (?, ?, ?, ?, ?)',
  );
  const drop = catalog.prepare('DELETE FROM words WHERE rowid = ?');
  const note = catalog.prepare('UPDATE clock SET words = ?');

  const takeIn = catalog.transaction((from: number, to: number) => {
    for (const { id, path, keywords, camera, latitude, longitude } of changed.all(from, to)) {
      const place = latitude === null || longitude === null ? null : placeAt(latitude, longitude);
      put.run(id, path, keywords, camera, place);
    }
    for (const id of removed.all(from, to)) drop.run(id);
    note.run(to);
  });
  for (let from = seen.get() as number; from < currentRevision(catalog); from = seen.get() as number) {
    takeIn.immediate(from, Math.min(from + TICKS_AT_ONCE, currentRevision(catalog)));
  }
}

/** Ids of the photos that have this word, or these words in a row, in whatever form the index takes for the same. */
export function photosWithWord(catalog: Catalog, word: string): number[] {
  const phrase = `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
  return catalog.prepare('SELECT rowid FROM words WHERE words MATCH ?').pluck().all(phrase) as number[];
}

/** Leave nothing of the photos that are gone: their words stay in the index's older parts until it is rewritten. */
export function purgeWords(catalog: Catalog): void {
  catalog
    .transaction(() => {
      catalog.prepare('DELETE FROM words WHERE rowid IN (SELECT photo_id FROM removal)').run();
      catalog.prepare(`INSERT INTO words (words) VALUES ('optimize')`).run();
    })
    .immediate();
}
