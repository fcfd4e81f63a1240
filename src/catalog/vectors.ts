/** Unit vectors: float32, little-endian, one for each (model, content). */

import { crc32 } from 'node:zlib';
import type { Catalog } from './open.ts';

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

/** The vector of a content; undefined where the model has not looked at it. */
export function vectorReader(catalog: Catalog, modelId: number): (contentId: number) => Float32Array | undefined {
  const select = catalog.prepare('SELECT data FROM vector WHERE model_id = ? AND content_id = ?').pluck();
  return (contentId) => {
    const data = select.get(modelId, contentId) as Buffer | undefined;
    return data && toFloats(data);
  };
}
