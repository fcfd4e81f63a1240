import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { activateFirstModel } from '../../../src/catalog/models.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { mostTextFirst } from '../../../src/indexing/text/most-text-first.ts';
import { startTextTower } from '../../../src/model/run/tower-client.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';

it('begins with the photos that look like text to the model', async () => {
  const { catalog } = testCatalog();
  const spec = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
  const { id } = activateFirstModel(catalog, { name: 'pocket', fingerprint: 'f', folder: spec.folder, stamps: '' });
  const tower = startTextTower(spec, true);
  const looks = await tower.embed(['a menu of a restaurant', 'mountains and a lake']);
  await tower.close();
  const vectors = vectorWriter(catalog, id);
  const contents = Array.from({ length: 120 }, (_, i) => {
    const { contentId } = addPhoto(catalog, `/p/${i}`);
    if (i < 110) vectors.put(contentId, looks[i % 2]!);
    return contentId;
  });
  const sorted = await mostTextFirst(contents, catalog, { id, spec });
  const positions = sorted.map((content) => contents.indexOf(content));
  expect(positions.slice(0, 55).every((i) => i % 2 === 0)).toBe(true);
  // Those without a vector.
  expect(positions.slice(110)).toEqual(positions.filter((i) => i >= 110));
  expect(await mostTextFirst(contents.slice(0, 99), catalog, { id, spec })).toEqual(contents.slice(0, 99));
});
