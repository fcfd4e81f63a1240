/** Tagging on real files, with the real ExifTool: the written files, the refusals, and the effect on the index. */

import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Engine, TagRequest } from '../../src/engine/api.ts';
import { readMetadata, readXmp } from '../../src/library/metadata/read-metadata.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';

const KEYWORD = 'röd, & <b> &amp;amp; &#65; 🐕';

/** Tags every photo below the folder. @returns outcome, and the file's name or the reason, by the photo's name. */
async function tagAll(engine: Engine, folder: string, request: Partial<TagRequest> = {}) {
  const { results } = await engine.search({ folders: [folder], top: 100, includeOffline: true });
  const done = await engine.tag({
    ids: results.map(({ id }) => id),
    folders: [folder],
    change: { action: 'add', keyword: KEYWORD },
    write: true,
    sidecar: false,
    keepOriginals: false,
    ...request,
  });
  const outcomes = done.map((result) => {
    const what = result.outcome === 'refused' ? result.reason : 'target' in result ? basename(result.target) : '';
    return [basename(result.path), `${result.outcome} ${what}`.trim()] as const;
  });
  return Object.fromEntries(outcomes.sort());
}

const keywordsOf = (file: string) => readMetadata(readFileSync(file)).keywords;
const pixelsOf = (file: string) => sharp(readFileSync(file)).raw().toBuffer();

describe('tagging', () => {
  it('writes into photos of every format that holds keywords, and nothing is embedded again', async () => {
    const folder = temporaryFolder();
    const names = ['a.jpg', 'b.png', 'c.webp', 'd.tiff', 'e.avif'];
    await drawPhotos(folder, Object.fromEntries(names.map((name, i) => [name, `rgb(${200 + i}, 0, 0)`])));
    renameSync(join(folder, 'b.png'), join(folder, 'really-a-png.jpg'));
    chmodSync(join(folder, 'a.jpg'), 0o640);
    const { mode } = statSync(join(folder, 'a.jpg'));
    const files = readdirSync(folder);
    const before = new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
    const engine = engineHere();
    await engine.index([folder]);

    const written = await tagAll(engine, folder, { keepOriginals: true });
    expect(written).toEqual(Object.fromEntries(files.map((name) => [name, `written ${name}`])));
    for (const name of files) {
      expect(keywordsOf(join(folder, name))).toEqual([KEYWORD]);
      expect((await pixelsOf(join(folder, name))).equals(await sharp(before.get(name)).raw().toBuffer()), name).toBe(
        true,
      );
      expect(readFileSync(join(folder, `${name}_original`))).toEqual(before.get(name));
    }
    expect(statSync(join(folder, 'a.jpg')).mode).toBe(mode);
    const allowed = [...files, ...files.map((name) => `${name}_original`)];
    expect(readdirSync(folder).sort()).toEqual(allowed.sort());

    // The catalog is up to date already: a second tagging finds nothing to do, and neither does an index run.
    expect(await tagAll(engine, folder, { write: false })).toEqual(
      Object.fromEntries(files.map((name) => [name, 'unchanged'])),
    );
    expect(await engine.index([folder])).toMatchObject({
      kept: files.length,
      reread: 0,
      changed: 0,
      embedded: 0,
      failed: 0,
    });

    const removed = await tagAll(engine, folder, { change: { action: 'remove', keyword: KEYWORD } });
    expect(removed).toEqual(written);
    for (const name of files) expect(keywordsOf(join(folder, name))).toEqual([]);
    expect(await engine.index([folder])).toMatchObject({ kept: files.length, embedded: 0 });
  });

  it('writes sidecars, keeps their content, and starts a list with the keywords of the photo', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'new.jpg': 'red', 'old.jpg': 'blue', 'x.gif': 'yellow' });
    const old = xmp({ 'xmp:Rating': '4' }, { 'dc:subject': ['cat'], 'lr:hierarchicalSubject': ['Pets|cat'] });
    writeFileSync(join(folder, 'old.xmp'), old);
    // A sidecar without keywords, beside a photo that has one.
    const own = xmp({}, { 'dc:subject': ['first'] }).toString();
    const green = { width: 160, height: 120, channels: 3, background: 'green' } as const;
    await sharp({ create: green }).withXmp(own).toFile(join(folder, 'place.jpg'));
    writeFileSync(join(folder, 'place.jpg.xmp'), xmp({ 'xmp:Rating': '2' }));
    const engine = engineHere();
    await engine.index([folder]);
    const photos = ['new.jpg', 'old.jpg', 'place.jpg', 'x.gif'];
    const before = photos.map((name) => readFileSync(join(folder, name)));

    expect(await tagAll(engine, folder, { sidecar: true, keepOriginals: true })).toEqual({
      'new.jpg': 'written new.jpg.xmp',
      'old.jpg': 'written old.xmp',
      'place.jpg': 'written place.jpg.xmp',
      'x.gif': 'written x.gif.xmp',
    });
    expect(photos.map((name) => readFileSync(join(folder, name)))).toEqual(before);
    const xmpOf = (name: string) => readXmp(readFileSync(join(folder, name)));
    expect(xmpOf('new.jpg.xmp').keywords).toEqual([KEYWORD]);
    expect(xmpOf('place.jpg.xmp')).toMatchObject({ keywords: ['first', KEYWORD], rating: 2 });
    expect(xmpOf('old.xmp').rating).toBe(4);
    expect(xmpOf('old.xmp').keywords.toSorted()).toEqual(['Pets', 'cat', KEYWORD].sort());
    expect(readFileSync(join(folder, 'old.xmp_original'))).toEqual(old);
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 0 });
    expect(Object.values(await tagAll(engine, folder, { write: false }))).toEqual(Array(4).fill('unchanged'));
  });

  it('refuses single photos with a reason, leaves them unchanged, and continues', async () => {
    const folder = temporaryFolder();
    const colours = ['changed', 'locked', 'gone', 'fine'].map((name, i) => [`${name}.jpg`, `rgb(${i}, 9, 9)`]);
    await drawPhotos(folder, Object.fromEntries(colours));
    const frames = { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } } as const;
    const noise = Buffer.from(Array.from({ length: 8 * 16 * 3 }, (_, i) => (i * 37) % 251));
    writeFileSync(join(folder, 'several.webp'), await sharp(noise, frames).webp().toBuffer());
    writeFileSync(join(folder, 'bad.jpg.xmp'), 'no XML');
    await drawPhotos(folder, { 'bad.jpg': 'white' });
    const engine = engineHere();
    await engine.index([folder]);
    const ids = (await engine.search({ folders: [folder], top: 9 })).results.map(({ id }) => id);
    await drawPhotos(folder, { 'changed.jpg': 'orange' });
    chmodSync(join(folder, 'locked.jpg'), 0o444);
    renameSync(join(folder, 'gone.jpg'), join(folder, 'gone'));
    const names = readdirSync(folder).sort();
    const bytes = () => names.filter((name) => name !== 'fine.jpg').map((name) => readFileSync(join(folder, name)));
    const before = bytes();

    expect(await tagAll(engine, folder, { ids })).toMatchObject({
      'changed.jpg': 'refused it has changed since it was indexed; index it first',
      'locked.jpg': 'refused it is write-protected',
      'gone.jpg': 'refused the file is missing, or its drive is not connected',
      'several.webp': 'refused it holds several pictures, and only the first could be compared',
      'bad.jpg': expect.stringMatching(/^refused ./),
      'fine.jpg': 'written fine.jpg',
    });
    expect(readdirSync(folder).sort()).toEqual(names);
    expect(bytes()).toEqual(before);
    expect(keywordsOf(join(folder, 'fine.jpg'))).toEqual([KEYWORD]);
    // A photo outside the folders of the caller does not exist for the caller.
    mkdirSync(join(folder, 'sub'));
    expect(await tagAll(engine, folder, { ids, folders: [join(folder, 'sub')] })).toEqual({});
  });

  it('refuses damaged photos, whose missing pixels could not be compared, and leaves them unchanged', async () => {
    const folder = temporaryFolder();
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const noisy = sharp({ create: { width: 300, height: 200, channels: 3, background: 'red', noise } });
    const cut = async (name: string, format: 'jpeg' | 'png') => {
      const whole = await noisy.clone().toFormat(format).toBuffer();
      writeFileSync(join(folder, name), whole.subarray(0, whole.length * 0.7));
    };
    await cut('a.jpg', 'jpeg');
    await cut('b.png', 'png');
    const engine = engineHere();
    expect(await engine.index([folder])).toMatchObject({ added: 2, failed: 0 });
    const bytes = () => ['a.jpg', 'b.png'].map((name) => readFileSync(join(folder, name)));
    const before = bytes();
    const reason = 'refused it is damaged, and what is missing could not be compared';
    expect(await tagAll(engine, folder)).toEqual({ 'a.jpg': reason, 'b.png': reason });
    expect(bytes()).toEqual(before);
    expect(await tagAll(engine, folder, { sidecar: true })).toEqual({
      'a.jpg': 'written a.jpg.xmp',
      'b.png': 'written b.png.xmp',
    });
  });
});
