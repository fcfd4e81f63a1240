/**
 * The promises of the engine, with real files and the real model. Some index runs are real processes; tests of what a run
 * decides index in this process.
 */

import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { SearchResult } from '../../src/search/search-request.ts';
import { inCatalog, storedVectors } from '../support/catalogs/catalog-file.ts';
import { engineHere } from '../support/engine-here.ts';
import { type Drawings, drawIndexed } from '../support/indexed.ts';
import { drawMany, drawPhotos, sharedFolder, temporaryFolder } from '../support/photos/drawings.ts';
import { bestMatches, COLOURS, engineOptions, testEngine } from '../support/test-engine.ts';

/** Creates a folder of indexed photos, and an engine for it. */
async function indexed(photos: Drawings) {
  const folder = temporaryFolder();
  const options = engineOptions();
  await drawIndexed(folder, options.dataDir, photos);
  return { folder, options, engine: testEngine(options) };
}

/** The same, with an engine that indexes in this process. */
async function indexedHere(photos: Drawings) {
  const { folder, options } = await indexed(photos);
  return { folder, engine: engineHere(options) };
}

describe('indexing and searching', () => {
  it('finds the described photo, in every format, as soon as another process has indexed it', async () => {
    const { folder, options, engine: reader } = await indexed({ 'black.gif': 'black' });
    expect(await bestMatches(reader, 'a plain red picture', folder)).toEqual(['black.gif']);
    await drawPhotos(folder, { ...COLOURS, 'white.avif': 'white' });
    writeFileSync(join(folder, 'broken.png'), 'this is no picture');
    const summary = await testEngine(options).index([folder]);
    expect(summary).toMatchObject({ kept: 1, added: 5, embedded: 5, failed: 1, model: 'pocket' });
    expect(summary.problems).toMatchObject([{ path: join(folder, 'broken.png') }]);
    for (const colour of ['red', 'blue', 'green', 'yellow', 'black', 'white']) {
      expect((await bestMatches(reader, `a plain ${colour} picture`, folder))[0]).toContain(colour);
    }
  });

  describe('of one library', () => {
    const folder = sharedFolder();
    const options = engineOptions({ dataDir: join(sharedFolder(), 'data') });
    let engine: Engine;
    beforeAll(async () => {
      const ties = { 'ties/b.png': 'red', 'ties/a.png': 'red', 'ties/d.png': 'red', 'ties/c.png': 'red' };
      const near = { 'a/red.jpg': '#f00808', 'ab/red.jpg': '#f01010', 'c/blue.jpg': '#1010f0' };
      const colours = Object.entries(COLOURS).map(([path, colour]) => [`colours/${path}`, colour]);
      await drawIndexed(folder, options.dataDir, { ...Object.fromEntries(colours), ...ties, ...near });
      engine = openEngine(options);
    });
    afterAll(() => engine.close());

    it('answers with everything the doors need', async () => {
      const answer = await engine.search({ query: ' red  picture ', folders: [join(folder, 'colours')], top: 2 });
      expect(answer).toMatchObject({ query: 'red picture', model: 'pocket', total: 4 });
      expect(answer.results).toHaveLength(2);
      const [best] = answer.results;
      expect(best).toMatchObject({ path: join(folder, 'colours/red.jpg'), width: 160, height: 120, takenAt: null });
      expect(best!.id).toMatch(/^[a-z0-9]{10}$/);
      expect(best!.score).toBeLessThanOrEqual(1);
      expect(best!.score).toBeGreaterThan(answer.results[1]!.score!);
    });

    it('breaks ties by path, so that results are stable', async () => {
      expect(await bestMatches(engine, 'red', join(folder, 'ties'), 3)).toEqual(['a.png', 'b.png', 'c.png']);
    });

    it('searches only below the given folders', async () => {
      const answer = await engine.search({ query: 'red', folders: [join(folder, 'a'), join(folder, 'c')], top: 10 });
      expect(answer.total).toBe(2);
      expect(answer.results.map(({ path }) => path)).toEqual([join(folder, 'a/red.jpg'), join(folder, 'c/blue.jpg')]);
      expect(await engine.search({ query: 'red', folders: [], top: 10 })).toMatchObject({ total: 0, results: [] });
    });
  });

  it('leaves excluded folders out of the results too', async () => {
    const { folder, options } = await indexed({ 'a/red.jpg': 'red', 'trash/red.jpg': '#f01010' });
    const engine = engineHere({ ...options, scan: { excludeDirs: ['trash'], includeHidden: false } });
    const { results, total } = await engine.search({ folders: [folder], top: 10 });
    expect({ total, paths: results.map(({ path }) => path) }).toEqual({ total: 1, paths: [join(folder, 'a/red.jpg')] });
    const [{ id }] = results as [SearchResult];
    expect(await engine.search({ query: `photo:${id}`, folders: [folder], top: 10 })).toMatchObject({
      total: 1,
      results: [{ id }],
    });
    expect(await engine.index([folder])).toMatchObject({ kept: 1, removed: 1 });
  });
});

describe('keeping up with the disk', () => {
  it('promise 3, short form: does nothing where nothing changed', async () => {
    const { folder, engine } = await indexed(COLOURS);
    const again = await engine.index([folder]);
    expect(again).toMatchObject({ added: 0, changed: 0, moved: 0, removed: 0, kept: 4, embedded: 0, failed: 0 });
  });

  it('embeds a changed photo again, keeps a touched one, and removes a deleted one', async () => {
    const { folder, engine } = await indexedHere(COLOURS);
    await drawPhotos(folder, { 'red.jpg': 'black' });
    utimesSync(join(folder, 'blue.png'), 1_000_000, 1_000_000);
    rmSync(join(folder, 'green.webp'));
    expect(await engine.index([folder])).toMatchObject({ changed: 1, removed: 1, kept: 2, embedded: 1 });
    expect((await bestMatches(engine, 'a plain black picture', folder))[0]).toBe('red.jpg');
    expect(await bestMatches(engine, 'green', folder)).toHaveLength(3);
  });

  it('recognises a renamed or moved photo by its content, under its old id', async () => {
    const { folder, engine } = await indexedHere(COLOURS);
    const { results } = await engine.search({ folders: [folder], top: 4 });
    const yellow = results.find(({ path }) => path.endsWith('yellow.tiff'))!;
    renameSync(join(folder, 'more'), join(folder, 'other'));
    renameSync(join(folder, 'red.jpg'), join(folder, 'rouge.jpg'));
    expect(await engine.index([folder])).toMatchObject({ moved: 2, added: 0, removed: 0, embedded: 0 });
    const after = await engine.search({ query: `photo:${yellow.id}`, folders: [folder], top: 1 });
    expect(after.results).toMatchObject([{ id: yellow.id, path: join(folder, 'other/yellow.tiff') }]);
  });

  it('handles swapped names, and a photo that was edited beside its backup', async () => {
    const { folder, engine } = await indexedHere({ 'a.jpg': 'red', 'b.jpg': 'blue', 'c.jpg': 'green' });
    // a -> b -> c -> a
    for (const [from, to] of ['ct', 'bc', 'ab', 'ta'])
      renameSync(join(folder, `${from}.jpg`), join(folder, `${to}.jpg`));
    expect(await engine.index([folder])).toMatchObject({ changed: 3, embedded: 0, failed: 0 });
    expect((await bestMatches(engine, 'a plain red picture', folder))[0]).toBe('b.jpg');

    // Whichever of the two is first in the scan.
    for (const backup of ['aa.jpg', 'zz.jpg']) copyFileSync(join(folder, 'b.jpg'), join(folder, backup));
    await drawPhotos(folder, { 'b.jpg': 'black' });
    expect(await engine.index([folder])).toMatchObject({ added: 2, changed: 1, embedded: 1 });
    copyFileSync(join(folder, 'c.jpg'), join(folder, 'zzz.jpg'));
    writeFileSync(join(folder, 'c.jpg'), 'broken');
    expect(await engine.index([folder])).toMatchObject({ added: 1, removed: 1, embedded: 0, failed: 1 });
    expect((await bestMatches(engine, 'a plain blue picture', folder))[0]).toBe('zzz.jpg');
  });

  it('embeds two copies once and finds both', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red' });
    copyFileSync(join(folder, 'red.jpg'), join(folder, 'copy.jpg'));
    const engine = engineHere();
    expect(await engine.index([folder])).toMatchObject({ added: 2, embedded: 1 });
    copyFileSync(join(folder, 'red.jpg'), join(folder, 'later.jpg'));
    expect(await engine.index([folder])).toMatchObject({ added: 1, kept: 2, embedded: 0 });
    const { results } = await engine.search({ folders: [folder], top: 1 });
    expect(await bestMatches(engine, `photo:${results[0]!.id}`, folder)).toEqual(['copy.jpg', 'later.jpg', 'red.jpg']);
  });
});

describe('broken photos', () => {
  it('are recorded with the reason, once, and never end the run', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    writeFileSync(join(folder, 'empty.jpg'), '');
    writeFileSync(join(folder, 'text.png'), 'this is no picture');
    writeFileSync(join(folder, 'drawing.jpg'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await drawPhotos(folder, { 'whole.jpg': '#808080' });
    writeFileSync(join(folder, 'cut.png'), readFileSync(join(folder, 'blue.png')).subarray(0, 80));
    const engine = engineHere();
    const summary = await engine.index([folder]);
    expect(summary).toMatchObject({ added: 5, failed: 4 });
    expect(summary.problems.map(({ path }) => basename(path)).sort()).toEqual([
      'cut.png',
      'drawing.jpg',
      'empty.jpg',
      'text.png',
    ]);
    expect(await engine.index([folder])).toMatchObject({ kept: 5, failed: 0 });
    expect(engine.status().failures).toHaveLength(4);
  });

  it('are tried again when they change, and forgotten when they go', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'red.jpg'), 'half a copy');
    writeFileSync(join(folder, 'gone.jpg'), 'rubbish');
    await drawPhotos(folder, { 'blue.jpg': 'blue' });
    const engine = engineHere();
    expect(await engine.index([folder])).toMatchObject({ added: 1, failed: 2 });
    await drawPhotos(folder, { 'red.jpg': 'red' });
    rmSync(join(folder, 'gone.jpg'));
    expect(await engine.index([folder])).toMatchObject({ added: 1, failed: 0 });
    expect(engine.status().failures).toEqual([]);
  });

  it('disappear from the results when a good photo becomes unreadable', async () => {
    const { folder, engine } = await indexedHere({ 'red.jpg': 'red', 'blue.jpg': 'blue' });
    const { results } = await engine.search({ folders: [folder], top: 2 });
    const [blue, red] = ['blue', 'red'].map(
      (name) => results.find(({ path }) => path === join(folder, `${name}.jpg`))!,
    );
    writeFileSync(join(folder, 'red.jpg'), 'overwritten');
    expect(await engine.index([folder])).toMatchObject({ failed: 1, removed: 1 });
    expect(await bestMatches(engine, `photo:${blue!.id}`, folder)).toEqual(['blue.jpg']);
    await expect(bestMatches(engine, `photo:${red!.id}`, folder)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
});

describe('accidents', () => {
  it('answers although nothing can be created in its data folder', async () => {
    const [folder, options] = [temporaryFolder(), engineOptions()];
    await drawIndexed(folder, options.dataDir, { 'red.png': 'red' });
    // Stands for a full disk: a file of this name cannot be created either.
    mkdirSync(join(options.dataDir, '.nomedia'));
    expect(await bestMatches(testEngine(options), 'red', folder)).toEqual(['red.png']);
  });

  it('reports a damaged catalog, and does not change it', async () => {
    const options = engineOptions();
    mkdirSync(options.dataDir, { recursive: true });
    writeFileSync(join(options.dataDir, 'catalog.sqlite'), 'x'.repeat(5_000));
    expect(() => openEngine(options)).toThrow(expect.objectContaining({ code: 'catalog-corrupt' }));
  });

  it('reports a catalog that is damaged while it is open, on every operation', async () => {
    const { folder, options, engine } = await indexed(COLOURS);
    writeFileSync(join(options.dataDir, 'catalog.sqlite'), 'x'.repeat(100_000));
    const damaged = expect.objectContaining({ code: 'catalog-corrupt' });
    expect(() => engine.status()).toThrow(damaged);
    expect(() => engine.runFor([folder])).toThrow(damaged);
    expect(() => engine.runIn([folder])).toThrow(damaged);
  });

  it('can be stopped in the middle, and continues from there', async () => {
    const folder = temporaryFolder();
    await drawMany(folder, 80);
    const options = engineOptions();
    const engine = engineHere(options);
    const stop = new AbortController();
    const first = await engine.index([folder], {
      signal: stop.signal,
      onProgress: ({ phase, done }) => phase === 'embed' && done >= 8 && stop.abort(),
    });
    expect(first.interrupted).toBe(true);
    expect(first.embedded).toBeGreaterThan(0);
    expect(first.embedded).toBeLessThan(80);
    const second = await engine.index([folder]);
    expect(second).toMatchObject({ kept: first.added, embedded: 80 - first.embedded, interrupted: false });
    const file = join(options.dataDir, 'catalog.sqlite');
    expect(inCatalog(file, (catalog) => catalog.pragma('integrity_check', { simple: true }))).toBe('ok');
    expect(storedVectors(file)).toBe(80);
  });

  it('lets two engines index at the same time: one after the other, nothing twice', async () => {
    const folder = temporaryFolder();
    await drawMany(folder, 12);
    const options = engineOptions();
    const both = await Promise.all([testEngine(options).index([folder]), testEngine(options).index([folder])]);
    // The second engine runs and has nothing to do, or the first has done its work.
    const own = both.filter(({ joined }) => !joined);
    expect(own.reduce((sum, { embedded }) => sum + embedded, 0)).toBe(12);
    for (const { kept, added } of both) expect(kept + added).toBe(12);
  });
});
