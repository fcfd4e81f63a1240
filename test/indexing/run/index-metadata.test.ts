/** Metadata, sidecars and RAW twins through the complete pipeline: real files, the real decoders, the real catalog. */

import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { METADATA_VERSION } from '../../../src/library/metadata/photo-metadata.ts';
import { inCatalog } from '../../support/catalogs/catalog-file.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';
import { engineOptions, testEngine } from '../../support/test-engine.ts';

function reader(dataDir: string) {
  const ask = <T>(sql: string): T[] =>
    inCatalog(join(dataDir, 'catalog.sqlite'), (catalog) => catalog.prepare<[], T>(sql).all());
  const keywords = () =>
    ask<{ keyword: string }>('SELECT keyword FROM photo_keyword ORDER BY keyword').map(({ keyword }) => keyword);
  const metadata = () =>
    ask<Record<string, unknown>>(
      `SELECT photo_metadata.* FROM photo_metadata JOIN photo ON photo.id = photo_id ORDER BY replace(path, 'sub/', '')`,
    );
  return { ask, keywords, metadata };
}

async function photoWithExif(file: string): Promise<void> {
  await sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Make: 'Canon', Model: 'Canon EOS 5D' }, IFD2: { DateTimeOriginal: '2019:06:01 18:30:00' } })
    .withXmp(xmp({ 'xmp:Rating': '2' }, { 'dc:subject': ['inside'] }).toString())
    .toFile(file);
}

describe('metadata', () => {
  it('is stored with the content; a sidecar overrides it for its photo, and its changes need no embedding', async () => {
    const folder = temporaryFolder();
    await photoWithExif(join(folder, 'a.jpg'));
    copyFileSync(join(folder, 'a.jpg'), join(folder, 'copy.jpg'));
    const sidecar = (rating: string, words: string[]) =>
      writeFileSync(
        join(folder, 'a.xmp'),
        xmp({ 'xmp:Rating': rating, 'exif:DateTimeOriginal': '2001-01-01T01:01:01' }, { 'dc:subject': words }),
      );
    const options = engineOptions();
    const engine = engineHere(options);
    const { keywords, metadata } = reader(options.dataDir);
    const takenAt = async () => {
      const { results } = await engine.search({ query: 'red', folders: [folder], top: 9, grouped: false });
      return Object.fromEntries(results.map((result) => [basename(result.path), result.takenAt]));
    };

    await engine.index([folder]);
    expect(metadata()).toMatchObject([
      { taken_at: '2019-06-01T18:30:00', camera: 'Canon EOS 5D', rating: 2 },
      { taken_at: '2019-06-01T18:30:00', camera: 'Canon EOS 5D', rating: 2 },
    ]);
    expect(keywords()).toEqual(['inside', 'inside']);

    sidecar('5', ['beside']);
    // This run takes two processes: what a sidecar says crosses them.
    expect(await testEngine(options).index([folder])).toMatchObject({ kept: 2, added: 0, changed: 0, embedded: 0 });
    expect(metadata()).toMatchObject([{ rating: 5, camera: 'Canon EOS 5D' }, { rating: 2 }]);
    expect(keywords()).toEqual(['beside', 'inside']);
    expect(await takenAt()).toEqual({ 'a.jpg': '2001-01-01T01:01:01', 'copy.jpg': '2019-06-01T18:30:00' });

    sidecar('1', ['once', 'more']);
    expect(await engine.index([folder])).toMatchObject({ kept: 2, embedded: 0 });
    expect(keywords()).toEqual(['inside', 'more', 'once']);

    // Photo and sidecar are moved together.
    mkdirSync(join(folder, 'sub'));
    for (const name of ['a.jpg', 'a.xmp']) renameSync(join(folder, name), join(folder, 'sub', name));
    expect(await engine.index([folder])).toMatchObject({ moved: 1, kept: 1, embedded: 0 });
    expect(metadata()).toMatchObject([{ rating: 1 }, { rating: 2 }]);

    rmSync(join(folder, 'sub', 'a.xmp'));
    expect(await engine.index([folder])).toMatchObject({ kept: 2, embedded: 0 });
    expect(metadata()).toMatchObject([{ rating: 2 }, { rating: 2 }]);
    expect(keywords()).toEqual(['inside', 'inside']);
  });

  it('takes the date from the name of a file that has no other, and says so', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'IMG_20190601_120000.jpg': 'red', 'holiday.jpg': 'blue' });
    await photoWithExif(join(folder, 'IMG_20010101_010101.jpg'));
    const engine = engineHere();
    await engine.index([folder]);
    const find = (taken: string) =>
      engine.search({ query: 'red', folders: [folder], top: 9, grouped: false, filters: { taken } });
    const { results } = await find('2019-06-01');
    expect(results.map(({ path, takenAt, dateFromName }) => [basename(path), takenAt, dateFromName]).sort()).toEqual([
      ['IMG_20010101_010101.jpg', '2019-06-01T18:30:00', false],
      ['IMG_20190601_120000.jpg', '2019-06-01T12:00:00', true],
    ]);
    renameSync(join(folder, 'IMG_20190601_120000.jpg'), join(folder, '2020-02-02.jpg'));
    expect(await engine.index([folder])).toMatchObject({ moved: 1, embedded: 0 });
    expect((await find('2020')).results).toMatchObject([{ takenAt: '2020-02-02', dateFromName: true }]);
  });

  it('of a sidecar that says "not rated" overrides the stars in the photo', async () => {
    const folder = temporaryFolder();
    for (const name of ['zero', 'silent', 'rejected']) await photoWithExif(join(folder, `${name}.jpg`));
    writeFileSync(join(folder, 'zero.xmp'), xmp({ 'xmp:Rating': '0' }));
    writeFileSync(join(folder, 'silent.xmp'), xmp({}, { 'dc:subject': ['word'] }));
    writeFileSync(join(folder, 'rejected.xmp'), xmp({ 'xmp:Rating': '-1' }));
    const engine = engineHere();
    await engine.index([folder]);
    const search = { query: 'red', folders: [folder], top: 9, grouped: false, filters: { rating: 1 } };
    expect((await engine.search(search)).results).toMatchObject([{ path: join(folder, 'silent.jpg') }]);
    const all = await engine.search({ ...search, filters: {} });
    const ratings = await Promise.all(
      all.results.map(async ({ id, path }) => [basename(path), (await engine.describe(id, [folder]))?.rating]),
    );
    expect(Object.fromEntries(ratings)).toEqual({ 'zero.jpg': null, 'silent.jpg': 2, 'rejected.jpg': -1 });
  });

  it('of an older catalog is completed by the next run, without embedding', async () => {
    const folder = temporaryFolder();
    await photoWithExif(join(folder, 'a.jpg'));
    await drawPhotos(folder, { 'b.png': 'blue' });
    const options = engineOptions();
    await engineHere(options).index([folder]);
    const { ask, keywords, metadata } = reader(options.dataDir);
    const forget = `UPDATE content SET metadata_version = 0, camera = NULL, rating = NULL; DELETE FROM content_keyword`;
    inCatalog(join(options.dataDir, 'catalog.sqlite'), (catalog) => catalog.exec(forget), { readonly: false });

    expect(await engineHere(options).index([folder])).toMatchObject({ kept: 2, embedded: 0, changed: 0 });
    expect(metadata()).toEqual(
      expect.arrayContaining([expect.objectContaining({ camera: 'Canon EOS 5D', rating: 2 })]),
    );
    expect(keywords()).toEqual(['inside']);
    expect(ask('SELECT DISTINCT metadata_version FROM content')).toEqual([{ metadata_version: METADATA_VERSION }]);
  });

  it('reports which pictures are damaged', async () => {
    const folder = temporaryFolder();
    const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, noise, background: 'red' } })
      .jpeg()
      .toBuffer();
    writeFileSync(join(folder, 'whole.jpg'), whole);
    writeFileSync(join(folder, 'half.jpg'), whole.subarray(0, whole.length / 2));
    writeFileSync(join(folder, 'stub.jpg'), whole.subarray(0, 800));
    const options = engineOptions();
    const engine = testEngine(options);
    expect(await engine.index([folder])).toMatchObject({ added: 2, failed: 1 });
    expect(reader(options.dataDir).ask('SELECT damaged FROM content ORDER BY damaged')).toEqual([
      { damaged: 0 },
      { damaged: 1 },
    ]);
    expect(engine.status().failures.map(({ path }) => basename(path))).toEqual(['stub.jpg']);
    expect(await engine.index([folder])).toMatchObject({ kept: 2, failed: 0 });
  });
});
