import { expect, it } from 'vitest';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import {
  PERSONAL_FACTS,
  photosTitled,
  photosWithWord,
  refreshWords,
  textsWithWords,
} from '../../../src/catalog/metadata/words.ts';
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
  addPhoto(catalog, '/p/Greece/IMG_12345.JPG', { placeName: 'Bengaluru, India' });
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
  expect(found(catalog, 'bengaluru')).toEqual([id + 1]);
  expect(found(catalog, 'Sand im')).toEqual([]);
  expect(found(catalog, 'jpg')).toHaveLength(2);
});

it('finds photos by title, description, people and label; not by a label that is a colour', () => {
  const { catalog } = testCatalog();
  const facts = {
    title: 'Erster Schultag',
    description: 'Vor dem Tor',
    people: ['Anna Öz'],
    keywords: ['anna öz', 'school'],
  };
  const { id } = addPhoto(catalog, '/p/1.jpg', { ...facts, label: 'Approved' });
  addPhoto(catalog, '/p/2.jpg', { label: 'Red' });
  refreshWords(catalog, nowhere);
  for (const word of ['schultag', 'tor', 'anna', 'oz', 'school', 'approved'])
    expect(found(catalog, word), word).toEqual([id]);
  addPhoto(catalog, '/p/3.jpg', { label: 'Grün' });
  refreshWords(catalog, nowhere);
  for (const colour of ['red', 'grün']) expect(found(catalog, colour), colour).toEqual([]);
  // Programs write the people as keywords too.
  const secret = (word: string) => photosWithWord(catalog, word, PERSONAL_FACTS).own;
  for (const word of ['schultag', 'tor', 'anna', 'oz']) expect(secret(word), word).toEqual([]);
  expect(photosWithWord(catalog, 'anna', ['title']).own).toEqual([id]);
  expect(photosWithWord(catalog, 'schultag', ['people']).own).toEqual([id]);
  for (const word of ['school', 'approved']) expect(secret(word), word).toEqual([id]);
  expect(photosTitled(catalog, 'schultag')).toEqual([id]);
  expect(photosTitled(catalog, 'tor')).toEqual([]);
});

it('knows people in keywords: parts of their names, and those whom only the file names', () => {
  const { catalog } = testCatalog();
  const keywords = ['Anna', 'Wedding of Anna Smith', 'Zora', 'beach'];
  const { id } = addPhoto(catalog, '/p/1.jpg', { people: ['Zora'], keywords });
  const sidecar = { ...NOTHING_KNOWN, people: ['Anna Smith'], fallbackTakenAt: null, stamps: 's' };
  metadataWriter(catalog, 1).annotate(id, sidecar);
  refreshWords(catalog, nowhere);
  const secret = (word: string) => photosWithWord(catalog, word, ['people']).own;
  for (const word of ['anna', 'smith', 'wedding', 'zora', 'beach']) expect(found(catalog, word), word).toEqual([id]);
  for (const word of ['anna', 'smith', 'zora']) expect(secret(word), word).toEqual([]);
  expect(secret('beach')).toEqual([id]);
});

it.each([
  ['東京タワー.jpg', ['東京', 'タワー', '東京タワー', 'ﾀﾜｰ'], ['京東', 'タワ夜']],
  ['東京・夜景 2019.jpg', ['夜景', '東京'], ['東夜']],
  ['서울타워에서.jpg', ['서울', '타워', '서울타워'], ['부산']],
  ['เที่ยวโตเกียว.jpg', ['โตเกียว'], ['เกาหลี']],
  ['Straße am Fluß.jpg', ['strasse', 'STRASSE', 'straße', 'fluss'], ['strase']],
  ['Łódź-Tromsø-Ærø.jpg', ['lodz', 'tromso', 'aero', 'Tromsø'], ['odz']],
  ['Ko\u0308ln \uff12\uff10\uff11\uff19.jpg', ['köln', 'koln', '2019'], ['kln']],
  ["St John's.jpg", ['johns', 'john’s'], ['s']],
])('finds %s as people type it', (name, words, others) => {
  const { catalog } = testCatalog();
  const { id } = addPhoto(catalog, `/p/${name}`);
  refreshWords(catalog, nowhere);
  for (const word of words) expect(found(catalog, word), word).toEqual([id]);
  for (const word of others) expect(found(catalog, word), word).toEqual([]);
});

it('follows moves, sidecars and removals', () => {
  const { catalog } = testCatalog();
  const { id, contentId } = addPhoto(catalog, '/p/here.jpg');
  refreshWords(catalog, nowhere);
  const writer = photoWriter(catalog);
  writer.update(id, { path: '/p/there.jpg', size: 1, mtimeNs: 1n, status: null, device: 1, namedAt: null }, contentId);
  metadataWriter(catalog, 1).annotate(id, {
    ...NOTHING_KNOWN,
    keywords: ['beach'],
    fallbackTakenAt: null,
    stamps: 's',
  });
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
  const texts = ['/a/Germany 2019', 'Greece', '', 'the germanys'];
  expect(textsWithWords(catalog, texts, ['germany', 'x'])).toEqual(
    new Map([
      ['germany', new Set([0, 3])],
      ['x', new Set()],
    ]),
  );
  expect(textsWithWords(catalog, ['x'], ['germany']).get('germany')).toEqual(new Set());
});

it('finds files by the parts of their names', () => {
  const { catalog } = testCatalog();
  const names = ['DSC_0417.JPG', 'IMG-20160806-WA0012.jpg', 'scan0003.jpg', '2019-06-01.jpg'];
  const ids = names.map((name) => addPhoto(catalog, `/p/${name}`).id);
  refreshWords(catalog, nowhere);
  expect(found(catalog, '417')).toEqual([ids[0]]);
  expect(found(catalog, 'dsc_0417')).toEqual([ids[0]]);
  for (const part of ['wa0012', 'wa 12', '12', '20160806']) expect(found(catalog, part), part).toEqual([ids[1]]);
  for (const part of ['scan0003', 'scan 3', 'scan 0003']) expect(found(catalog, part), part).toEqual([ids[2]]);
  expect(found(catalog, '2019-06')).toEqual([ids[3]]);
});
