/** Which model a catalog uses, and how it changes. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { fingerprint } from '../../src/model/store/fingerprint.ts';
import { BUILT_IN_MODEL, loadManifest } from '../../src/model/store/manifest.ts';
import { readModelFolder } from '../../src/model/store/model-folder.ts';
import { storedVectors } from '../support/catalogs/catalog-file.ts';
import { rewriteAsFormerBuiltIn } from '../support/catalogs/former-built-in.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawIndexed } from '../support/indexed.ts';
import { otherModel } from '../support/other-model.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { bestMatches, COLOURS, engineOptions, testEngine } from '../support/test-engine.ts';

describe('the model of a catalog', () => {
  it('is the built-in one, with a notice, when the default is not available; later runs try no download', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const engine = engineHere({ model: {} });
    const notices: string[] = [];
    await engine.index([folder], { onNotice: (line) => notices.push(line) });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('picsift model use clip-vit-b32');
    expect(engine.status().model).toBe('pocket');
    await engine.index([folder], { onNotice: (line) => notices.push(line) });
    expect(notices).toHaveLength(1);
  });

  it('is not replaced silently when it was requested by name', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const engine = engineHere({ model: { name: 'clip-vit-b32' } });
    await expect(engine.index([folder])).rejects.toMatchObject({ code: 'download-failed' });
    expect(engine.status().model).toBeNull();
  });

  it('is never mixed with another model', async () => {
    const folder = temporaryFolder();
    const options = engineOptions();
    await drawIndexed(folder, options.dataDir, COLOURS);
    const other = testEngine({ ...options, model: { name: 'clip-vit-b32' } });
    await expect(other.index([folder])).rejects.toMatchObject({ code: 'model-mismatch' });
    await expect(other.search({ query: 'red', folders: [folder], top: 1 })).rejects.toMatchObject({
      code: 'model-mismatch',
      message: expect.stringContaining('picsift model use clip-vit-b32'),
    });
  });

  it('changes with model use: embeds again, keeps the old vectors, and switches back without embedding', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const options = engineOptions({ model: {} });
    const engine = engineHere(options);
    await engine.useModel('pocket');
    await engine.index([folder]);

    const variant = otherModel('variant');
    expect(await engine.useModel(variant)).toEqual({ name: 'variant' });
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 4, model: 'variant' });
    expect((await bestMatches(engine, 'a plain red picture', folder))[0]).toBe('red.jpg');
    await engine.useModel('pocket');
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 0, model: 'pocket' });

    await engine.useModel(variant);
    rmSync(variant, { recursive: true });
    const orphan = testEngine(options);
    await expect(orphan.index([folder])).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('the fingerprint of the built-in model', () => {
  it('is the one that catalogs store: when it changes, `replaces` in its manifest must name the former one', async () => {
    const model = readModelFolder(join(packageRoot(), 'models', BUILT_IN_MODEL), loadManifest(BUILT_IN_MODEL));
    expect(await fingerprint(model)).toBe('f48e6ba8adbb26859ad7973680329f61be9b787a886bb89af50019c84c601ed5');
  });
});

describe('a catalog of a former version of the built-in model', () => {
  /** Photos, and the options of an engine that finds their index made with a former version of the built-in model. */
  async function formerLibrary(fingerprint?: string) {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const options = engineOptions();
    const maker = engineHere({ ...options, model: { folder: otherModel('former') } });
    await maker.index([folder]);
    await maker.close();
    rewriteAsFormerBuiltIn(options.dataDir, fingerprint);
    return { folder, file: join(options.dataDir, 'catalog.sqlite'), options };
  }

  it('finds nothing by words until the next index, which says so and embeds again; the old vectors stay', async () => {
    const { folder, file, options } = await formerLibrary();
    const engine = testEngine(options);
    const request = { query: 'a plain red picture', folders: [folder], top: 1 };
    expect(await engine.search(request)).toMatchObject({ total: 4, model: null, results: [] });
    expect((await engine.search({ ...request, query: undefined })).results).toHaveLength(1);
    const before = (await engine.doctor()).find(({ check }) => check === 'model');
    expect(before).toMatchObject({ level: 'problem', found: /new version of pocket/, fix: 'picsift doctor --repair' });

    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    const asked = { onNotice, ifNeeded: true };
    expect(await engine.index([folder], asked)).toMatchObject({ kept: 4, embedded: 4, failed: 0, model: 'pocket' });
    expect(notices).toEqual([expect.stringMatching(/^The built-in model "pocket" is new in this version of picsift/)]);
    expect(await engine.search(request)).toMatchObject({
      model: 'pocket',
      results: [{ path: join(folder, 'red.jpg') }],
    });
    expect(await engine.index([folder], asked)).toMatchObject({ kept: 4, embedded: 0 });
    expect(storedVectors(file)).toBe(8);
    expect(notices).toHaveLength(1);
    expect((await engine.doctor()).filter(({ level }) => level === 'problem')).toEqual([]);
  });

  it('of a version that this one does not know is refused with the command that switches', async () => {
    const { folder, options } = await formerLibrary('f'.repeat(64));
    const engine = engineHere(options);
    const refused = {
      code: 'model-missing',
      message: expect.stringMatching(/another version.*picsift model use pocket/),
    };
    await expect(engine.index([folder])).rejects.toMatchObject(refused);
    await expect(engine.search({ query: 'red', folders: [folder], top: 1 })).rejects.toMatchObject(refused);
    await engine.useModel('pocket');
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 4 });
    expect((await bestMatches(engine, 'a plain red picture', folder))[0]).toBe('red.jpg');
  });
});
