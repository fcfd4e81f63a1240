import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { photosWithName, spelledNames } from '../../../src/catalog/metadata/name-lists.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { addPhoto, openedCatalog } from '../../support/catalogs/test-catalog.ts';

/** Photos 1 to 3 with the names of their files; a sidecar of the third overrides its file. */
function library() {
  const catalog = openedCatalog();
  const names = [['Dog', 'beach'], ['dog'], ['cat']];
  for (const [i, path] of ['/a/1.jpg', '/a/b/2.jpg', '/c/3.jpg'].entries()) {
    addPhoto(catalog, resolve(path), { keywords: names[i]!, people: names[i]! });
  }
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  const own = ['Dog', 'été'];
  metadata.annotate(3, { ...NOTHING_KNOWN, keywords: own, people: own, fallbackTakenAt: null, stamps: 's' });
  return catalog;
}

describe.each(['keyword', 'person'] as const)('the list of each %s', (list) => {
  it('has every name once, from files and sidecars', () => {
    expect(spelledNames(library(), list)).toEqual(['Dog', 'beach', 'cat', 'dog', 'été']);
    expect(spelledNames(openedCatalog(), list)).toEqual([]);
  });

  it('leads to the photos; a sidecar overrides the file', () => {
    const catalog = library();
    const photos = (...names: string[]) => photosWithName(catalog, list, names).sort();
    expect(photos('Dog', 'dog')).toEqual([1, 2, 3]);
    expect(photos('cat')).toEqual([]);
    expect(photos()).toEqual([]);
  });
});
