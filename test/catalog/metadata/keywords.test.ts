import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { photosWithKeyword, spelledKeywords } from '../../../src/catalog/metadata/keywords.ts';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { addPhoto, openedCatalog } from '../../support/catalogs/test-catalog.ts';

/** Photos 1 to 3 with the keywords of their files; a sidecar of the third overrides its file. */
function library() {
  const catalog = openedCatalog();
  const keywords = [['Dog', 'beach'], ['dog'], ['cat']];
  for (const [i, path] of ['/a/1.jpg', '/a/b/2.jpg', '/c/3.jpg'].entries()) {
    addPhoto(catalog, resolve(path), { keywords: keywords[i]! });
  }
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  metadata.annotate(3, { ...NOTHING_KNOWN, keywords: ['Dog', 'été'], fallbackTakenAt: null, stamps: 's' });
  return catalog;
}

describe('keywords', () => {
  it('are listed once each, from files and sidecars', () => {
    expect(spelledKeywords(library())).toEqual(['Dog', 'beach', 'cat', 'dog', 'été']);
    expect(spelledKeywords(openedCatalog())).toEqual([]);
  });

  it('lead to the photos below the folders; a sidecar overrides the file', () => {
    const catalog = library();
    expect(photosWithKeyword(catalog, ['Dog', 'dog'], [resolve('/')]).sort()).toEqual([1, 2, 3]);
    expect(photosWithKeyword(catalog, ['Dog', 'dog'], [resolve('/a/b'), resolve('/c')]).sort()).toEqual([2, 3]);
    expect(photosWithKeyword(catalog, ['cat'], [resolve('/')])).toEqual([]);
    expect(photosWithKeyword(catalog, ['Dog'], [])).toEqual([]);
    expect(photosWithKeyword(catalog, [], [resolve('/')])).toEqual([]);
  });
});
