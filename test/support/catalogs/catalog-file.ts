/** Reads and changes the catalog file of a picsift from outside, whether one runs or not. */

import { existsSync } from 'node:fs';
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

/** Wait until a run has stored something, or has ended: two minutes at most. */
export async function untilStored(file: string, atLeast: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (storedVectors(file) < atLeast && Date.now() < deadline) await sleep(10);
}
