/** Which of the files that show one picture, a RAW file and its JPEG, are indexed. */

import { cpSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inCatalog } from '../../support/catalogs/catalog-file.ts';
import { engineHere } from '../../support/engine-here.ts';
import { RAW_FILES } from '../../support/photos/containers.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';
import { CAN_SYMLINK } from '../../support/platform/capabilities.ts';
import { engineOptions } from '../../support/test-engine.ts';

async function picture(background: string): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
  const noisy = sharp({ create: { width: 300, height: 200, channels: 3, noise, background } });
  return noisy.jpeg().toBuffer();
}

/** A folder with a photo that stays: a folder without any known photo would count as another drive. */
async function library() {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'stays.jpg': 'green' });
  const raw = RAW_FILES.cr2!({ jpegs: [await picture('blue')], orientation: 1 });
  const options = engineOptions();
  const engine = engineHere(options);
  const names = async () => {
    const { results } = await engine.search({ query: 'blue', folders: [folder], top: 20, grouped: false });
    return results.map(({ path }) => basename(path)).sort();
  };
  /** Make the catalog one that older decoders filled. */
  const age = () =>
    inCatalog(
      join(options.dataDir, 'catalog.sqlite'),
      (catalog) => catalog.exec('UPDATE content SET decoder_version = 1; UPDATE failure SET decoder_version = 1'),
      { readonly: false },
    );
  return { folder, raw, engine, names, age };
}

describe('a RAW file', () => {
  it('is left out beside its JPEG, unless both are configured, and is indexed after the JPEG is gone', async () => {
    const { folder, raw } = await library();
    writeFileSync(join(folder, 'a.jpg'), await picture('red'));
    writeFileSync(join(folder, 'A.CR2'), raw);
    const options = engineOptions();
    expect(await engineHere(options).index([folder])).toMatchObject({ added: 2 });
    const both = engineHere({ ...options, scan: { ...options.scan, includeRawTwins: true } });
    expect(await both.index([folder])).toMatchObject({ added: 1, kept: 2 });
    const { results } = await both.search({ query: 'blue', folders: [folder], top: 9, grouped: false });
    expect(results).toContainEqual(expect.objectContaining({ path: join(folder, 'A.CR2'), width: 300 }));
    const engine = engineHere(options);
    expect(await engine.index([folder])).toMatchObject({ kept: 2, removed: 1 });
    rmSync(join(folder, 'a.jpg'));
    expect(await engine.index([folder])).toMatchObject({ added: 1, removed: 1 });
  });

  it.runIf(CAN_SYMLINK)('is indexed itself where the other file shows no picture, or only a part of it', async () => {
    const { folder, raw, engine, names } = await library();
    const whole = await picture('red');
    const twins = ['empty', 'broken', 'half', 'link', 'folder', 'whole'];
    for (const name of twins) writeFileSync(join(folder, `${name}.CR2`), raw);
    writeFileSync(join(folder, 'empty.JPG'), '');
    writeFileSync(join(folder, 'broken.jpg'), whole.subarray(0, 500));
    writeFileSync(join(folder, 'half.JPEG'), whole.subarray(0, whole.length / 2));
    symlinkSync('nowhere', join(folder, 'link.JPG'));
    mkdirSync(join(folder, 'folder.jpg'));
    writeFileSync(join(folder, 'whole.jpg'), whole);

    const right = [
      'broken.CR2',
      'empty.CR2',
      'folder.CR2',
      'half.CR2',
      'half.JPEG',
      'link.CR2',
      'stays.jpg',
      'whole.jpg',
    ];
    expect(await engine.index([folder])).toMatchObject({ added: 8, failed: 2 });
    expect(await names()).toEqual(right.sort());
    // What a run has found out, the next one knows.
    expect(await engine.index([folder])).toMatchObject({ added: 0, removed: 0, kept: 8, failed: 0 });

    // The JPEG is copied once more, whole: until the run after that, both are there.
    writeFileSync(join(folder, 'broken.jpg'), await picture('yellow'));
    expect(await engine.index([folder])).toMatchObject({ added: 1, removed: 0 });
    expect(await engine.index([folder])).toMatchObject({ added: 0, removed: 1 });
    expect(await names()).toEqual(right.map((name) => (name === 'broken.CR2' ? 'broken.jpg' : name)).sort());
  });

  it('is indexed in the same run as a copy of a damaged JPEG that is known already', async () => {
    const { folder, raw, engine, names } = await library();
    const whole = await picture('red');
    writeFileSync(join(folder, 'half.jpg'), whole.subarray(0, whole.length / 2));
    await engine.index([folder]);
    mkdirSync(join(folder, 'copies'));
    cpSync(join(folder, 'half.jpg'), join(folder, 'copies', 'half.jpg'));
    writeFileSync(join(folder, 'copies', 'half.CR2'), raw);
    expect(await engine.index([folder])).toMatchObject({ added: 2, embedded: 1 });
    expect(await names()).toEqual(['half.CR2', 'half.jpg', 'half.jpg', 'stays.jpg']);
  });

  it('stays beside a JPEG that newer decoders decode no better, and is tried as often as the JPEG', async () => {
    const { folder, raw, engine, names, age } = await library();
    const whole = await picture('red');
    writeFileSync(join(folder, 'half.jpg'), whole.subarray(0, whole.length / 2));
    writeFileSync(join(folder, 'half.CR2'), raw);
    for (const name of ['broken.jpg', 'broken.CR2']) writeFileSync(join(folder, name), 'no picture');
    expect(await engine.index([folder])).toMatchObject({ added: 3, failed: 2 });
    const settled = { added: 0, removed: 0, kept: 3, embedded: 0, failed: 0 };
    expect(await engine.index([folder])).toMatchObject(settled);
    age();
    expect(await engine.index([folder])).toMatchObject({ ...settled, embedded: 1, failed: 2 });
    expect(await engine.index([folder])).toMatchObject(settled);
    // The JPEG changes, but the RAW file does not.
    utimesSync(join(folder, 'broken.jpg'), 1, 1);
    expect(await engine.index([folder])).toMatchObject({ ...settled, failed: 1 });
    expect(await engine.index([folder])).toMatchObject(settled);
    expect(await names()).toEqual(['half.CR2', 'half.jpg', 'stays.jpg']);
  });

  it('is left out where one of several others shows the picture', async () => {
    const { folder, raw, engine, names } = await library();
    writeFileSync(join(folder, 'a.CR2'), raw);
    writeFileSync(join(folder, 'a.jpg'), 'no picture');
    writeFileSync(join(folder, 'a.jpeg'), await picture('red'));
    expect(await engine.index([folder])).toMatchObject({ added: 2, failed: 1 });
    expect(await names()).toEqual(['a.jpeg', 'stays.jpg']);
  });

  it('that is left out has its sidecar read for the JPEG', async () => {
    const { folder, raw, engine } = await library();
    writeFileSync(join(folder, 'PAIR.CR2'), raw);
    writeFileSync(join(folder, 'PAIR.JPG'), await picture('red'));
    writeFileSync(join(folder, 'PAIR.CR2.xmp'), xmp({ 'xmp:Rating': '4' }, { 'dc:subject': ['kayak'] }));
    await engine.index([folder]);
    const search = { query: 'red', folders: [folder], top: 9, filters: { keyword: ['kayak'] } };
    expect((await engine.search(search)).results).toMatchObject([{ path: join(folder, 'PAIR.JPG') }]);
    expect(await engine.index([folder])).toMatchObject({ kept: 2, changed: 0 });
  });
});
