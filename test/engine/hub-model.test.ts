/** A catalog whose model comes from a hub without a manifest. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/open.ts';
import { needsDownload } from '../../src/engine/active-model.ts';
import { pullModel } from '../../src/model/store/install.ts';
import { engineHere } from '../support/engine-here.ts';
import { REPOSITORY, startModelHub } from '../support/net/hub-models.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { bestMatches, COLOURS, engineOptions } from '../support/test-engine.ts';

const NAME = `hf:${REPOSITORY}`;

describe('a catalog with a model of the hub', () => {
  it('finds it again by the name with the commit, without a network, until its files are gone', async () => {
    const { hub } = await startModelHub();
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const options = engineOptions({ hub: { endpoint: hub.endpoint }, model: { name: NAME } });
    const engine = engineHere(options);
    const { model } = await engine.index([folder]);
    expect(model).toMatch(/^hf:Xenova\/pocket@[0-9a-f]{12}$/);
    const requests = hub.requests.length;

    // A new start with the same setting, with the exact name, and without any.
    for (const name of [NAME, model, undefined]) {
      const again = engineHere({ ...options, model: { name } });
      expect(await again.index([folder])).toMatchObject({ model, embedded: 0 });
      expect((await bestMatches(again, 'a plain red picture', folder))[0]).toBe('red.jpg');
    }
    await expect(engineHere({ ...options, model: { name: 'hf:someone/else' } }).index([folder])).rejects.toMatchObject({
      code: 'model-mismatch',
    });
    expect(hub.requests.length).toBe(requests);

    // The vectors of another model stay apart, and switching back needs neither a network nor embedding.
    expect(await engine.useModel('pocket')).toEqual({ name: 'pocket' });
    expect(await engine.useModel(model)).toEqual({ name: model });
    expect(await engine.index([folder])).toMatchObject({ model, embedded: 0 });
    expect(hub.requests.length).toBe(requests);

    rmSync(`${options.dataDir}/models`, { recursive: true });
    await expect(engineHere({ ...options, model: {} }).index([folder])).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(`Get it again with: picsift model pull ${model}`),
    });
  });

  it('must download what is gone of its model before the first index, and does so', async () => {
    const { hub, store } = await startModelHub();
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const options = engineOptions({ hub: { endpoint: hub.endpoint }, model: { name: `${NAME}+int8` } });
    const here = { ...store, folder: join(options.dataDir, 'models') };
    const catalog = openCatalog(join(temporaryFolder(), 'catalog.sqlite'), { busyTimeoutMs: 0 });
    const isNeeded = () => needsDownload(catalog, here, options.model);
    expect(isNeeded()).toBe(true);
    const model = await pullModel(here, `${NAME}+int8`);
    expect(isNeeded()).toBe(false);
    rmSync(model.textFile);
    expect(isNeeded()).toBe(true);
    catalog.close();
    // Found again by the setting, whose variant is a part of the name.
    for (let i = 0; i < 2; i++) expect(await engineHere(options).index([folder])).toMatchObject({ model: model.name });
  });

  it('keeps its model when the one of the hub cannot be used', async () => {
    const { hub } = await startModelHub();
    const folder = temporaryFolder();
    await drawPhotos(folder, COLOURS);
    const engine = engineHere(engineOptions({ hub: { endpoint: hub.endpoint }, model: { name: 'pocket' } }));
    await engine.index([folder]);
    hub.fail('vision_model_quantized.onnx', { wrongBytes: true });
    await expect(engine.useModel(NAME)).rejects.toMatchObject({ code: 'download-failed' });
    await expect(engine.useModel(`${NAME}@v9`)).rejects.toMatchObject({ code: 'download-failed' });
    await expect(engine.useModel('hf:../x')).rejects.toMatchObject({ code: 'bad-usage' });
    expect(engine.status().model).toBe('pocket');
    expect(await engine.index([folder])).toMatchObject({ model: 'pocket', embedded: 0 });
  });
});
