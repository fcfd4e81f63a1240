/** Forgetting a root so that nothing of it is left in the catalog's file, not even in the pages SQLite keeps for later. */

import { dirname } from 'node:path';
import { PicsiftError } from '../base/errors.ts';
import { dropOrphans } from './health.ts';
import { fencedTransaction } from './lease.ts';
import { type Catalog, retryWhileBusy, WRITER_BUSY_TIMEOUT_MS } from './open.ts';
import { below, pathsBelow } from './photos.ts';
import { roots } from './roots.ts';
import { watchLease } from './watchers.ts';
import { purgeWords } from './words.ts';

/**
 * Erase a root, the photos and failures that no other root has, and the contents and vectors that no photo has then.
 * Takes a moment for a large catalog, since the file is written anew.
 * @returns how many photos were forgotten.
 * @throws PicsiftError `interrupted` where the lease is not ours, `catalog-busy` where traces have to stay for now.
 */
export async function eraseRoot(catalog: Catalog, path: string, leaseToken: number): Promise<number> {
  // Freed pages are zeroed, and VACUUM leaves none behind; the log is emptied last, since it has old pages too.
  catalog.pragma('secure_delete = ON');
  const photos = await retryWhileBusy(fencedTransaction(catalog, leaseToken, () => deleteRows(catalog, path)));
  await retryWhileBusy(() => catalog.exec('VACUUM'));
  await emptyLog(catalog);
  return photos;
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
  // A run's account names its folders, and the files in them that could not be read.
  catalog
    .prepare(
      `DELETE FROM run WHERE EXISTS (
         SELECT 1 FROM json_each(run.folders) AS folder
         WHERE (folder.value >= @from AND folder.value < @to) OR folder.value IN (SELECT value FROM json_each(@above))
       )`,
    )
    .run({ from, to, above: JSON.stringify(withAbove(path)) });
  // Whoever watches it finds its lease gone, and lets go.
  const watch = pathsBelow(watchLease(path).name);
  catalog
    .prepare('DELETE FROM lease WHERE name = ? OR (name >= ? AND name < ?)')
    .run(watchLease(path).name, watch.from, watch.to);
  purgeWords(catalog);
  return changes;
}

/** A folder and all that it lies in, up to the root of its drive. */
function withAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withAbove(parent)];
}

async function emptyLog(catalog: Catalog): Promise<void> {
  const deadline = Date.now() + WRITER_BUSY_TIMEOUT_MS;
  const isEmptied = () => (catalog.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 0;
  while (!isEmptied()) {
    if (Date.now() > deadline) {
      const text =
        'The folder is forgotten, but another picsift is reading: old pages stay in catalog.sqlite-wal until it ends. End it.';
      throw new PicsiftError('catalog-busy', text);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
