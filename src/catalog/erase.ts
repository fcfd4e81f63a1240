/** Erases photos from the catalog's file, including the free pages that SQLite keeps. */

import { dirname } from 'node:path';
import { PicsiftError } from '../base/errors.ts';
import { derivedStamp, dropDerivedStamp, setDerivedStamp } from './derived.ts';
import { dropOrphans } from './health.ts';
import { purgeWords } from './metadata/words.ts';
import { type Catalog, retryWhileBusy, WRITER_BUSY_TIMEOUT_MS } from './open.ts';
import { below, pathsBelow } from './photos.ts';
import { roots } from './roots.ts';
import { fencedTransaction } from './runs/lease.ts';
import { watchLease } from './runs/watchers.ts';
import { purgeText } from './text/texts.ts';

/**
 * Erase a root, its photos and failures that are in no other root, and the contents and vectors without a photo. Takes
 * a moment for a large catalog, because the whole file is rewritten.
 * @returns the number of erased photos.
 * @throws PicsiftError `interrupted` when another process holds the lease; `catalog-busy` when old pages could not be
 * removed from the log.
 */
export async function eraseRoot(catalog: Catalog, path: string, leaseToken: number): Promise<number> {
  catalog.pragma('secure_delete = ON');
  const photos = await retryWhileBusy(fencedTransaction(catalog, leaseToken, () => deleteRows(catalog, path)));
  await dropFreePages(catalog);
  return photos;
}

/** secure_delete zeroes freed pages, and VACUUM removes them. The log is emptied last, because it has old pages too. */
async function dropFreePages(catalog: Catalog): Promise<void> {
  await retryWhileBusy(() => catalog.exec('VACUUM'));
  await emptyLog(catalog);
}

/** Name of the mark that deleted photos are still to be erased from the file. A kill leaves the mark to the next run. */
const PURGE = 'purge';

/** Request that the bytes of the photos deleted in this transaction are erased too. */
export function requestPurge(catalog: Catalog): void {
  setDerivedStamp(catalog, PURGE, 'requested');
}

export function isPurgeRequested(catalog: Catalog): boolean {
  return derivedStamp(catalog, PURGE) !== undefined;
}

/**
 * Erase the bytes of deleted photos, if that was requested: see `eraseRoot`.
 * @param runId the run to keep. The records of earlier runs name files that could not be read.
 * @throws as `eraseRoot`.
 */
export async function purgeDeleted(catalog: Catalog, runId: number, leaseToken: number): Promise<void> {
  catalog.pragma('secure_delete = ON');
  fencedTransaction(catalog, leaseToken, () => {
    purgeWords(catalog);
    purgeText(catalog);
    catalog.prepare('DELETE FROM run WHERE id <> ?').run(runId);
  })();
  await dropFreePages(catalog);
  dropDerivedStamp(catalog, PURGE);
}

function deleteRows(catalog: Catalog, path: string): number {
  catalog.prepare('DELETE FROM root WHERE path = ?').run(path);
  const { from, to } = pathsBelow(path);
  const others = below(roots(catalog).map((root) => root.path));
  const exclusive = `path >= ? AND path < ? AND NOT ${others.where}`;
  const parameters = [from, to, ...others.parameters];
  const { changes } = catalog.prepare(`DELETE FROM photo WHERE ${exclusive}`).run(parameters);
  catalog.prepare(`DELETE FROM failure WHERE ${exclusive}`).run(parameters);
  dropOrphans(catalog);
  // The record of a run names its folders, and the files in them that could not be read.
  catalog
    .prepare(
      `DELETE FROM run WHERE EXISTS (
         SELECT 1 FROM json_each(run.folders) AS folder
         WHERE (folder.value >= @from AND folder.value < @to) OR folder.value IN (SELECT value FROM json_each(@above))
       )`,
    )
    .run({ from, to, above: JSON.stringify(withAbove(path)) });
  // A process that watches the folder notices that its lease is gone, and stops.
  const watch = pathsBelow(watchLease(path).name);
  catalog
    .prepare('DELETE FROM lease WHERE name = ? OR (name >= ? AND name < ?)')
    .run(watchLease(path).name, watch.from, watch.to);
  purgeWords(catalog);
  purgeText(catalog);
  return changes;
}

/** Return a folder and all folders above it, up to the root of its drive. */
function withAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withAbove(parent)];
}

async function emptyLog(catalog: Catalog): Promise<void> {
  const deadline = performance.now() + WRITER_BUSY_TIMEOUT_MS;
  const isEmptied = () => (catalog.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 0;
  while (!isEmptied()) {
    if (performance.now() > deadline) {
      const text =
        'The folder is erased, but another picsift is reading, so old pages stay in catalog.sqlite-wal. End that picsift.';
      throw new PicsiftError('catalog-busy', text);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
