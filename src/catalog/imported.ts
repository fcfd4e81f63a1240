/**
 * Photos whose vectors were imported from another program. Their files have not been read yet, so nobody knows the hash
 * that identifies a content: each of them gets a content of its own, with random bytes in the place of the hash. An index
 * run reads the file and then replaces these bytes, or gives the photo the content that has the hash already.
 */

import { randomBytes } from 'node:crypto';
import type { Catalog } from './open.ts';
import { below, type NewContent } from './photos.ts';

/** SQL: the content was imported and not read yet. A SHA-256 has 32 bytes. */
export const IMPORTED = '(length(sha256) <> 32)';
const PLACEHOLDER_BYTES = 16;

/** Prepare the statements that store imported contents, and make them ordinary ones. */
export function importedWriter(catalog: Catalog) {
  const add = catalog.prepare('INSERT INTO content (sha256, width, height, decoder_version) VALUES (?, 0, 0, ?)');
  const settle = catalog.prepare(
    `UPDATE content SET sha256 = ?, width = ?, height = ?, damaged = ?, decoder_version = ?, look = ? WHERE id = ?`,
  );
  return {
    /** @returns the id of a new content, of unknown bytes, size and metadata. */
    add: (decoderVersion: number): number =>
      Number(add.run(randomBytes(PLACEHOLDER_BYTES), decoderVersion).lastInsertRowid),
    /** Store what the file of an imported content was found to be. Its vectors stay. */
    settle(id: number, { sha256, width, height, damaged, decoderVersion, perceptualHash }: NewContent): void {
      settle.run(sha256, width, height, damaged ? 1 : 0, decoderVersion, perceptualHash, id);
    },
  };
}

/** Count the photos below the folders that were imported and not read yet. */
export function countImported(catalog: Catalog, folders: readonly string[]): number {
  const { where, parameters } = below(folders);
  return catalog
    .prepare(`SELECT count(*) FROM photo JOIN content ON content.id = content_id WHERE ${IMPORTED} AND ${where}`)
    .pluck()
    .get(...parameters) as number;
}
