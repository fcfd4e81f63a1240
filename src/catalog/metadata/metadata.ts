/**
 * Writes the photos' metadata to columns that searches filter by, and reads it. Metadata of the file belongs to the
 * content; metadata of a sidecar belongs to the photo. The views `photo_metadata`, `photo_keyword` and `photo_person`
 * combine both.
 */

import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import type { Sidecar } from '../../library/metadata/sidecars.ts';
import { oncePerCatalog } from '../once.ts';
import type { Catalog } from '../open.ts';
import { type NameList, namesReader } from './name-lists.ts';

/** The facts with one value. Those with several are in tables of their own: see name-lists.ts. */
type Field = Exclude<keyof PhotoMetadata, 'keywords' | 'people'>;

/** The column of each field in the tables `content` and `sidecar` and in the view `photo_metadata`. */
const COLUMNS: Readonly<Record<Field, string>> = {
  takenAt: 'taken_at',
  latitude: 'latitude',
  longitude: 'longitude',
  placeName: 'place_name',
  camera: 'camera',
  lens: 'lens',
  rating: 'rating',
  title: 'title',
  description: 'description',
  label: 'label',
};

/** Write SQL for each column and the name of its field, separated by commas. */
function eachColumn(sql: (column: string, field: string) => string): string {
  return Object.entries(COLUMNS)
    .map(([field, column]) => sql(column, field))
    .join(', ');
}

/**
 * Prepare the statements that write metadata.
 * @param version of the metadata reader. Runs read contents with an older version again.
 */
export function metadataWriter(catalog: Catalog, version: number) {
  const describe = catalog.prepare(
    `UPDATE content SET ${eachColumn((column, field) => `${column} = @${field}`)}, metadata_version = @version
     WHERE id = @id`,
  );
  const annotate = catalog.prepare(
    `INSERT OR REPLACE INTO sidecar (photo_id, stamps, fallback_taken_at, ${eachColumn((column) => column)})
     VALUES (@id, @stamps, @fallbackTakenAt, ${eachColumn((_, field) => `@${field}`)})`,
  );
  const forgetSidecar = catalog.prepare('DELETE FROM sidecar WHERE photo_id = ?');
  const ofContent = {
    keywords: namesWriter(catalog, 'content', 'keyword'),
    people: namesWriter(catalog, 'content', 'person'),
  };
  const ofSidecar = {
    keywords: namesWriter(catalog, 'sidecar', 'keyword'),
    people: namesWriter(catalog, 'sidecar', 'person'),
  };

  return {
    /** Store the metadata of the file. */
    describe(contentId: number, { keywords, people, ...metadata }: PhotoMetadata): void {
      describe.run({ ...metadata, version, id: contentId });
      ofContent.keywords(contentId, keywords);
      ofContent.people(contentId, people);
    },
    /** Store the metadata of the sidecar, or that there is no sidecar. */
    annotate(photoId: number, sidecar: Sidecar | undefined): void {
      // This deletes its keywords and people too.
      forgetSidecar.run(photoId);
      if (sidecar === undefined) return;
      const { keywords, people, ...metadata } = sidecar;
      annotate.run({ ...metadata, id: photoId });
      ofSidecar.keywords(photoId, keywords);
      ofSidecar.people(photoId, people);
    },
  };
}

/** Prepare a reader of the metadata of a photo. */
export const metadataReader = oncePerCatalog((catalog): ((photoId: number) => PhotoMetadata) => {
  const columns = eachColumn((column, field) => `${column} AS ${field}`);
  const select = catalog.prepare<[number], Pick<PhotoMetadata, Field>>(
    `SELECT ${columns} FROM photo_metadata WHERE photo_id = ?`,
  );
  const [keywordsOf, peopleOf] = [namesReader(catalog, 'keyword'), namesReader(catalog, 'person')];
  return (photoId) => ({ ...select.get(photoId)!, keywords: keywordsOf(photoId), people: peopleOf(photoId) });
});

function namesWriter(catalog: Catalog, owner: 'content' | 'sidecar', list: NameList) {
  const [table, id] = [`${owner}_${list}`, owner === 'content' ? 'content_id' : 'photo_id'];
  const clear = catalog.prepare(`DELETE FROM ${table} WHERE ${id} = ?`);
  const add = catalog.prepare(`INSERT OR IGNORE INTO ${table} (${id}, ${list}) VALUES (?, ?)`);
  return (ownerId: number, names: readonly string[]): void => {
    clear.run(ownerId);
    for (const name of names) add.run(ownerId, name);
  };
}
