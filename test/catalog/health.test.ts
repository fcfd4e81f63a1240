import { join } from 'node:path';
import { expect, it } from 'vitest';
import { integrityErrors } from '../../src/catalog/health.ts';
import { refreshWords } from '../../src/catalog/metadata/words.ts';
import { addPhoto, openedCatalog, testCatalog } from '../support/catalogs/test-catalog.ts';

it('finds no fault when another connection has merged parts of the full-text index', () => {
  const { catalog, folder } = testCatalog();
  const other = openedCatalog(join(folder, 'catalog.sqlite'));
  for (const path of ['/p/a.jpg', '/p/b.jpg']) {
    addPhoto(other, path);
    refreshWords(other, () => '');
  }
  expect(integrityErrors(catalog)).toEqual([]);
  other.exec(`INSERT INTO words (words) VALUES ('optimize')`);
  expect(integrityErrors(catalog)).toEqual([]);
});
