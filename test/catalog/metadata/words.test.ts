import { expect, it } from 'vitest';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { photosWithWord, refreshWords, textsWithWord } from '../../../src/catalog/metadata/words.ts';
import type { Catalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';

const nowhere = () => '';

function found(catalog: Catalog, word: string): number[] {
  const { own, folder } = photosWithWord(catalog, word);
  return [...new Set([...own, ...folder])];
}

it('finds photos by their names', () => {
  const { catalog } = testCatalog();
  const { id } = addPhoto(catalog, '/p/Germany 2019/IMG_1234.JPG', {
    camera: 'NIKON D750',
    keywords: ['Füße im Sand', 'Family'],
    latitude: 52.5,
    longitude: 13.4,
  });
  addPhoto(catalog, '/p/Greece/IMG_12345.JPG');
  refreshWords(catalog, (latitude) => (latitude > 0 ? 'Berlin Germany' : ''));
  for (const word of [
    'germany',
    'Germany',
    'IMG_1234',
    'img_1234.jpg',
    'nikon',
    'D750',
    'fuße',
    'berlin',
    'families',
  ]) {
    expect(found(catalog, word), word).toEqual([id]);
  }
  expect(found(catalog, 'Sand im')).toEqual([]);
  expect(found(catalog, 'jpg')).toHaveLength(2);
});

it('follows moves, sidecars and removals', () => {
  const { catalog } = testCatalog();
  const { id, contentId } = addPhoto(catalog, '/p/here.jpg');
  refreshWords(catalog, nowhere);
  const writer = photoWriter(catalog);
  writer.update(id, { path: '/p/there.jpg', size: 1, mtimeNs: 1n, device: 1 }, contentId);
  metadataWriter(catalog, 1).annotate(id, { ...NOTHING_KNOWN, keywords: ['beach'], stamps: 's' });
  refreshWords(catalog, nowhere);
  expect(found(catalog, 'here')).toEqual([]);
  expect(found(catalog, 'there')).toEqual([id]);
  expect(found(catalog, 'beach')).toEqual([id]);
  writer.remove(id);
  refreshWords(catalog, nowhere);
  expect(found(catalog, 'there')).toEqual([]);
});

it.each(['', '"', '*', 'a OR b', 'path:x', '(', '\0', '😀', 'NEAR(a b)', "'; DROP TABLE words", '-x', '^x'])(
  'takes %j as text, not as a query language',
  (word) => {
    const { catalog } = testCatalog();
    addPhoto(catalog, '/p/x.jpg');
    refreshWords(catalog, nowhere);
    expect(() => found(catalog, word)).not.toThrow();
  },
);

it('matches texts by the same rules as photos', () => {
  const { catalog } = testCatalog();
  expect(textsWithWord(catalog, ['/a/Germany 2019', 'Greece', 'the germanys'], 'germany')).toEqual(new Set([0, 2]));
  expect(textsWithWord(catalog, ['x'], 'germany')).toEqual(new Set());
});
