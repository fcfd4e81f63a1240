/** What is taken from an index of rclip, and what an index run makes of it. The index has vectors of the built-in model. */

import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { EngineOptions } from '../../../src/engine/api.ts';
import type { IndexProgress } from '../../../src/indexing/run/messages.ts';
import { inCatalog } from '../../support/catalogs/catalog-file.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawForRclip, type RclipImage, writeRclip } from '../../support/rclip.ts';
import { bestMatches, COLOURS, engineOptions } from '../../support/test-engine.ts';

/** An empty catalog, and an index of rclip with the photos of COLOURS and `more` of them. */
async function library(
  more: (at: Awaited<ReturnType<typeof drawForRclip>>) => RclipImage[] = () => [],
  overrides: Partial<EngineOptions> = {},
) {
  const drawn = await drawForRclip(COLOURS);
  const options = engineOptions(overrides);
  const engine = engineHere(options);
  writeRclip(drawn.database, [...drawn.images, ...more(drawn)]);
  const take = (folders: readonly string[] = []) =>
    engine.importRclip({ database: drawn.database, modelFolder: '/nowhere', folders });
  const query = (sql: string) =>
    inCatalog(join(options.dataDir, 'catalog.sqlite'), (catalog) => catalog.prepare(sql).raw().all());
  return { ...drawn, engine, take, query };
}

const NOTHING = { known: 0, changed: 0, gone: 0, leftOut: 0, unusable: 0, outside: 0, loose: [], interrupted: false };

it('makes the photos searchable unread; the next index run reads them and embeds none', async () => {
  const { folder, engine, take, query } = await library();
  const imported = await take();
  expect(imported).toMatchObject({ ...NOTHING, imported: 4, roots: [{ path: folder, isNew: true, photos: 4 }] });
  expect(imported.agreement).toMatchObject({ compared: 4 });
  expect(imported.agreement!.lowestCosine).toBeGreaterThan(0.999);
  expect(engine.status()).toMatchObject({ model: 'pocket', roots: [{ path: folder, photos: 4 }] });
  expect(await bestMatches(engine, 'a red picture', folder, 1)).toEqual(['red.jpg']);
  const sizes = () => query('SELECT DISTINCT length(sha256), width, height FROM content');
  expect(sizes()).toEqual([[16, 0, 0]]);

  // As a search does: nothing is new, and nobody waits for the imported photos.
  expect(await engine.index([folder], { leaveImported: true })).toMatchObject({ kept: 4, embedded: 0 });
  expect(sizes()).toEqual([[16, 0, 0]]);
  const before = query('SELECT key, vector.id FROM photo JOIN vector USING (content_id) ORDER BY path');

  expect(await engine.index([folder])).toMatchObject({ kept: 4, added: 0, changed: 0, embedded: 0 });
  expect(sizes()).toEqual([[32, 160, 120]]);
  expect(query('SELECT key, vector.id FROM photo JOIN vector USING (content_id) ORDER BY path')).toEqual(before);
  expect(await take()).toMatchObject({ ...NOTHING, imported: 0, known: 4 });
});

it('takes no photo that changed, is gone, hidden or flagged as deleted, and no damaged vector', async () => {
  const nan = Buffer.alloc(4 * 512, 0xff);
  const { folder, engine, take } = await library(({ folder: at, images }) => {
    const { vector } = images[0]!;
    for (const name of ['.hidden.jpg', 'nan.jpg', 'short.jpg', 'deleted.jpg']) writeFileSync(join(at, name), 'x');
    return [
      { filepath: join(at, 'gone.jpg'), vector },
      { filepath: 'C:\\photos\\red.jpg', vector },
      { filepath: 'red.jpg', vector },
      { filepath: join(at, '.hidden.jpg'), vector },
      { filepath: join(at, 'deleted.jpg'), vector, deleted: 1 },
      { filepath: join(at, 'short.jpg'), vector: vector.subarray(4) },
      { filepath: join(at, 'nan.jpg'), vector: nan.subarray(0, vector.length) },
    ];
  });
  utimesSync(join(folder, 'blue.png'), 1, 1);
  const summary = await take();
  expect(summary).toMatchObject({ ...NOTHING, imported: 3, changed: 1, gone: 3, leftOut: 1, unusable: 2 });
  expect(await engine.index([folder])).toMatchObject({ added: 1, kept: 3, embedded: 1, failed: 3 });
});

it('passes over damaged vectors when it compares, and takes the others, again and again', async () => {
  const { images, database, folder, take, engine } = await library();
  const damaged = [Buffer.alloc(images[0]!.vector.length), images[1]!.vector.subarray(4), Buffer.alloc(7)];
  writeRclip(
    `${database}.damaged`,
    images.map((image, index) => ({ ...image, vector: damaged[index] ?? image.vector })),
  );
  const takeDamaged = () =>
    engine.importRclip({ database: `${database}.damaged`, modelFolder: '/nowhere', folders: [] });
  expect(await takeDamaged()).toMatchObject({ ...NOTHING, imported: 1, unusable: 3, agreement: { compared: 1 } });
  expect(await takeDamaged()).toMatchObject({ ...NOTHING, imported: 0, known: 1, unusable: 3 });
  expect(await take([folder])).toMatchObject({ ...NOTHING, imported: 3, known: 1 });
});

it('refuses the vectors of another model, and changes nothing', async () => {
  const { images, database, take, engine } = await library();
  const turned = (vector: Buffer) => Buffer.concat([vector.subarray(4), vector.subarray(0, 4)]);
  // One of four is wrong.
  writeRclip(`${database}.wrong`, [...images.slice(1), { ...images[0]!, vector: turned(images[0]!.vector) }]);
  const refused = engine.importRclip({ database: `${database}.wrong`, modelFolder: '/nowhere', folders: [] });
  await expect(refused).rejects.toMatchObject({ code: 'model-mismatch', message: expect.stringContaining('3 agree') });
  writeRclip(
    `${database}.long`,
    images.map((image) => ({ ...image, vector: Buffer.concat([image.vector, Buffer.alloc(4)]) })),
  );
  const long = engine.importRclip({ database: `${database}.long`, modelFolder: '/nowhere', folders: [] });
  await expect(long).rejects.toMatchObject({ code: 'model-mismatch', message: expect.stringContaining('numbers') });
  expect(engine.status()).toMatchObject({ model: null, roots: [] });
  expect(await take()).toMatchObject({ imported: 4 });
});

it('makes no indexed folder of one that is hidden, excluded, of the system or gone, unless it is named', async () => {
  const options = { scan: { excludeDirs: ['old'], includeHidden: false } };
  const { folder, take, engine } = await library(({ folder: at, imageOf }) => {
    const inFolder = (name: string) => {
      const other = join(at, '..', name);
      mkdirSync(other, { recursive: true });
      copyFileSync(join(at, 'red.jpg'), join(other, 'a.jpg'));
      return { ...imageOf('red.jpg'), filepath: join(other, 'a.jpg') };
    };
    // So many other folders that the one around all of them is not chosen.
    for (let n = 0; n < 20; n++) mkdirSync(join(at, '..', `${n}`));
    return [...['.cache/a', 'old/a', '@eaDir', 'gone', 'new'].map(inFolder)];
  }, options);
  const beside = (name: string) => join(folder, '..', name);
  rmSync(join(beside('gone'), 'a.jpg'));
  utimesSync(join(beside('new'), 'a.jpg'), 1, 1);
  expect(await take()).toMatchObject({ imported: 4, leftOut: 3, gone: 1, changed: 1 });
  expect(engine.status().roots.map(({ path }) => path)).toEqual([beside('new'), folder]);
  expect(await take([beside('.cache/a')])).toMatchObject({ imported: 1, leftOut: 0 });
});

it('can be stopped at any time, and continues where it stopped', async () => {
  const { database, engine, take } = await library();
  for (const phase of ['scan', 'embed'] as const) {
    const stop = new AbortController();
    const onProgress = (progress: IndexProgress) => progress.phase === phase && stop.abort();
    const request = { database, modelFolder: '/nowhere', folders: [] };
    const stopped = engine.importRclip(request, { signal: stop.signal, onProgress });
    if (phase === 'scan') {
      await expect(stopped).rejects.toMatchObject({ code: 'interrupted', message: 'Stopped. Nothing was imported.' });
      expect(engine.status()).toMatchObject({ model: null, roots: [] });
    } else expect(await stopped).toMatchObject({ interrupted: true });
  }
  expect(await take()).toMatchObject({ imported: 0, known: 4, interrupted: false });
});

it('embeds photos again that rclip saw lying on their side', async () => {
  const { folder, database, images, engine } = await library();
  const turned = join(folder, 'turned.jpg');
  await sharp(join(folder, 'red.jpg')).withMetadata({ orientation: 6 }).toFile(turned);
  writeRclip(`${database}.turned`, [...images, { filepath: turned, vector: images[0]!.vector }]);
  const summary = await engine.importRclip({ database: `${database}.turned`, modelFolder: '/nowhere', folders: [] });
  expect(summary).toMatchObject({ imported: 5, agreement: { compared: 4 } });
  expect(await engine.index([folder])).toMatchObject({ kept: 5, embedded: 1, added: 0, removed: 0 });
  expect((await engine.search({ query: 'red', folders: [folder], top: 1 })).results).toHaveLength(1);
});

it('knows a photo again that was renamed before it was read, and copies of one photo', async () => {
  const { folder, take, engine, query } = await library(({ folder: at, imageOf }) => {
    copyFileSync(join(at, 'blue.png'), join(at, 'copy.png'));
    return [{ ...imageOf('blue.png'), filepath: join(at, 'copy.png') }];
  });
  expect(await take()).toMatchObject({ imported: 5 });
  const keyOf = (name: string) => query(`SELECT key FROM photo WHERE path LIKE '%${name}'`);
  const before = keyOf('red.jpg');
  renameSync(join(folder, 'red.jpg'), join(folder, 'more', 'crimson.jpg'));
  expect(await engine.index([folder])).toMatchObject({ moved: 1, kept: 4, removed: 0, embedded: 0, added: 0 });
  expect(keyOf('crimson.jpg')).toEqual(before);
  expect(query('SELECT count(*) FROM content')).toEqual([[4]]);
});

it('finds photos behind a link under their real name, once, and only below the named folders', async () => {
  const { folder, take, engine } = await library(({ folder: at, imageOf }) => {
    mkdirSync(join(at, '..', 'links'));
    symlinkSync(at, join(at, '..', 'links', 'album'));
    return [{ ...imageOf('red.jpg'), filepath: join(at, '..', 'links', 'album', 'red.jpg') }];
  });
  expect(await take([join(folder, 'more')])).toMatchObject({
    imported: 1,
    outside: 3,
    roots: [{ path: join(folder, 'more'), isNew: true, photos: 1 }],
  });
  expect(await take()).toMatchObject({ imported: 3, known: 1 });
  expect(engine.status().roots.map(({ photos }) => photos)).toEqual([4, 1]);
});
