/** What `doctor` finds and fixes, on a real catalog. */

import { closeSync, existsSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../src/engine/api.ts';
import { inCatalog } from '../support/catalogs/catalog-file.ts';
import { engineHere } from '../support/engine-here.ts';
import { type Drawings, drawIndexed } from '../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { engineOptions, testEngine } from '../support/test-engine.ts';

async function library(more: Drawings = {}) {
  const options = engineOptions();
  const folder = temporaryFolder();
  await drawIndexed(folder, options.dataDir, { 'red.jpg': 'red', 'blue.jpg': 'blue', ...more });
  const file = join(options.dataDir, 'catalog.sqlite');
  const engine = engineHere(options);
  /** Change the catalog without the knowledge of picsift. */
  const tamper = (sql: string, ...parameters: unknown[]) =>
    inCatalog(file, (catalog) => catalog.prepare(sql).run(...parameters), { readonly: false });
  return { engine, folder, file, tamper };
}

async function problems(engine: Engine): Promise<string[]> {
  return (await engine.doctor()).filter(({ level }) => level === 'problem').map(({ found }) => found);
}

it('finds no problem in a healthy index, empty or not', async () => {
  expect(await problems(engineHere())).toEqual([]);
  expect(await problems((await library()).engine)).toEqual([]);
});

it('finds rows without files, files without rows, a run left behind and damaged vectors, and repairs them', async () => {
  const { engine, folder, tamper } = await library();
  writeFileSync(join(folder, 'broken.jpg'), 'rubbish');
  await engine.index([folder]);
  rmSync(join(folder, 'red.jpg'));
  await drawPhotos(folder, { 'new.jpg': 'black' });
  tamper(`UPDATE run SET outcome = 'running'`);
  tamper('UPDATE lease SET pid = 2147483646, expires_at = ?', Date.now() + 10_000);
  tamper(`INSERT INTO content (sha256, width, height) VALUES (x'00', 1, 1)`);
  const blue = `SELECT content_id FROM photo WHERE path LIKE '%blue.jpg'`;
  tamper(`UPDATE vector SET checksum = checksum + 1 WHERE content_id = (${blue})`);

  expect(await problems(engine)).toEqual([
    '1 content belongs to no photo',
    '1 vector differs from what was stored',
    'a run was left behind by a process that is gone',
    '1 indexed photo is not on the disk any more, or moved',
    '1 file is new or changed since the last index',
  ]);
  await engine.repair();
  expect(await problems(engine)).toEqual([]);
  expect(engine.status().roots).toMatchObject([{ photos: 2 }]);
  const unreadable = (await engine.doctor()).find(({ check }) => check === 'unreadable');
  expect(unreadable).toMatchObject({ level: 'note', found: '1: the file is not a picture of a known format' });
});

it('finds a model whose files have changed', async () => {
  const { engine, tamper } = await library();
  tamper(`UPDATE model SET fingerprint = 'of other files'`);
  expect(await problems(engine)).toEqual(['the files of pocket have changed']);
});

it('says what it has not compared, finds other bytes of the same size and time with `deep`, and reads them again', async () => {
  const { engine, folder, tamper } = await library();
  const red = join(folder, 'red.jpg');
  const setTime = () => utimesSync(red, 1_600_000_000, 1_600_000_000);
  setTime();
  await engine.index([folder]);
  const files = async () => (await engine.doctor()).find(({ check }) => check === 'files');
  expect(await files()).toMatchObject({ level: 'ok', found: expect.stringContaining('--deep') });
  const bytes = async () => (await engine.doctor({ deep: true })).find(({ check }) => check === 'bytes');
  expect(await bytes()).toMatchObject({ level: 'ok', found: '2 photos have the bytes that were indexed' });

  const jpeg = readFileSync(red);
  jpeg[jpeg.length - 3]! ^= 1;
  writeFileSync(red, jpeg);
  setTime();
  const found = '1 file may have changed since the last index: only size and time are the same';
  expect(await files()).toMatchObject({ level: 'problem', found });
  // As on a drive whose inodes and ctimes say nothing.
  tamper('UPDATE photo SET status = NULL');
  expect(await files()).toMatchObject({ level: 'ok' });
  const differing = await bytes();
  expect(differing).toMatchObject({ level: 'problem', paths: [red] });
  await engine.repair({ changed: differing!.paths });
  expect(await bytes()).toMatchObject({ level: 'ok' });
  const stop = AbortSignal.abort();
  await expect(engine.doctor({ deep: true, signal: stop })).rejects.toMatchObject({ code: 'interrupted' });
});

it('leaves decisions to a person', async () => {
  const many = Array.from({ length: 60 }, (_, i) => [`many/${i}.png`, 'lime']);
  const { engine, folder } = await library(Object.fromEntries(many));
  rmSync(join(folder, 'many'), { recursive: true });
  await engine.repair();
  expect(await problems(engine)).toEqual(['60 photos are held back: most of a folder disappeared at once']);
});

it('says how to restore a damaged file, and does not change it', async () => {
  const { engine, file } = await library();
  await engine.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(16_384, 0xaa), 0, 16_384, 3 * 16_384);
  closeSync(handle);
  const damaged = testEngine({ ...engineOptions(), dataDir: join(file, '..') });
  const fixes = await damaged.doctor().then(
    (findings) => findings.map(({ fix }) => fix ?? '').join(),
    (error: Error) => error.message,
  );
  expect(fixes).toContain('picsift export');
  expect(existsSync(file)).toBe(true);
});
