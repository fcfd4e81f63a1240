/** The process that reads text after a command has ended. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { builtFile } from '../../../src/base/paths.ts';
import { catalogIdentity } from '../../../src/catalog/open.ts';
import { acquireLease, leaseHolder, READER, releaseLease, WRITER } from '../../../src/catalog/runs/lease.ts';
import { isTextUpToDate } from '../../../src/catalog/text/unread.ts';
import type { BackgroundTextJob } from '../../../src/indexing/text/messages.ts';
import { startBackgroundReading } from '../../../src/indexing/text/start-background.ts';
import { readerWith } from '../../../src/reading/reader-version.ts';
import { addPhoto, openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';

const SOURCE = 'src/indexing/text/background-process.ts';

/** A catalog with a photo, and a process that would read it but waits, because another one seems to index. */
async function waitingReader() {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'a.png': 'red' });
  const catalogFile = join(folder, 'data', 'catalog.sqlite');
  const catalog = openedCatalog(catalogFile);
  addPhoto(catalog, join(folder, 'a.png'));
  const writer = acquireLease(catalog, WRITER)!;
  const identity = catalogIdentity(catalogFile);
  const job: BackgroundTextJob = { catalogFile, catalogIdentity: identity, folders: [folder], models: [] };
  await startBackgroundReading(job);
  const reader = () => leaseHolder(catalog, READER);
  await expect.poll(reader, { timeout: 30_000 }).toBeDefined();
  return { catalog, pid: reader()!, job, mayRead: () => releaseLease(catalog, WRITER, writer) };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('reads, notes that nothing is left, and ends', async () => {
  const { catalog, pid, mayRead } = await waitingReader();
  const isUpToDate = () => isTextUpToDate(catalog, readerWith([]));
  expect(isUpToDate()).toBe(false);
  mayRead();
  await expect.poll(isUpToDate, { timeout: 30_000 }).toBe(true);
  await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  addPhoto(catalog, '/p/later.png');
  expect(isUpToDate()).toBe(false);
});

it('ends when its catalog is deleted, and leaves alone what is made in its place', async () => {
  const { catalog, pid, job } = await waitingReader();
  const data = dirname(job.catalogFile);
  // The last connection removes the files of the log.
  catalog.close();
  rmSync(data, { recursive: true });
  mkdirSync(data);
  const files = ['catalog.sqlite', 'catalog.sqlite-shm', 'catalog.sqlite-wal'];
  for (const name of files) writeFileSync(join(data, name), name);
  await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  expect(readdirSync(data)).toEqual(files);
  // One that comes too late makes nothing.
  rmSync(data, { recursive: true });
  mkdirSync(data);
  expect(spawnSync(process.execPath, [builtFile(SOURCE)], { input: serialize(job) }).status).toBe(0);
  expect(readdirSync(data)).toEqual([]);
});
