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

/**
 * The vectors of a model that were stored after the one with id `after`, oldest first, `limit` at most. Ids only grow,
 * and a vector that replaces another has a new one.
 */
export function vectorsAfter(catalog: Catalog, modelId: number, after: number, limit: number): VectorRow[] {
  const rows = catalog
    // The plus keeps SQLite from reading all of the model by its index, to sort it.
    .prepare('SELECT id, content_id, data FROM vector WHERE id > ? AND +model_id = ? ORDER BY id LIMIT ?')
    .raw()
    .all(after, modelId, limit) as [number, number, Buffer][];
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

/** The largest vector id that was ever given: while it stays the same, nothing is new. */
export function newestVector(catalog: Catalog): number {
  const newest = catalog.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'vector'`).pluck().get();
  return (newest as number | undefined) ?? 0;
}

/** How many vectors a model has. */
export function countVectors(catalog: Catalog, modelId: number): number {
  return catalog.prepare('SELECT count(*) FROM vector WHERE model_id = ?').pluck().get(modelId) as number;
}

/** How many of a model's vectors were stored after the one with id `after`. */
export function countVectorsAfter(catalog: Catalog, modelId: number, after: number): number {
  return catalog
    .prepare('SELECT count(*) FROM vector WHERE id > ? AND +model_id = ?')
    .pluck()
    .get(after, modelId) as number;
}

const SAMPLE_RUNS = 256;
const SAMPLE_RUN_ROWS = 64;

/** All vectors of a model where there are few; else about 16,000 of them, in runs spread over all that were stored. */
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

/** @returns a function that reads a vector by its id: undefined where it is gone. */
export function vectorReader(catalog: Catalog): (id: number) => Omit<VectorRow, 'id'> | undefined {
  const select = catalog.prepare('SELECT content_id, data FROM vector WHERE id = ?').raw();
  return (id) => {
    const row = select.get(id) as [number, Buffer] | undefined;
    return row && { contentId: row[0], vector: toFloats(row[1]) };
  };
}

/** The checksum that a vector was stored with; undefined where it is gone. */
export function vectorChecksum(catalog: Catalog, id: number): number | undefined {
  return catalog.prepare('SELECT checksum FROM vector WHERE id = ?').pluck().get(id) as number | undefined;
}

/** Which vector a content has, for the contents after the one with id `after`, `limit` at most. Reads the index alone. */
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

/** A copy: a Buffer from SQLite need not start at a multiple of four bytes. */
function toFloats(data: Buffer): Float32Array {
  const floats = new Float32Array(data.byteLength / 4);
  new Uint8Array(floats.buffer).set(data);
  return floats;
}

/** The vector of a content; undefined where the model has not looked at it. */
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
