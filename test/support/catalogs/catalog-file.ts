/** Reads and changes the catalog file of a picsift from outside, whether one runs or not. */

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

/**
 * Open the file, do some work with it, and close it.
 * @param readonly false: the work may write, and SQLite may clean up after a killed process.
 */
export function inCatalog<T>(
  file: string,
  work: (catalog: Database.Database) => T,
  { readonly = true }: { readonly readonly?: boolean } = {},
): T {
  const catalog = new Database(file, { readonly, fileMustExist: true });
  try {
    return work(catalog);
  } finally {
    catalog.close();
  }
}

/** Number of vectors: 0 when there is no catalog yet. */
export function storedVectors(file: string): number {
  if (!existsSync(file)) return 0;
  try {
    return inCatalog(file, (catalog) => catalog.prepare('SELECT count(*) FROM vector').pluck().get() as number);
  } catch {
    // The tables do not exist yet.
    return 0;
  }
}

/**
 * Delete the photos of a folder that are not in the catalog, except `kept` of them, so that the next run is quick.
 * @returns how many the next run will find: `kept`, or fewer if there were fewer.
 */
export function deleteUnknown(folder: string, file: string, kept = 8): number {
  const known = inCatalog(file, (catalog) => new Set(catalog.prepare('SELECT path FROM photo').pluck().all()));
  const unknown = readdirSync(folder).filter((name) => !known.has(join(folder, name)));
  for (const name of unknown.slice(kept)) rmSync(join(folder, name));
  return Math.min(kept, unknown.length);
}

/** Wait until a run has stored something, or has ended: two minutes at most. */
export async function untilStored(file: string, atLeast: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (storedVectors(file) < atLeast && Date.now() < deadline) await sleep(10);
}
