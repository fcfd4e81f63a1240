/** Writes databases with the schemas that rclip has had, and indexes of drawn photos in them. */

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { inCatalog } from './catalogs/catalog-file.ts';
import { type Drawings, drawIndexed } from './indexed.ts';
import { temporaryFolder } from './photos/drawings.ts';

export interface RclipImage {
  readonly filepath: string | Buffer;
  readonly vector: Buffer;
  readonly deleted?: 1 | null;
  /** Default: those of the file. */
  readonly modifiedAt?: number;
  readonly size?: number;
}

/** Write rclip's database. @param version of its schema: 1 to 4. */
export function writeRclip(file: string, images: readonly RclipImage[], version = 4): void {
  const database = new Database(file);
  database.exec(`
    CREATE TABLE images (id INTEGER PRIMARY KEY, deleted BOOLEAN, filepath TEXT NOT NULL UNIQUE,
                         modified_at DATETIME NOT NULL, size INTEGER NOT NULL, vector BLOB NOT NULL);
    CREATE UNIQUE INDEX existing_images ON images(filepath) WHERE deleted IS NULL;
    ${version >= 2 ? 'CREATE TABLE db_version (version INTEGER); ALTER TABLE images ADD COLUMN indexing BOOLEAN;' : ''}
    ${version >= 4 ? 'ALTER TABLE images ADD COLUMN hash TEXT;' : ''}
  `);
  if (version >= 2) database.prepare('INSERT INTO db_version VALUES (?)').run(version);
  const add = database.prepare(
    'INSERT INTO images (deleted, filepath, modified_at, size, vector) VALUES (?, CAST(? AS TEXT), ?, ?, ?)',
  );
  for (const { filepath, vector, deleted = null, modifiedAt, size } of images) {
    const stats = statSync(filepath, { bigint: true, throwIfNoEntry: false });
    add.run(
      deleted,
      filepath,
      modifiedAt ?? pythonTime(stats?.mtimeNs ?? 0n),
      size ?? Number(stats?.size ?? 1),
      vector,
    );
  }
  database.close();
}

/** Compute `st_mtime` as Python does. */
function pythonTime(ns: bigint): number {
  return Number(ns / 1_000_000_000n) + 1e-9 * Number(ns % 1_000_000_000n);
}

/** Draw photos. @returns the folder, and what rclip would store of each if it had the built-in model. */
export async function drawForRclip(photos: Drawings) {
  const folder = join(temporaryFolder(), 'photos');
  const other = temporaryFolder();
  mkdirSync(folder);
  await drawIndexed(folder, other, photos);
  const vectors = inCatalog(join(other, 'catalog.sqlite'), (catalog) =>
    catalog.prepare('SELECT path, data FROM photo JOIN vector USING (content_id)').raw().all(),
  ) as [string, Buffer][];
  const images = vectors.map(([filepath, vector]): RclipImage => ({ filepath, vector }));
  const imageOf = (name: string) => images.find(({ filepath }) => filepath === join(folder, name))!;
  return { folder, images, imageOf, database: join(temporaryFolder(), 'db.sqlite3') };
}
