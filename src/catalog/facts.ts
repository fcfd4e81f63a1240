/** Facts of every photo that a search filters by, and their changes since a given revision. */

import type { TextDensity } from '../library/kinds/kind-of.ts';
import type { PhotoMetadata } from '../library/metadata/photo-metadata.ts';
import { oncePerCatalog } from './once.ts';
import type { Catalog } from './open.ts';

/** A photo as the photo table stores it. The other facts are looked up in the catalog. */
export interface PhotoFacts extends Omit<PhotoMetadata, 'keywords' | 'people' | 'title' | 'description'> {
  readonly id: number;
  readonly path: string;
  readonly contentId: number;
  /** False when the file is missing: its drive is unplugged, or the photo is held back. */
  readonly present: boolean;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
  /** Size of the file, in bytes. */
  readonly size: number;
  /** Undefined: the text of the picture was not read. */
  readonly text: TextDensity | undefined;
}

export interface PhotoChanges {
  /** Value of the clock after these changes. */
  readonly revision: number;
  /** New and changed photos, in the order of their ids. Must be read to the end immediately. */
  readonly changed: Iterable<PhotoFacts>;
  /** Ids of photos that are gone. */
  readonly removed: readonly number[];
}

const clock = oncePerCatalog((catalog) => catalog.prepare('SELECT revision FROM clock').pluck());

/** Return the clock, which counts all changes of photos. The same value as before means that nothing has changed. */
export function currentRevision(catalog: Catalog): number {
  return clock(catalog).get() as number;
}

type FactsRow = [
  number,
  string,
  number,
  0 | 1,
  number,
  number,
  string | null,
  number | null,
  number | null,
  string | null,
  string | null,
  string | null,
  number | null,
  string | null,
  number,
  number | null,
  number,
  number,
];

/**
 * Call `use` with the changes since a revision (-1: everything). They are read in one transaction, because another
 * process may be writing.
 */
export function readChanges<T>(catalog: Catalog, since: number, use: (changes: PhotoChanges) => T): T {
  return catalog.transaction(() => {
    const revision = currentRevision(catalog);
    const removed = catalog.prepare('SELECT photo_id FROM removal WHERE revision > ?').pluck().all(since) as number[];
    const rows = catalog
      .prepare(
        `SELECT photo.id, path, content_id, state = 'present', width, height, photo_metadata.taken_at,
                photo_metadata.latitude, photo_metadata.longitude, photo_metadata.place_name, photo_metadata.camera,
                photo_metadata.lens, photo_metadata.rating, photo_metadata.label, photo.size,
                text_lines, text_characters, text_share
         FROM photo JOIN content ON content.id = photo.content_id
         JOIN photo_metadata ON photo_metadata.photo_id = photo.id
         WHERE photo.revision > ? ORDER BY photo.id`,
      )
      .raw()
      .iterate(since) as IterableIterator<FactsRow>;
    return use({ revision, changed: toFacts(rows), removed });
  })();
}

function* toFacts(rows: Iterable<FactsRow>): Generator<PhotoFacts> {
  for (const [
    id,
    path,
    contentId,
    present,
    width,
    height,
    takenAt,
    latitude,
    longitude,
    placeName,
    camera,
    lens,
    rating,
    label,
    size,
    lines,
    characters,
    share,
  ] of rows) {
    yield {
      id,
      path,
      contentId,
      present: present === 1,
      width,
      height,
      takenAt,
      latitude,
      longitude,
      placeName,
      camera,
      lens,
      rating,
      label,
      size,
      text: lines === null ? undefined : { lines, characters, share },
    };
  }
}
