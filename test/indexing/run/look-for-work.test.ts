/** A look before a search: it agrees with a real run on whether there is something to do. */

import { chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { activeModel } from '../../../src/catalog/models.ts';
import { DOOR_BUSY_TIMEOUT_MS, openCatalog } from '../../../src/catalog/open.ts';
import { lookForWork } from '../../../src/indexing/run/look-for-work.ts';
import { indexHere } from '../../support/engine-here.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { engineOptions } from '../../support/test-engine.ts';

const PHOTOS = { 'red.jpg': 'red', 'blue.png': 'blue', 'trip/green.jpg': 'green' };

/** More than a run removes without a question. */
const FIFTY_ONE = Array.from({ length: 51 }, (_, i) => [`many/${i}.png`, 'lime']);

/** Draws indexed photos. `look` looks for something new in a folder; `run` indexes the library. */
async function library(more: Record<string, string> = {}) {
  const folder = join(temporaryFolder(), 'photos');
  const options = engineOptions();
  await drawIndexed(folder, options.dataDir, { ...PHOTOS, ...more });
  const catalog = openCatalog(join(options.dataDir, 'catalog.sqlite'), { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  onTestFinished(() => void catalog.close());
  const { id: modelId, name } = activeModel(catalog)!;
  const lookFor = (looked = folder, { scan = options.scan, signal = new AbortController().signal } = {}) => {
    const model = { name } as Parameters<typeof lookForWork>[0]['model'];
    const job = { catalogFile: join(options.dataDir, 'catalog.sqlite'), modelId, model, folders: [looked], scan };
    return lookForWork(job, { catalog, signal });
  };
  const look = async (...looked: Parameters<typeof lookFor>) => (await lookFor(...looked)).unchanged;
  return { folder, catalog, options, look, lookFor, run: () => indexHere(options, [folder]) };
}

it('says what is kept when nothing is new, in the folder and in a part of it, and records no run', async () => {
  const { folder, catalog, look } = await library();
  const runs = () => catalog.prepare('SELECT count(*) FROM run').pluck().get();
  const before = runs();
  expect(await look()).toMatchObject({ kept: 3, added: 0, embedded: 0, interrupted: false });
  expect(await look(join(folder, 'trip'))).toMatchObject({ kept: 1 });
  expect(runs()).toBe(before);
});

describe('something is new:', () => {
  it.each<[string, (folder: string) => unknown]>([
    ['a photo', (folder) => drawPhotos(folder, { 'new.jpg': 'white' })],
    ['a photo below', (folder) => drawPhotos(folder, { 'trip/day 2/new.jpg': 'white' })],
    ['a changed photo', (folder) => drawPhotos(folder, { 'red.jpg': 'yellow' })],
    ['a time', (folder) => utimesSync(join(folder, 'red.jpg'), 1, 1)],
    ['only a status', (folder) => chmodSync(join(folder, 'red.jpg'), 0o600)],
    ['a name', (folder) => renameSync(join(folder, 'red.jpg'), join(folder, 'rouge.jpg'))],
    ['a name of a folder', (folder) => renameSync(join(folder, 'trip'), join(folder, 'journey'))],
    ['a deleted photo', (folder) => rmSync(join(folder, 'red.jpg'))],
    ['a sidecar', (folder) => writeFileSync(join(folder, 'red.jpg.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')],
    ['a broken file', (folder) => writeFileSync(join(folder, 'broken.jpg'), 'no picture')],
    ['a photo that is passed over', (folder) => drawPhotos(folder, { '.hidden/a.jpg': 'red' })],
  ])('%s, until a run has seen it', async (_name, change) => {
    const { folder, look, run } = await library();
    await change(folder);
    expect(await look()).toBeUndefined();
    await run();
    expect(await look()).toMatchObject({ added: 0, failed: 0 });
  });

  it('a deleted broken file', async () => {
    const { folder, look, run } = await library();
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
    await run();
    expect(await look()).toBeDefined();
    rmSync(join(folder, 'broken.jpg'));
    expect(await look()).toBeUndefined();
  });

  it('the folder is gone, or empty, or was never indexed', async () => {
    const { folder, look, run } = await library();
    const other = temporaryFolder();
    expect(await look(other)).toBeUndefined();
    renameSync(folder, `${folder} away`);
    expect(await look()).toBeUndefined();
    await run();
    expect(await look()).toMatchObject({ kept: 0, offline: [{ path: folder, reason: 'is missing' }] });
    mkdirSync(folder);
    expect(await look()).toBeUndefined();
  });

  it('an excluded folder, other scan options, a look or a run that was stopped, an older catalog', async () => {
    const { folder, catalog, options, look } = await library();
    expect(await look(folder, { scan: { ...options.scan, excludeDirs: ['trip'] } })).toBeUndefined();
    expect(await look(join(folder, 'trip'), { scan: { ...options.scan, excludeDirs: ['trip'] } })).toBeUndefined();
    expect(await look(folder, { scan: options.scan, signal: AbortSignal.abort() })).toBeUndefined();
    catalog.exec(`UPDATE run SET outcome = 'interrupted'`);
    expect(await look()).toBeUndefined();
    catalog.exec(`UPDATE run SET outcome = 'completed'; UPDATE photo SET status = NULL`);
    expect(await look()).toBeUndefined();
  });

  it('most photos are gone: until a run holds them back', async () => {
    const { folder, look, run } = await library(Object.fromEntries(FIFTY_ONE));
    for (const [path] of FIFTY_ONE) rmSync(join(folder, path!));
    expect(await look()).toBeUndefined();
    await run();
    expect(await look()).toMatchObject({ kept: 3, heldBack: 51, removed: 0 });
  });

  it('a model that has not embedded the photos', async () => {
    const { catalog, look } = await library();
    catalog.exec('DELETE FROM vector WHERE id = (SELECT min(id) FROM vector)');
    expect(await look()).toBeUndefined();
  });
});

describe('a run is small', () => {
  /** Draws nothing: the look does not read files. */
  function filesIn(folder: string, count: number): void {
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < count; i++) writeFileSync(join(folder, `${i}.jpg`), '');
  }

  it('up to a thousand files, also before the first run; with more it is not', async () => {
    const { folder, look, lookFor } = await library();
    const other = temporaryFolder();
    filesIn(join(other, 'a'), 998);
    expect(await lookFor(other)).toEqual({ isSmall: true });
    filesIn(join(other, 'b'), 3);
    expect(await lookFor(other)).toEqual({ isSmall: false });
    expect(await look(folder)).toBeDefined();
  });
});
