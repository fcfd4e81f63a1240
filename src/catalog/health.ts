/** Finds and repairs faults inside the catalog. */

import { crc32 } from 'node:zlib';
import { type Catalog, isCorrupt } from './open.ts';
import { WRITER } from './runs/lease.ts';

/** Return the faults that SQLite finds in its own file: pages, indexes, references. Empty when there are none. */
export function integrityErrors(catalog: Catalog): string[] {
  try {
    // A read of a full-text index drops this connection's copy of its structure. The check itself would use an old copy,
    // and report pages as missing that another process has merged since.
    for (const index of ['words', 'content_words', 'content_parts']) {
      catalog.prepare(`SELECT 1 FROM ${index} WHERE rowid = 0`).get();
    }
    const lines = catalog.pragma('integrity_check(20)') as { integrity_check: string }[];
    const broken = catalog.pragma('foreign_key_check') as { table: string; parent: string }[];
    return [
      ...lines.map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok'),
      ...broken.map(({ table, parent }) => `a row of ${table} refers to a missing ${parent}`),
    ];
  } catch (error) {
    // Some damage makes the check itself fail.
    if (isCorrupt(error)) return [error.message];
    throw error;
  }
}

/** Return the ids of all vectors, of all models, whose bytes do not match their checksum. */
export function damagedVectors(catalog: Catalog): number[] {
  const rows = catalog
    .prepare<[], [number, Buffer, number]>('SELECT id, data, checksum FROM vector ORDER BY id')
    .raw()
    .iterate() as IterableIterator<[number, Buffer, number]>;
  const damaged: number[] = [];
  for (const [id, data, checksum] of rows) {
    if (crc32(data) !== checksum) damaged.push(id);
  }
  return damaged;
}

/** Delete vectors. The next run embeds their photos again. */
export function dropVectors(catalog: Catalog, ids: readonly number[]): void {
  const drop = catalog.prepare('DELETE FROM vector WHERE id = ?');
  for (const id of ids) drop.run(id);
}

/** Count the contents that belong to no photo. */
export function countOrphans(catalog: Catalog): number {
  return catalog.prepare(`SELECT count(*) FROM content WHERE ${ORPHANED}`).pluck().get() as number;
}

export function dropOrphans(catalog: Catalog): void {
  catalog.prepare(`DELETE FROM content WHERE ${ORPHANED}`).run();
}

const ORPHANED = 'NOT EXISTS (SELECT 1 FROM photo WHERE photo.content_id = content.id)';

/** Count the present photos that have no vector of the model. */
export function countUnembedded(catalog: Catalog, modelId: number): number {
  return catalog
    .prepare(
      `SELECT count(*) FROM photo WHERE state = 'present' AND NOT EXISTS
         (SELECT 1 FROM vector WHERE vector.content_id = photo.content_id AND vector.model_id = ?)`,
    )
    .pluck()
    .get(modelId) as number;
}

/** Decide whether a process that is gone left a run or a lease behind. */
export function hasStaleRun(catalog: Catalog, isWriting: boolean): boolean {
  if (isWriting) return false;
  const held = catalog.prepare('SELECT 1 FROM lease WHERE name = ? AND expires_at > 0').get(WRITER.name);
  const running = catalog.prepare(`SELECT 1 FROM run WHERE outcome = 'running'`).get();
  return held !== undefined || running !== undefined;
}

/** Delete all failures, so that the next run tries the files again. */
export function forgetFailures(catalog: Catalog): void {
  catalog.prepare('DELETE FROM failure').run();
}
