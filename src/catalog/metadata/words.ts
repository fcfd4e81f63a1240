/** The full-text index of photos' folders, names, keywords, cameras and places. Follows the catalog's clock. */

import { basename, dirname } from 'node:path';
import { foldedWords } from '../../base/fold.ts';
import { currentRevision } from '../facts.ts';
import type { Catalog } from '../open.ts';

/** Returns the names of the place at these coordinates, in degrees; empty when no place is near. */
export type PlaceNamer = (latitude: number, longitude: number) => string;

/** Changes that are indexed in one transaction. */
const TICKS_AT_ONCE = 5_000;

interface Described {
  readonly id: number;
  readonly path: string;
  readonly keywords: string | null;
  readonly camera: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Index the changes since the last call. For the process that holds the writer lease. */
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
    'INSERT OR REPLACE INTO words (rowid, folder, name, keywords, camera, place) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const drop = catalog.prepare('DELETE FROM words WHERE rowid = ?');
  const note = catalog.prepare('UPDATE clock SET words = ?');

  const indexChanges = catalog.transaction((from: number, to: number) => {
    for (const { id, path, keywords, camera, latitude, longitude } of changed.all(from, to)) {
      const place = latitude === null || longitude === null ? null : placeAt(latitude, longitude);
      const texts = [dirname(path), basename(path), keywords, camera, place];
      put.run(id, ...texts.map((text) => (text === null ? null : foldedWords(text))));
    }
    for (const id of removed.all(from, to)) drop.run(id);
    note.run(to);
  });
  for (let from = seen.get() as number; from < currentRevision(catalog); from = seen.get() as number) {
    indexChanges.immediate(from, Math.min(from + TICKS_AT_ONCE, currentRevision(catalog)));
  }
}

/** Ids of the photos that contain a word, by where it occurs. */
export interface PhotosWithWord {
  /** In the name, keywords, camera or place. */
  readonly own: readonly number[];
  /** In the path of the folder, at any level. */
  readonly folder: readonly number[];
}

/** Find the photos with this word, or these consecutive words, in any form that the index treats as equal. */
export function photosWithWord(catalog: Catalog, word: string): PhotosWithWord {
  const select = catalog.prepare('SELECT rowid FROM words WHERE words MATCH ?').pluck();
  return {
    own: select.all(`{name keywords camera place} : ${phrase(word)}`) as number[],
    folder: select.all(`folder : ${phrase(word)}`) as number[],
  };
}

/** Return the positions of the texts that contain the word, by the rules of the index. */
export function textsWithWord(catalog: Catalog, texts: readonly string[], word: string): Set<number> {
  // A temporary table of this connection: nothing is written to the catalog.
  catalog.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS temp.text_words USING fts5 (text, tokenize = '${TOKENIZER}');
     DELETE FROM temp.text_words`,
  );
  const put = catalog.prepare('INSERT INTO temp.text_words (rowid, text) VALUES (?, ?)');
  catalog.transaction(() => {
    for (const [position, text] of texts.entries()) put.run(position + 1, foldedWords(text));
  })();
  const rows = catalog.prepare('SELECT rowid FROM temp.text_words WHERE text_words MATCH ?').pluck().all(phrase(word));
  return new Set((rows as number[]).map((row) => row - 1));
}

/** Must equal the tokenizer in the schema. */
const TOKENIZER = 'porter unicode61 remove_diacritics 2';

/** Fold a text as the index does, and quote it, so that nothing in it is read as the query language. */
function phrase(word: string): string {
  return `"${foldedWords(word).replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}

/** Erase the words of deleted photos. They stay in older parts of the index until "optimize" rewrites it. */
export function purgeWords(catalog: Catalog): void {
  catalog.prepare('DELETE FROM words WHERE rowid IN (SELECT photo_id FROM removal)').run();
  catalog.prepare(`INSERT INTO words (words) VALUES ('optimize')`).run();
}
