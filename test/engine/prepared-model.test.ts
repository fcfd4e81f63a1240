/** A catalog whose model is prepared at its first use: the same vectors, the same catalog, and nothing depends on it. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { engineHere } from '../support/engine-here.ts';
import { writeUnsignedModel } from '../support/onnx/unsigned-model.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { COLOURS, engineOptions } from '../support/test-engine.ts';

function vectorsIn(dataDir: string): string[] {
  const catalog = new Database(join(dataDir, 'catalog.sqlite'), { readonly: true });
  const rows = catalog.prepare<[], { hex: string }>('SELECT hex(data) AS hex FROM vector ORDER BY content_id').all();
  catalog.close();
  return rows.map(({ hex }) => hex);
}

describe('a model with unsigned weights', () => {
  it('is prepared by the first index run, and gives the vectors of its own graphs', async () => {
    const [photos, model] = [temporaryFolder(), temporaryFolder()];
    await drawPhotos(photos, COLOURS);
    writeUnsignedModel(model);
    const options = engineOptions({ model: { folder: model } });
    const engine = engineHere(options);
    const { embedded } = await engine.index([photos]);
    expect(embedded).toBe(Object.keys(COLOURS).length);
    const prepared = join(options.dataDir, 'models', 'prepared');
    const [folder] = readdirSync(prepared);
    expect(readdirSync(join(prepared, folder!))).toContain('prepared.json');

    // Without the prepared files, nothing has to be embedded again.
    const before = vectorsIn(options.dataDir);
    rmSync(prepared, { recursive: true });
    expect(await engine.index([photos])).toMatchObject({ embedded: 0 });

    // A catalog of a data folder where nothing can be prepared.
    const other = engineOptions({ model: { folder: model } });
    mkdirSync(other.dataDir);
    writeFileSync(join(other.dataDir, 'models'), 'no folder');
    await engineHere(other).index([photos]);
    expect(vectorsIn(other.dataDir)).toEqual(before);
    const { results } = await engine.search({ query: 'red', folders: [photos], top: 4 });
    expect(results).toHaveLength(4);
  });
});
