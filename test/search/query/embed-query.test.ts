/** Queries of several terms, through a real engine with the built-in model. */

import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import type { Engine } from '../../../src/engine/api.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { createQueryEmbedder, weightedSum } from '../../../src/search/query/embed-query.ts';
import { readPicture } from '../../../src/search/query/read-picture.ts';
import { testCatalog } from '../../support/catalogs/test-catalog.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../../support/platform/capabilities.ts';
import { engineOptions, testEngine } from '../../support/test-engine.ts';

/** Returns the path as a person would type it: relative, except on another drive. */
function fromHere(file: string): string {
  const way = relative(process.cwd(), file);
  return isAbsolute(way) ? way : `./${way}`;
}

describe('a query of several terms', () => {
  it('adds and subtracts words, photos and files', async () => {
    const folder = temporaryFolder();
    const given = join(temporaryFolder(), 'a + b.png');
    const options = engineOptions();
    await drawIndexed(folder, options.dataDir, {
      'mine/red.jpg': 'red',
      'mine/blue.jpg': 'blue',
      'mine/green.jpg': 'green',
      'yours/yellow.jpg': 'yellow',
    });
    await drawPhotos(dirname(given), { 'a + b.png': '#1010f0' });
    const engine = testEngine(options);
    const mine = { folders: [join(folder, 'mine')], top: 10 };
    const search = async (query: string, options: Partial<Parameters<Engine['search']>[0]> = {}) => {
      const answer = await engine.search({ ...mine, query, ...options });
      return { ...answer, names: answer.results.map(({ path }) => basename(path, '.jpg')) };
    };

    const red = await search('a plain red picture');
    expect(red.names[0]).toBe('red');
    expect((await search('- a plain red picture')).names.at(-1)).toBe('red');
    const mixed = await search('a plain red picture  -  3:a plain blue picture');
    expect(mixed.query).toBe('a plain red picture - 3:a plain blue picture');
    expect(mixed.names.at(-1)).toBe('blue');
    // The score is the cosine with the normalised sum of the unit vectors.
    const heavy = await search('1000:a plain red picture + 0.001:a plain blue picture');
    expect(heavy.results[0]!.score).toBeCloseTo(red.results[0]!.score!, 4);

    const id = red.results[0]!.id;
    const like = await search(`photo:${id}`);
    expect(like.names[0]).toBe('red');
    expect(like.results[0]!.score).toBeCloseTo(1, 5);
    expect((await search(`2:photo:${id} - photo:${id} - 0.5:a plain red picture`)).names).toContain('red');
    await expect(search(`photo:${id} - photo:${id}`)).rejects.toMatchObject({ code: 'bad-query' });
    // A photo outside the folders of the caller gives the same error as one that does not exist.
    const yours = await search('yellow', { folders: [join(folder, 'yours')] });
    for (const unknown of [yours.results[0]!.id, 'abcdefgh23']) {
      await expect(search(`photo:${unknown}`)).rejects.toMatchObject({
        code: 'photo-not-found',
        message: expect.stringContaining(`id ${unknown} here`),
      });
    }

    const allowed = { allowPictures: true };
    expect((await search(`"${given}"`, allowed)).names[0]).toBe('blue');
    const elsewhere = fromHere(join(folder, 'yours', 'yellow.jpg'));
    const files = await search(`${elsewhere} + "${given}" - 0.1:people`, allowed);
    expect(files.query).toBe(`${elsewhere} + "${given}" - 0.1:people`);
    await expect(search(elsewhere)).rejects.toMatchObject({ code: 'bad-query' });
    writeFileSync(join(folder, 'page.jpg'), '<html></html>');
    await expect(search(join(folder, 'page.jpg'), allowed)).rejects.toMatchObject({
      code: 'photo-unreadable',
      message: expect.stringContaining('page.jpg cannot be used as a picture (the file is not a picture'),
    });
    await expect(search('http://127.0.0.1:9/x.jpg', allowed)).rejects.toMatchObject({ code: 'bad-query' });

    // Emoji, signs and words of other languages return results without an error.
    for (const odd of ['🐶', '?!', '犬が海辺を走る', 'x'.repeat(1_000)]) expect((await search(odd)).total).toBe(3);
  });

  it('averages the prompts of the model, and leaves them out when it is raw', async () => {
    const plain = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
    const model = { ...plain, prompts: ['{}', 'a photo of {}.'] };
    const embedder = createQueryEmbedder({ catalog: testCatalog().catalog, modelId: 1, model, isShortLived: false });
    onTestFinished(() => embedder.close());
    const embed = (value: string, raw: boolean) =>
      embedder.embed([{ weight: 1, kind: 'text', value }], { mayUse: () => true, raw });
    const parts = [await embed('$& red', true), await embed('a photo of $& red.', true)];
    const average = weightedSum(parts.map((vector) => ({ weight: 1, vector })));
    expect(await embed('$& red', false)).toEqual(average);
    expect(average).not.toEqual(parts[0]);
    expect((await embedder.embedAll(['$& red']))[0]).toEqual(average);
  });

  it('does not wait again for words that were embedded in advance', async () => {
    const model = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
    const embedder = createQueryEmbedder({ catalog: testCatalog().catalog, modelId: 1, model, isShortLived: true });
    onTestFinished(() => embedder.close());
    embedder.warmUp(['red']);
    const inAdvance = await vi.waitUntil(() => embedder.textMs(), { timeout: 10_000 });
    const query = [{ weight: 1, kind: 'text', value: 'red' }] as const;
    const vector = await embedder.embed(query, { mayUse: () => true });
    expect(embedder.textMs()).toBe(inAdvance);
    expect(vector).toEqual((await embedder.embedAll(['red']))[0]);
  });
});

describe('readPicture', () => {
  it.runIf(CAN_SYMLINK)('finds files as a shell does', async () => {
    const folder = temporaryFolder();
    const file = join(folder, '$& é.png');
    writeFileSync(file, 'bytes');
    symlinkSync(file, join(folder, 'link.png'));
    expect(String(await readPicture(fromHere(file)))).toBe('bytes');
    expect(String(await readPicture(join(folder, 'link.png')))).toBe('bytes');
    expect(String(await readPicture(`~/${relative(homedir(), file)}`))).toBe('bytes');
  });

  it.each(['./no-such.png', '.', '/dev/null', '/\u0000.png'])('refuses %j', async (name) => {
    if (name === '/dev/null' && !existsSync(name)) return;
    await expect(readPicture(name)).rejects.toMatchObject({ code: 'bad-query' });
  });
});

describe('weightedSum', () => {
  const unit = fc
    .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    .filter((values) => Math.hypot(...values) > 0.1)
    .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)));
  const weight = fc.double({ min: 0.001, max: 1_000, noNaN: true });

  it('has length 1 and does not depend on the scale of the weights', () => {
    fc.assert(
      fc.property(unit, unit, weight, weight, (a, b, first, second) => {
        const longest = first + second / 1_000;
        fc.pre(Math.hypot(...a.map((value, i) => first * value + (second / 1_000) * b[i]!)) > 0.001 * longest);
        const sum = weightedSum([
          { weight: first, vector: a },
          { weight: second / 1_000, vector: b },
        ]);
        expect(Math.hypot(...sum)).toBeCloseTo(1, 5);
        const twice = weightedSum([
          { weight: 2 * first, vector: a },
          { weight: second / 500, vector: b },
        ]);
        expect(twice).toEqual(sum);
      }),
    );
  });

  it('leaves one vector unchanged, and has no direction when all cancels out', () => {
    fc.assert(
      fc.property(unit, weight, (vector, w) => {
        expect(weightedSum([{ weight: w, vector }])).toEqual(vector);
        const cancelled = [
          { weight: w, vector },
          { weight: -w, vector },
        ];
        expect(() => weightedSum(cancelled)).toThrow(expect.objectContaining({ code: 'bad-query' }));
      }),
    );
  });
});
