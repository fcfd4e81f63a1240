import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { photosWithKeyword, spelledKeywords } from '../../src/catalog/keywords.ts';
import { metadataWriter } from '../../src/catalog/metadata.ts';
import { openCatalog } from '../../src/catalog/open.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { NOTHING_KNOWN } from '../../src/library/metadata/photo-metadata.ts';

/** Photos 1 to 3; what the file of each says, and what a sidecar of the third says instead. */
function library() {
  const catalog = openCatalog(':memory:', { busyTimeoutMs: 0 });
  onTestFinished(() => void catalog.close());
  const photos = photoWriter(catalog);
  const metadata = metadataWriter(catalog, 1);
  const keywords = [['Dog', 'beach'], ['dog'], ['cat']];
  for (const [i, path] of ['/a/1.jpg', '/a/b/2.jpg', '/c/3.jpg'].entries()) {
    const contentId = photos.addContent({
      sha256: Buffer.from([i]),
      width: 1,
      height: 1,
      damaged: false,
      perceptualHash: null,
    });
    photos.add({ path: resolve(path), size: 1, mtimeNs: 1n, device: 1 }, contentId);
    metadata.describe(contentId, { ...NOTHING_KNOWN, keywords: keywords[i]! });
  }
  metadata.annotate(3, { ...NOTHING_KNOWN, keywords: ['Dog', 'été'], stamps: 's' });
  return catalog;
}

describe('keywords', () => {
  it('are listed once each, wherever they are written', () => {
    expect(spelledKeywords(library())).toEqual(['Dog', 'beach', 'cat', 'dog', 'été']);
    expect(spelledKeywords(openCatalog(':memory:', { busyTimeoutMs: 0 }))).toEqual([]);
  });

  it('lead to the photos below the folders; what a sidecar says counts instead of the file', () => {
    const catalog = library();
    expect(photosWithKeyword(catalog, ['Dog', 'dog'], [resolve('/')]).sort()).toEqual([1, 2, 3]);
    expect(photosWithKeyword(catalog, ['Dog', 'dog'], [resolve('/a/b'), resolve('/c')]).sort()).toEqual([2, 3]);
    expect(photosWithKeyword(catalog, ['cat'], [resolve('/')])).toEqual([]);
    expect(photosWithKeyword(catalog, ['Dog'], [])).toEqual([]);
    expect(photosWithKeyword(catalog, [], [resolve('/')])).toEqual([]);
  });
});
