/** Which model a catalog uses, and how it changes. */

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawIndexed } from '../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { bestMatches, COLOURS, engineOptions, testEngine } from '../support/test-engine.ts';

describe('the model of a catalog', () => {
  it('is the built-in one, with a notice, when the default is not available; later runs try no download', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const engine = testEngine({ model: {} });
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
    const engine = testEngine({ model: { name: 'clip-vit-b32' } });
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

    // The same weights with another normalisation are another model: the vectors differ.
    const variant = join(temporaryFolder(), 'variant');
    cpSync(join(packageRoot(), 'models/pocket'), variant, { recursive: true });
    const configFile = join(variant, 'preprocessor_config.json');
    const config = JSON.parse(readFileSync(configFile, 'utf8')) as object;
    writeFileSync(configFile, JSON.stringify({ ...config, image_mean: [0.45, 0.5, 0.5] }));

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
