/** What can be wrong inside the catalog, and how it is put right. */

import { crc32 } from 'node:zlib';
import { WRITER } from './lease.ts';
import { type Catalog, isCorrupt } from './open.ts';

/** What SQLite finds wrong with its own file: pages, indexes, references. Empty where all is well. */
export function integrityErrors(catalog: Catalog): string[] {
  try {
    const said = catalog.pragma('integrity_check(20)') as { integrity_check: string }[];
    const broken = catalog.pragma('foreign_key_check') as { table: string; parent: string }[];
    return [
      ...said.map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok'),
      ...broken.map(({ table, parent }) => `a row of ${table} refers to no ${parent}`),
    ];
  } catch (error) {
    // Damage in the wrong place ends the check itself.
    if (isCorrupt(error)) return [error.message];
    throw error;
  }
}

/** Ids of the vectors, of all models, whose bytes are not those that were stored. */
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

/** The next run embeds their photos again. */
export function dropVectors(catalog: Catalog, ids: readonly number[]): void {
  const drop = catalog.prepare('DELETE FROM vector WHERE id = ?');
  for (const id of ids) drop.run(id);
}

/** How many contents no photo has. */
export function countOrphans(catalog: Catalog): number {
  return catalog.prepare(`SELECT count(*) FROM content WHERE ${ORPHANED}`).pluck().get() as number;
}

export function dropOrphans(catalog: Catalog): void {
  catalog.prepare(`DELETE FROM content WHERE ${ORPHANED}`).run();
}

const ORPHANED = 'NOT EXISTS (SELECT 1 FROM photo WHERE photo.content_id = content.id)';

/** How many photos that are there have no vector of the model. */
export function countUnembedded(catalog: Catalog, modelId: number): number {
  return catalog
    .prepare(
      `SELECT count(*) FROM photo WHERE state = 'present' AND NOT EXISTS
         (SELECT 1 FROM vector WHERE vector.content_id = photo.content_id AND vector.model_id = ?)`,
    )
    .pluck()
    .get(modelId) as number;
}

/** True where a run or its lease was left behind by a process that is gone. */
export function hasStaleRun(catalog: Catalog, isWriting: boolean): boolean {
  if (isWriting) return false;
  const held = catalog.prepare('SELECT 1 FROM lease WHERE name = ? AND expires_at > 0').get(WRITER.name);
  const running = catalog.prepare(`SELECT 1 FROM run WHERE outcome = 'running'`).get();
  return held !== undefined || running !== undefined;
}

/** So that the next run tries the files again. */
export function forgetFailures(catalog: Catalog): void {
  catalog.prepare('DELETE FROM failure').run();
}
