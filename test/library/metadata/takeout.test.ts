/** Exports of Google Photos: each photo has the facts of its own file. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readTakeout } from '../../../src/library/metadata/takeout.ts';
import { takeoutFinder } from '../../../src/library/metadata/takeout-names.ts';
import type { FilterRequest } from '../../../src/search/filters/filter-table.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';

/** 2019-06-01, 18:30 UTC. */
const JUNE = '1559413800';

const file = (facts: object) => Buffer.from(JSON.stringify({ title: 'a.jpg', ...facts }));
const taken = (timestamp: unknown) => file({ photoTakenTime: { timestamp, formatted: '1 Jun 2019' } });

describe('the file of a photo', () => {
  const LONG = 'a-rather-long-name-that-a-person-gave-to-the-picture-of-a-dog';
  it.each([
    ['a.jpg', 'a.jpg.json'],
    ['a.jpg', 'a.jpg.supplemental-metadata.json'],
    ['a.jpg', 'a.json'],
    ['a.HEIC', 'a.HEIC.supplemental-metadata.JSON'],
    ['IMG_20240101_123456789.jpg', 'IMG_20240101_123456789.jpg.supplemental-metada.json'],
    [`${LONG.slice(0, 30)}.jpg`, `${`${LONG.slice(0, 30)}.jpg.supplemental-metadata`.slice(0, 46)}.json`],
    [`${LONG.slice(0, 40)}.jpg`, `${`${LONG.slice(0, 40)}.jpg.supplemental-metadata`.slice(0, 46)}.json`],
    [`${LONG.slice(0, 44)}.jpg`, `${LONG.slice(0, 44)}.j.json`],
    [`${LONG.slice(0, 47)}.jpg`, `${LONG.slice(0, 46)}.json`],
    [`${LONG.slice(0, 51)}.jpg`, `${LONG.slice(0, 51)}.json`],
    ['a.jpg', 'a.jpg.suppl.json'],
    ['a.jpg', 'a.jpg.s.json'],
    ['a(1).jpg', 'a.jpg.supplemental-meta(1).json'],
    ['a(1).jpg', 'a.jpg(1).json'],
    ['a(12).jpg', 'a.jpg.supplemental-metadata(12).json'],
    ['a-edited.jpg', 'a.jpg.json'],
    ['a-edited(1).jpg', 'a.jpg(1).json'],
    ['a-bearbeitet.jpg', 'a.jpg.supplemental-metadata.json'],
    ['a-編集済み.jpg', 'a.jpg.json'],
    ['Ko\u0308ln.jpg', 'K\u00f6ln.jpg.json'],
  ])('%s is %s', (photo, json) => {
    expect(takeoutFinder(['other.jpg.json', json, 'b.jpg(1).json'])(photo)).toBe(json);
  });

  it.each([
    ['a.jpg', ['a.jpg(1).json', 'aa.jpg.json', 'a.png.json', 'a.jpg.supplemental.txt.json', 'package.json']],
    ['a(1).jpg', ['a.jpg.json', 'a.jpg(2).json', 'a.json']],
    ['a-edited.jpg', ['b.jpg.json', 'a.jpg(1).json']],
    ['short.jpg', ['shor.json', 'short.jp.json', 'short.jpg.sup.txt.json', 'short.jpgsuppl.json']],
  ])('%s is none of %j', (photo, names) => expect(takeoutFinder(names)(photo)).toBeUndefined());

  it('of an edited copy is its own, if there is one', () => {
    expect(takeoutFinder(['a.jpg.json', 'a-edited.jpg.json'])('a-edited.jpg')).toBe('a-edited.jpg.json');
  });
});

describe('its facts', () => {
  it('are the moment and the place', () => {
    const geoData = { latitude: -33.5, longitude: 151.25, altitude: 3 };
    expect(readTakeout(file({ photoTakenTime: { timestamp: JUNE }, geoData }))).toMatchObject({
      fallbackTakenAt: '2019-06-01T18:30:00Z',
      latitude: -33.5,
      longitude: 151.25,
    });
    const nowhere = { latitude: 0, longitude: 0 };
    expect(readTakeout(file({ geoData: nowhere, geoDataExif: geoData }))).toMatchObject({ latitude: -33.5 });
    expect(readTakeout(file({ geoData: nowhere, geoDataExif: nowhere }))).toMatchObject({ latitude: null });
    expect(readTakeout(taken('-1000000000')).fallbackTakenAt).toBe('1938-04-24T22:13:20Z');
    expect(readTakeout(Buffer.concat([Buffer.from('\ufeff'), taken(JUNE)])).fallbackTakenAt).not.toBeNull();
  });

  it('are what people said about it', () => {
    const people = [{ name: 'Anna' }, { name: 'Ben Smith' }, { name: 'Anna' }, {}, { name: 7 }, null];
    expect(readTakeout(file({ description: 'At the\nlake ', people, favorited: true }))).toMatchObject({
      description: 'At the lake',
      people: ['Anna', 'Ben Smith'],
      rating: 5,
    });
    const escaped = file({ description: 'Anna&#39;s cat &amp; dog &nosuch; ', people: [{ name: 'O&quot;Hara' }] });
    expect(readTakeout(escaped)).toMatchObject({ description: "Anna's cat & dog &nosuch;", people: ['O"Hara'] });
    const nothing = { title: null, description: null, people: [], rating: null };
    expect(readTakeout(file({ description: '', people: 'Anna', favorited: 'yes' }))).toMatchObject(nothing);
    expect(readTakeout(file({ description: ['a'], people: { name: 'Anna' }, favorited: false }))).toMatchObject(
      nothing,
    );
  });

  it.each([
    ...['', 'null', '[]', '"a"', '{', '{"photoTakenTime":[]}', '{"geoData":{"latitude":"1","longitude":2}}'].map(
      Buffer.from,
    ),
    ...['0', '', 'soon', '99999999999999999', 1559413800, null, {}, '999999999999'].map(taken),
    file({ geoData: { latitude: 91, longitude: 0 } }),
    file({ geoData: { latitude: 1e300, longitude: 1 } }),
  ])('are none in %s', (json) => {
    expect(readTakeout(json)).toMatchObject({ fallbackTakenAt: null, latitude: null, takenAt: null });
  });
});

it('an export is indexed with all facts on the right photos', async () => {
  const folder = join(temporaryFolder(), 'Takeout', 'Google Photos');
  const album = join(folder, 'Summer in the mountains');
  const days: Record<string, string> = {};
  const captions: Record<string, string> = {};
  /** Adds a photo with a file that gives it a day of its own. */
  async function add(photo: string, json: string, day: number): Promise<void> {
    await drawPhotos(album, { [photo]: `rgb(${day * 8}, ${200 - day * 5}, ${day * 3})` });
    const timestamp = String(Date.UTC(2015, 0, day, 12) / 1000);
    const facts = { description: `Day ${day}`, people: [{ name: `Person ${day}` }], favorited: day === 3 };
    writeFileSync(join(album, json), file({ ...facts, photoTakenTime: { timestamp } }));
    captions[photo] = `Day ${day}, Person ${day}`;
    days[photo] = `2015-01-${String(day).padStart(2, '0')}T12:00:00Z`;
  }
  const long = 'a-name-that-is-much-longer-than-forty-six-characters';
  mkdirSync(album, { recursive: true });
  writeFileSync(join(album, 'metadata.json'), '{"title":"Summer in the mountains"}');
  await add('photo.jpg', 'photo.jpg.supplemental-metadata.json', 1);
  await add('photo(1).jpg', 'photo.jpg.supplemental-metadata(1).json', 2);
  await add('old.png', 'old.png.json', 3);
  await add('old(1).png', 'old.png(1).json', 4);
  await add(`${long.slice(0, 47)}.jpg`, `${long.slice(0, 46)}.json`, 5);
  await drawPhotos(album, { 'photo-edited.jpg': 'black' });
  days['photo-edited.jpg'] = days['photo.jpg']!;
  captions['photo-edited.jpg'] = captions['photo.jpg']!;
  // What the photo itself says, in local time, and what an XMP sidecar says, count more.
  const exif = { IFD2: { DateTimeOriginal: '2015:01:09 23:30:00' } };
  await sharp({ create: { width: 60, height: 40, channels: 3, background: 'white' } })
    .withExif(exif)
    .toFile(join(album, 'exif.jpg'));
  writeFileSync(join(album, 'exif.jpg.json'), taken(String(Date.UTC(2015, 0, 10, 4) / 1000)));
  days['exif.jpg'] = '2015-01-09T23:30:00';
  await add('xmp.jpg', 'xmp.jpg.json', 11);
  writeFileSync(join(album, 'xmp.jpg.xmp'), xmp({ 'exif:DateTimeOriginal': '2001-01-01T01:01:01' }));
  days['xmp.jpg'] = '2001-01-01T01:01:01';
  await add('IMG_20200101_000000.jpg', 'IMG_20200101_000000.jpg.supplemental-metadata.json', 12);

  const engine = engineHere();
  expect(await engine.index([dirname(folder)])).toMatchObject({ added: Object.keys(days).length, failed: 0 });
  const { results } = await engine.search({ query: 'red', folders: [dirname(folder)], top: 50, grouped: false });
  expect(Object.fromEntries(results.map(({ path, takenAt }) => [basename(path), takenAt]))).toEqual(days);
  const described = results.filter(({ description }) => description !== null);
  const captionOf = ({ description, people }: (typeof results)[number]) => [description, ...people].join(', ');
  expect(Object.fromEntries(described.map((photo) => [basename(photo.path), captionOf(photo)]))).toEqual(captions);
  const named = async (filters: FilterRequest, query = 'red') =>
    (await engine.search({ query, folders: [folder], top: 50, grouped: false, filters })).results
      .filter(({ named }) => named || query === 'red')
      .map(({ path }) => basename(path))
      .sort();
  expect(await named({ rating: 5 })).toEqual(['old.png']);
  expect(await named({ person: 'person 1' })).toEqual(['photo-edited.jpg', 'photo.jpg']);
  expect(await named({}, 'person 5')).toContain(`${long.slice(0, 47)}.jpg`);

  writeFileSync(join(album, 'photo.jpg.supplemental-metadata.json'), taken(JUNE));
  expect(await engine.index([folder])).toMatchObject({ changed: 0, embedded: 0 });
  const filters = { taken: '2019-06-01' };
  const june = await engine.search({ query: 'red', folders: [folder], top: 50, grouped: false, filters });
  expect(june.results.map(({ path }) => basename(path)).sort()).toEqual(['photo-edited.jpg', 'photo.jpg']);
});
