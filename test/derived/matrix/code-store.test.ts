/** The derived store: the ranking is right even when the store is damaged or out of date. */

import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Catalog, openCatalog } from '../../../src/catalog/open.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { readHeader, storeFolder } from '../../../src/derived/matrix/code-store.ts';
import { updateStore } from '../../../src/derived/matrix/update-code-store.ts';
import { clipLike, seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { bruteForce, madeUpModel, openMatrix, ranked, storeVectors } from '../../support/catalogs/vector-catalogs.ts';
import { sharedFolder, temporaryFolder } from '../../support/photos/drawings.ts';
import { PRIVATE } from '../../support/platform/capabilities.ts';

const DIMENSION = 8;
/** One full block of the store, and a partial one. */
const ROWS = 4_500;
const { next } = clipLike(DIMENSION, seededRandom(5), 50);
const query = next();
const never = new AbortController().signal;

const prepared = sharedFolder();
beforeAll(async () => {
  const catalog = openCatalog(join(prepared, 'catalog.sqlite'), { busyTimeoutMs: 100 });
  const modelId = madeUpModel(catalog);
  storeVectors(catalog, modelId, Array.from({ length: ROWS }, next));
  await updateStore({ catalog, modelId, folder: storeFolder(catalog, modelId), signal: never });
  // One vector is replaced afterwards: the store has one row more than there are vectors.
  vectorWriter(catalog, modelId).put(1, next());
  catalog.close();
});

/** Opens a catalog with a store that is up to date except for one or two vectors. */
function storedLibrary() {
  const dataDir = temporaryFolder();
  cpSync(prepared, dataDir, { recursive: true });
  const catalog = openedCatalog(join(dataDir, 'catalog.sqlite'));
  return { catalog, modelId: 1, folder: storeFolder(catalog, 1) };
}

async function expectRight(catalog: Catalog, modelId = 1) {
  const matrix = await openMatrix(catalog, modelId);
  expect(await ranked(matrix, query, 25)).toEqual(bruteForce(catalog, modelId)(query, 25));
  return matrix;
}

const shards = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.codes'));

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[(bytes.length + at) % bytes.length]! ^= 1;
  writeFileSync(file, bytes);
}

describe('the store', () => {
  it('is read instead of the vectors, and only its owner can read it', async () => {
    const { catalog, folder } = storedLibrary();
    expect(readHeader(catalog, folder, 1)).toMatchObject({ newest: 4_096, trainedOn: ROWS });
    const matrix = await expectRight(catalog);
    // The replaced row is still in the store.
    expect(matrix.rows).toBe(ROWS + 1);
    // Checks the original and not the copy: `cpSync` of Node.js 22 gives folders the default permissions.
    const made = join(prepared, relative(dirname(catalog.name), folder));
    expect(statSync(made).mode & 0o777).toBe(PRIVATE.folder);
    for (const file of readdirSync(made)) expect(statSync(join(made, file)).mode & 0o777).toBe(PRIVATE.file);
  });

  const firstShard = (folder: string) => join(folder, shards(folder)[0]!);
  it.each<[string, (folder: string) => void]>([
    ['a bit that is another', (folder) => flip(firstShard(folder), -3)],
    ['a shard cut short', (folder) => truncateSync(firstShard(folder), 10_000)],
    ['a missing shard', (folder) => rmSync(firstShard(folder))],
    ['a changed header', (folder) => flip(join(folder, 'header.json'), 200)],
    [
      'another format',
      (folder) => {
        const header = JSON.parse(readFileSync(join(folder, 'header.json'), 'utf8'));
        writeFileSync(join(folder, 'header.json'), JSON.stringify({ ...header, format: 0 }));
      },
    ],
  ])('is ignored and rebuilt after damage: %s', async (_, damage) => {
    const library = storedLibrary();
    damage(library.folder);
    expect((await expectRight(library.catalog)).rows).toBe(ROWS);
    await updateStore({ ...library, signal: never });
    expect(readHeader(library.catalog, library.folder, 1)?.blocks).toHaveLength(1);
    expect(shards(library.folder)).toHaveLength(1);
  });

  it('is not used for another catalog that assigns the same ids again', async () => {
    const { catalog, folder } = storedLibrary();
    catalog.exec('DELETE FROM vector; DELETE FROM sqlite_sequence; DELETE FROM content');
    expect(readHeader(catalog, folder, 1)).toBeUndefined();
    storeVectors(catalog, 1, Array.from({ length: ROWS }, next));
    expect(readHeader(catalog, folder, 1)).toBeUndefined();
    await expectRight(catalog);
  });

  it('grows by shards, and earlier shards stay unchanged', async () => {
    const library = storedLibrary();
    const { catalog, folder } = library;
    const [first] = shards(folder);
    const before = statSync(join(folder, first!)).mtimeMs;
    const open = await openMatrix(catalog, 1);
    storeVectors(catalog, 1, Array.from({ length: 3_500 }, next));
    await updateStore({ ...library, signal: never });
    expect(shards(folder)).toEqual([first]);
    storeVectors(catalog, 1, Array.from({ length: 500 }, next));
    await updateStore({ ...library, signal: never });
    expect(shards(folder)).toHaveLength(2);
    expect(statSync(join(folder, first!)).mtimeMs).toBe(before);
    expect(readHeader(catalog, folder, 1)?.blocks).toHaveLength(2);
    await expectRight(catalog);
    await open.refresh();
    expect(open.generation).toBe(1);
    expect(await ranked(open, query, 25)).toEqual(bruteForce(catalog, 1)(query, 25));
  });

  it('is rebuilt when much of it is deleted, and removed when little is left', async () => {
    const library = storedLibrary();
    const { catalog, folder } = library;
    const [first] = shards(folder);
    const remove = (from: number, to: number) =>
      catalog.prepare('DELETE FROM content WHERE id BETWEEN ? AND ?').run(from, to);
    remove(1, 800);
    await updateStore({ ...library, signal: never });
    expect(shards(folder)).toEqual([first]);
    expect((await expectRight(catalog)).rows).toBe(ROWS);
    storeVectors(catalog, 1, Array.from({ length: 1_500 }, next));
    remove(801, 1_500);
    // A store with too many deleted rows is not read either.
    expect((await expectRight(catalog)).rows).toBe(ROWS);
    await updateStore({ ...library, signal: never });
    expect(shards(folder)).not.toContain(first);
    expect(readHeader(catalog, folder, 1)?.blocks).toHaveLength(1);
    await expectRight(catalog);
    remove(1_501, 4_000);
    await updateStore({ ...library, signal: never });
    expect(readHeader(catalog, folder, 1)).toBeUndefined();
    await expectRight(catalog);
  });

  it('stays unchanged when the update is stopped', async () => {
    const library = storedLibrary();
    const { catalog, folder } = library;
    const before = readdirSync(folder);
    storeVectors(catalog, 1, Array.from({ length: 5_000 }, next));
    await expect(updateStore({ ...library, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(before);
    await expectRight(catalog);
  });

  it('stays unchanged when the disk is full', async ({ skip }) => {
    const library = storedLibrary();
    const { catalog, folder } = library;
    const kept = temporaryFolder();
    cpSync(folder, kept, { recursive: true });
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder]);
    if (mounted.status !== 0) return skip('a disk this small needs the right to mount');
    onTestFinished(() => void spawnSync('umount', ['-l', folder]));
    cpSync(kept, folder, { recursive: true });
    const before = readdirSync(folder);
    storeVectors(catalog, 1, Array.from({ length: 5_000 }, next));
    await expect(updateStore({ ...library, signal: never })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readdirSync(folder)).toEqual(before);
    await expectRight(catalog);
  });

  it('is divided among threads when it is large', async () => {
    const catalog = openedCatalog();
    const modelId = madeUpModel(catalog);
    const ids = storeVectors(catalog, modelId, Array.from({ length: 16_500 }, next));
    await updateStore({ catalog, modelId, folder: storeFolder(catalog, modelId), signal: never });
    const matrix = await openMatrix(catalog, modelId);
    const expected = bruteForce(catalog, modelId);
    const kept = new Set(ids.filter((id) => id % 97 === 0));
    const mask = new Uint8Array(matrix.rows);
    for (const id of kept) mask[matrix.rowOf(id)!] = 1;
    for (let i = 0; i < 3; i++) {
      const asked = next();
      expect(await ranked(matrix, asked, 10)).toEqual(expected(asked, 10));
      expect(await ranked(matrix, asked, 10, mask)).toEqual(expected(asked, 10, (id) => kept.has(id)));
      expect((await matrix.best(asked, 10, mask)).count).toBe(kept.size);
    }
    storeVectors(catalog, modelId, Array.from({ length: 100 }, next));
    await matrix.refresh();
    expect(await ranked(matrix, query, 10)).toEqual(bruteForce(catalog, modelId)(query, 10));
  });
});
