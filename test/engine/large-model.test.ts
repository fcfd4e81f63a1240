/** A model with a large file, in a catalog that was made when picsift knew such files by their SHA-256. */

import { cpSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { fingerprint, formerFingerprint } from '../../src/model/store/fingerprint.ts';
import { BUILT_IN_MODEL } from '../../src/model/store/manifest.ts';
import { readModelFolder } from '../../src/model/store/model-folder.ts';
import { inCatalog } from '../support/catalogs/catalog-file.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawIndexed } from '../support/indexed.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { bestMatches, COLOURS, engineOptions } from '../support/test-engine.ts';

/** Make the built-in model, and beside its graph weights that it does not use. */
function largeModel(folder: string): void {
  cpSync(join(packageRoot(), 'models', BUILT_IN_MODEL), folder, { recursive: true });
  const weights = join(folder, 'onnx', 'vision_model.onnx_data');
  writeFileSync(weights, '');
  truncateSync(weights, 100_000_001);
}

describe('a catalog that knows a large model by its SHA-256', () => {
  it('goes on with its vectors when the model is moved, checked, or chosen again', async () => {
    const [folder, model] = [temporaryFolder(), join(temporaryFolder(), 'large')];
    const { dataDir, ...others } = engineOptions();
    await drawIndexed(folder, dataDir, COLOURS);
    largeModel(model);
    const former = await formerFingerprint(readModelFolder(model));
    expect(former).not.toBe(await fingerprint(readModelFolder(model)));
    const file = join(dataDir, 'catalog.sqlite');
    const change = `UPDATE model SET name = 'large', fingerprint = ?, folder = '/gone', stamps = ''`;
    inCatalog(file, (catalog) => catalog.prepare(change).run(former), { readonly: false });
    const stored = () =>
      inCatalog(file, (catalog) => catalog.prepare('SELECT fingerprint, folder FROM model ORDER BY id').all());

    const engine = engineHere({ ...others, dataDir, model: { folder: model } });
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 0, model: 'large' });
    expect(stored()).toEqual([{ fingerprint: former, folder: model }]);
    expect((await bestMatches(engine, 'a plain red picture', folder))[0]).toBe('red.jpg');
    expect((await engine.doctor()).find(({ check }) => check === 'model')).toMatchObject({ level: 'ok' });

    const moved = `${model}-moved`;
    renameSync(model, moved);
    const { useModel } = engineHere({ ...others, dataDir, model: {} });
    await useModel(BUILT_IN_MODEL);
    await useModel(moved);
    expect(stored()).toMatchObject([
      { fingerprint: former, folder: moved },
      { folder: expect.stringMatching('pocket') },
    ]);
  });
});
