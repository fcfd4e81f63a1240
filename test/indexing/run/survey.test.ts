import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putRoot } from '../../../src/catalog/roots.ts';
import { surveyFolders } from '../../../src/indexing/run/survey.ts';
import { openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';

it('leaves out a folder that a person removed from the index while the run was waiting', async () => {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'sub/red.jpg': 'red' });
  const catalog = openedCatalog();
  const survey = async (unlessForgotten: string[]) => {
    const job = { folders: [join(folder, 'sub')], scan: { excludeDirs: [], includeHidden: false }, modelId: 1 };
    const decoder = { call: () => expect.unreachable(), close: () => {} };
    const context = { catalog, decoder, signal: new AbortController().signal };
    const { roots, inspect } = await surveyFolders({ ...job, unlessForgotten }, context);
    return [roots.length, inspect.length];
  };
  expect(await survey([join(folder, 'sub')])).toEqual([0, 0]);
  expect(await survey([])).toEqual([1, 1]);
  putRoot(catalog, { path: folder, state: 'online', reason: null, passedOver: {} });
  expect(await survey([join(folder, 'sub')])).toEqual([0, 1]);
});
