/** Unit vectors: float32, little-endian, one for each (model, content). */

import { crc32 } from 'node:zlib';
import { oncePerCatalog } from './once.ts';
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
  const dropAll = catalog.prepare('DELETE FROM vector WHERE content_id = ?');
  return {
    has: (contentId: number): boolean => has.get(modelId, contentId) !== undefined,
    put(contentId: number, vector: Float32Array): void {
      const data = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      put.run(modelId, contentId, data, crc32(data));
    },
    /** Delete the content's vectors of all models. */
    dropAll: (contentId: number): void => void dropAll.run(contentId),
  };
}

/**
 * Read the vectors of a model that were stored after the one with id `after`, oldest first, at most `limit`. Ids only
 * grow, and a vector that replaces another gets a new id.
 */
export function vectorsAfter(catalog: Catalog, modelId: number, after: number, limit: number): VectorRow[] {
  const rows = catalog
    // The plus stops SQLite from using the model's index, which would read and sort all of its vectors.
    .prepare('SELECT id, content_id, data FROM vector WHERE id > ? AND +model_id = ? ORDER BY id LIMIT ?')
    .raw()
    .all(after, modelId, limit) as [number, number, Buffer][];
  return rows.map(([id, contentId, data]) => ({ id, contentId, vector: toFloats(data) }));
}

/** Return the vector of a photo by its opaque id; undefined if the caller may not use the photo at its path. */
export function vectorOfPhoto(
  catalog: Catalog,
  modelId: number,
  key: string,
  mayUse: (path: string) => boolean,
): Float32Array | undefined {
  const row = catalog
    .prepare<[number, string], [string, Buffer]>(
      `SELECT path, data FROM photo JOIN vector ON vector.content_id = photo.content_id AND model_id = ?
       WHERE key = ?`,
    )
    .raw()
    .get(modelId, key);
  return row !== undefined && mayUse(row[0]) ? toFloats(row[1]) : undefined;
}

const newestSeen = oncePerCatalog((catalog) =>
  catalog.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'vector'`).pluck(),
);

/** Return the largest vector id ever assigned. The same value as before means that there are no new vectors. */
export function newestVector(catalog: Catalog): number {
  const newest = newestSeen(catalog).get();
  return (newest as number | undefined) ?? 0;
}

/** Count the vectors of a model. */
export function countVectors(catalog: Catalog, modelId: number): number {
  return catalog.prepare('SELECT count(*) FROM vector WHERE model_id = ?').pluck().get(modelId) as number;
}

/** Count the vectors of a model that were stored after the one with id `after`. */
export function countVectorsAfter(catalog: Catalog, modelId: number, after: number): number {
  return catalog
    .prepare('SELECT count(*) FROM vector WHERE id > ? AND +model_id = ?')
    .pluck()
    .get(after, modelId) as number;
}

const SAMPLE_RUNS = 256;
const SAMPLE_RUN_ROWS = 64;

/** Read all vectors of a model if there are few. Otherwise read about 16,000, in runs at regular distances. */
export function* sampleVectors(catalog: Catalog, modelId: number): Generator<Float32Array> {
  const isSmall = countVectors(catalog, modelId) <= SAMPLE_RUNS * SAMPLE_RUN_ROWS;
  const stride = isSmall ? 0 : newestVector(catalog) / SAMPLE_RUNS;
  let last = 0;
  for (let run = 0; ; run++) {
    const after = Math.max(last, Math.floor(run * stride));
    const rows = vectorsAfter(catalog, modelId, after, SAMPLE_RUN_ROWS);
    if (rows.length === 0 || (!isSmall && run === SAMPLE_RUNS)) return;
    for (const { vector } of rows) yield vector;
    last = rows.at(-1)!.id;
  }
}

/** @returns a function that reads a vector by its id; undefined when the vector is gone. */
export function vectorReader(catalog: Catalog): (id: number) => Omit<VectorRow, 'id'> | undefined {
  const select = catalog.prepare('SELECT content_id, data FROM vector WHERE id = ?').raw();
  return (id) => {
    const row = select.get(id) as [number, Buffer] | undefined;
    return row && { contentId: row[0], vector: toFloats(row[1]) };
  };
}

/** Return the stored checksum of a vector; undefined when the vector is gone. */
export function vectorChecksum(catalog: Catalog, id: number): number | undefined {
  return catalog.prepare('SELECT checksum FROM vector WHERE id = ?').pluck().get(id) as number | undefined;
}

/** Return the vector ids of the contents after the one with id `after`, at most `limit`. Reads only the index. */
export function vectorIdsAfter(
  catalog: Catalog,
  modelId: number,
  after: number,
  limit: number,
): { contentId: number; id: number }[] {
  return catalog
    .prepare<[number, number, number], { contentId: number; id: number }>(
      `SELECT content_id AS contentId, id FROM vector WHERE model_id = ? AND content_id > ?
       ORDER BY content_id LIMIT ?`,
    )
    .all(modelId, after, limit);
}

/** Copy the bytes of a Buffer that does not start at a multiple of four bytes. Those from SQLite usually do. */
function toFloats(data: Buffer): Float32Array {
  if (data.byteOffset % 4 === 0) return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const floats = new Float32Array(data.byteLength / 4);
  new Uint8Array(floats.buffer).set(data);
  return floats;
}

/** Prepare a reader of contents' vectors; undefined when the model has not embedded the content. */
export function contentVectorReader(
  catalog: Catalog,
  modelId: number,
): (contentId: number) => Float32Array | undefined {
  const select = catalog.prepare('SELECT data FROM vector WHERE model_id = ? AND content_id = ?').pluck();
  return (contentId) => {
    const data = select.get(modelId, contentId) as Buffer | undefined;
    return data && toFloats(data);
  };
}
