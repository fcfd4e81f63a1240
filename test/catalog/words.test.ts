import { expect, it } from 'vitest';
import { metadataWriter } from '../../src/catalog/metadata.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { photosWithWord, refreshWords } from '../../src/catalog/words.ts';
import { NOTHING_KNOWN } from '../../src/library/photo-metadata.ts';
import { addPhoto, testCatalog } from '../support/catalog.ts';

const nowhere = () => '';

it('finds photos by what they are called', () => {
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
    expect(photosWithWord(catalog, word), word).toEqual([id]);
  }
  expect(photosWithWord(catalog, 'Sand im')).toEqual([]);
  expect(photosWithWord(catalog, 'jpg')).toHaveLength(2);
});

it('follows moves, sidecars and removals', () => {
  const { catalog } = testCatalog();
  const { id, contentId } = addPhoto(catalog, '/p/here.jpg');
  refreshWords(catalog, nowhere);
  const writer = photoWriter(catalog);
  writer.update(id, { path: '/p/there.jpg', size: 1, mtimeNs: 1n, device: 1 }, contentId);
  metadataWriter(catalog, 1).annotate(id, { ...NOTHING_KNOWN, keywords: ['beach'], stamps: 's' });
  refreshWords(catalog, nowhere);
  expect(photosWithWord(catalog, 'here')).toEqual([]);
  expect(photosWithWord(catalog, 'there')).toEqual([id]);
  expect(photosWithWord(catalog, 'beach')).toEqual([id]);
  writer.remove(id);
  refreshWords(catalog, nowhere);
  expect(photosWithWord(catalog, 'there')).toEqual([]);
});

it.each(['', '"', '*', 'a OR b', 'path:x', '(', '\0', '😀', 'NEAR(a b)', "'; DROP TABLE words", '-x', '^x'])(
  'takes %j for text, not for a query language',
  (word) => {
    const { catalog } = testCatalog();
    addPhoto(catalog, '/p/x.jpg');
    refreshWords(catalog, nowhere);
    expect(() => photosWithWord(catalog, word)).not.toThrow();
  },
);
