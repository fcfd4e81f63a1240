/** Unit vectors: float32, little-endian, one for each (model, content). */

import { crc32 } from 'node:zlib';
import type { Catalog } from './open.ts';
import { below } from './photos.ts';

export interface VectorRow {
  readonly id: number;
  readonly contentId: number;
  readonly vector: Float32Array;
}

export function vectorWriter(catalog: Catalog, modelId: number) {
  const has = catalog.prepare('SELECT 1 FROM vector WHERE model_id = ? AND content_id = ?').pluck();
  const put = catalog.prepare(
    'INSERT OR REPLACE INTO vector (model_id, content_id, data, checksum) VALUES (?, ?, ?, ?)',
  );
  return {
    has: (contentId: number): boolean => has.get(modelId, contentId) !== undefined,
    put(contentId: number, vector: Float32Array): void {
      const data = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      put.run(modelId, contentId, data, crc32(data));
    },
  };
}

/** The vectors of a model that were stored after the one with id `after`, oldest first. */
export function vectorsAfter(catalog: Catalog, modelId: number, after: number): VectorRow[] {
  const rows = catalog
    .prepare('SELECT id, content_id, data FROM vector WHERE model_id = ? AND id > ? ORDER BY id')
    .raw()
    .all(modelId, after) as [number, number, Buffer][];
  return rows.map(([id, contentId, data]) => ({ id, contentId, vector: toFloats(data) }));
}

/** The vector of a photo by its opaque id, but only where it lies below one of the folders. */
export function vectorOfPhoto(
  catalog: Catalog,
  modelId: number,
  key: string,
  folders: readonly string[],
): Float32Array | undefined {
  const { where, parameters } = below(folders);
  const data = catalog
    .prepare(
      `SELECT data FROM photo JOIN vector ON vector.content_id = photo.content_id AND model_id = ?
       WHERE key = ? AND ${where}`,
    )
    .pluck()
    .get(modelId, key, ...parameters) as Buffer | undefined;
  return data && toFloats(data);
}

/** The largest vector id there is: where it has not grown, nothing is new. */
export function newestVector(catalog: Catalog): number {
  return (catalog.prepare('SELECT max(id) FROM vector').pluck().get() as number | null) ?? 0;
}

/** A copy: a Buffer from SQLite need not start at a multiple of four bytes. */
function toFloats(data: Buffer): Float32Array {
  const floats = new Float32Array(data.byteLength / 4);
  new Uint8Array(floats.buffer).set(data);
  return floats;
}
