/**
 * Writes the photos' metadata to columns that searches filter by, and reads it. Metadata of the file belongs to the
 * content; metadata of a sidecar belongs to the photo. The views `photo_metadata` and `photo_keyword` combine both.
 */

import type { PhotoMetadata } from '../../library/metadata/photo-metadata.ts';
import type { Sidecar } from '../../library/metadata/sidecars.ts';
import type { Catalog } from '../open.ts';

type Field = Exclude<keyof PhotoMetadata, 'keywords'>;

/** The column of each field in the tables `content` and `sidecar` and in the view `photo_metadata`. */
const COLUMNS: Readonly<Record<Field, string>> = {
  takenAt: 'taken_at',
  latitude: 'latitude',
  longitude: 'longitude',
  camera: 'camera',
  lens: 'lens',
  rating: 'rating',
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
  const contentKeywords = keywordWriter(catalog, 'content_keyword', 'content_id');
  const sidecarKeywords = keywordWriter(catalog, 'sidecar_keyword', 'photo_id');

  return {
    /** Store the metadata of the file. */
    describe(contentId: number, { keywords, ...metadata }: PhotoMetadata): void {
      describe.run({ ...metadata, version, id: contentId });
      contentKeywords(contentId, keywords);
    },
    /** Store the metadata of the sidecar, or that there is no sidecar. */
    annotate(photoId: number, sidecar: Sidecar | undefined): void {
      // This deletes its keywords too.
      forgetSidecar.run(photoId);
      if (sidecar === undefined) return;
      const { keywords, ...metadata } = sidecar;
      annotate.run({ ...metadata, id: photoId });
      sidecarKeywords(photoId, keywords);
    },
  };
}

/** Read the metadata of a photo, except the keywords. */
export function metadataOf(catalog: Catalog, photoId: number): Omit<PhotoMetadata, 'keywords'> {
  const columns = eachColumn((column, field) => `${column} AS ${field}`);
  return catalog
    .prepare<[number], Omit<PhotoMetadata, 'keywords'>>(`SELECT ${columns} FROM photo_metadata WHERE photo_id = ?`)
    .get(photoId)!;
}

function keywordWriter(catalog: Catalog, table: string, owner: string) {
  const clear = catalog.prepare(`DELETE FROM ${table} WHERE ${owner} = ?`);
  const add = catalog.prepare(`INSERT OR IGNORE INTO ${table} (${owner}, keyword) VALUES (?, ?)`);
  return (id: number, keywords: readonly string[]): void => {
    clear.run(id);
    for (const keyword of keywords) add.run(id, keyword);
  };
}
