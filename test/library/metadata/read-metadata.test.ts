import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, overridden } from '../../../src/library/metadata/photo-metadata.ts';
import { readMetadata, readXmp } from '../../../src/library/metadata/read-metadata.ts';
import { readSidecars } from '../../../src/library/metadata/sidecars.ts';
import { RAW_FILES } from '../../support/photos/containers.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { iptcBlock, jpegWith } from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const plain = () => sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).jpeg();
const photo = (tags: Record<string, string>) => plain().withExif({ IFD2: tags }).toBuffer();

describe('the time a photo was taken', () => {
  it.each([
    [{ DateTimeOriginal: '2019:06:01 18:30:00' }, '2019-06-01T18:30:00'],
    [{ DateTimeOriginal: '2019:06:01 18:30:00', OffsetTimeOriginal: '+02:00' }, '2019-06-01T18:30:00+02:00'],
    [{ DateTimeOriginal: '2019:06:01 18:30:00', OffsetTimeOriginal: 'soon' }, '2019-06-01T18:30:00'],
    [{ DateTimeDigitized: '2019:06:01 18:30:00' }, '2019-06-01T18:30:00'],
    [{ DateTimeOriginal: '0000:00:00 00:00:00' }, null],
    [{ DateTimeOriginal: 'last summer' }, null],
    [{}, null],
  ])('%j -> %s', async (tags, takenAt) => {
    expect(readMetadata(await photo(tags)).takenAt).toBe(takenAt);
  });

  it.each([
    ['2020-05-06T07:08:09.25+02:00', '2020-05-06T07:08:09+02:00'],
    ['2020-05-06T07:08Z', '2020-05-06T07:08:00Z'],
    ['2020-05-06', '2020-05-06'],
    ['2020', null],
  ])('XMP %s -> %s', (time, takenAt) => {
    expect(readXmp(xmp({ 'exif:DateTimeOriginal': time })).takenAt).toBe(takenAt);
  });
});

describe('the metadata of a photo', () => {
  it('is read from Exif, in every format that contains it', async () => {
    const exif = {
      IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON D750 ', ImageDescription: 'At the lake', XPTitle: 'Sunday' },
      IFD2: { LensModel: '24-70mm f/2.8', DateTimeOriginal: '2019:06:01 18:30:00' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '33/1 30/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '151/1 15/1 0/1',
      },
    };
    for (const format of ['jpeg', 'webp', 'png', 'avif'] as const) {
      const bytes = await plain().withExif(exif).toFormat(format).toBuffer();
      expect(readMetadata(bytes), format).toEqual({
        takenAt: '2019-06-01T18:30:00',
        latitude: -33.5,
        longitude: 151.25,
        camera: 'NIKON D750',
        lens: '24-70mm f/2.8',
        rating: null,
        keywords: [],
        title: 'Sunday',
        description: 'At the lake',
        people: [],
        label: null,
        placeName: null,
      });
    }
  });

  it.each([
    ['Canon', 'Canon EOS 5D', 'Canon EOS 5D'],
    ['SONY', 'ILCE-7M3', 'SONY ILCE-7M3'],
    ['OLYMPUS IMAGING CORP.  ', 'E-M1', 'OLYMPUS E-M1'],
    ['Apple', ' ', 'Apple'],
  ])('camera: %s, %s -> %s', async (Make, Model, camera) => {
    expect(readMetadata(await plain().withExif({ IFD0: { Make, Model } }).toBuffer()).camera).toBe(camera);
  });

  it('is read from XMP: rating, place, keywords and their hierarchies', async () => {
    const packet = xmp(
      { 'xmp:Rating': '4', 'exif:GPSLatitude': '52,30.5N', 'exif:GPSLongitude': '13,22.5W' },
      {
        'dc:subject': ['beach', 'Ünïcode &amp; co', 'beach'],
        'lr:hierarchicalSubject': ['Places|Germany|Berlin'],
        'digiKam:TagsList': ['People/Ada'],
      },
    );
    const inside = readMetadata(await plain().withXmp(packet.toString()).toBuffer());
    expect(inside).toMatchObject({ rating: 4, latitude: 52 + 30.5 / 60, longitude: -13.375 });
    expect(inside.keywords).toEqual(['beach', 'Ünïcode & co', 'Places', 'Germany', 'Berlin', 'People', 'Ada']);
  });

  it('is read from IPTC: keywords', async () => {
    const iptc = iptcBlock([
      [2, 25, 'two words'],
      [2, 25, 'snow'],
    ]);
    const bytes = jpegWith(await plain().toBuffer(), { iptc });
    expect(readMetadata(bytes).keywords).toEqual(['two words', 'snow']);
  });

  it('leaves out impossible values: places without a fix, ratings above five stars', () => {
    const nowhere = xmp({ 'exif:GPSLatitude': '0,0N', 'exif:GPSLongitude': '0,0E', 'xmp:Rating': '17' });
    expect(readXmp(nowhere)).toEqual(NOTHING_KNOWN);
    const half = xmp({ 'exif:GPSLatitude': '99,0N', 'exif:GPSLongitude': '13,0E', 'xmp:Rating': '-7' });
    expect(readXmp(half)).toEqual(NOTHING_KNOWN);
    expect(readXmp(xmp({ 'xmp:Rating': '-1' })).rating).toBe(-1);
  });

  it('is read from RAW files, wherever they store it', async () => {
    const jpeg = await plain().toBuffer();
    for (const [kind, make] of Object.entries(RAW_FILES)) {
      const metadata = readMetadata(make({ jpegs: [jpeg], orientation: 1 }));
      expect(metadata, kind).toMatchObject({ takenAt: '2021-02-03T04:05:06', camera: 'Maker Model One' });
    }
  });

  it('is read despite damage', async () => {
    const iptc = iptcBlock([[2, 25, 'word']]);
    const bytes = jpegWith(await photo({ DateTimeOriginal: '2019:06:01 18:30:00' }), { iptc });
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, Math.min(at + 40, bytes.length));
      expect(() => readMetadata(damaged)).not.toThrow();
    }
    expect(readMetadata(Buffer.alloc(0))).toEqual(NOTHING_KNOWN);
    expect(readXmp(Buffer.from('<x:xmpmeta><broken'))).toEqual(NOTHING_KNOWN);
  });
});

describe('sidecars', () => {
  it('are merged, the more specific one first, also when one of them is damaged', async () => {
    const folder = temporaryFolder();
    const files = Object.entries({
      'a.xmp': xmp({ 'xmp:Rating': '2' }, { 'dc:subject': ['general'] }),
      'a.jpg.xmp': xmp({ 'xmp:Rating': '5' }),
      'b.xmp': Buffer.from('no XML at all'),
    }).map(([name, content]) => {
      writeFileSync(join(folder, name), content);
      return { path: join(folder, name), size: content.length, mtimeNs: 1n, status: null, device: 1 };
    });
    expect(await readSidecars(files)).toMatchObject({ rating: 5, keywords: ['general'] });
    expect(await readSidecars(files.slice(2))).toMatchObject({ ...NOTHING_KNOWN });
    expect(await readSidecars([])).toBeUndefined();
  });

  it('never combine the latitude of one with the longitude of the other', () => {
    const at = (latitude: number | null, longitude: number | null) => ({ ...NOTHING_KNOWN, latitude, longitude });
    expect(overridden(at(1, 2), at(3, 4))).toMatchObject({ latitude: 3, longitude: 4 });
    expect(overridden(at(1, 2), at(null, null))).toMatchObject({ latitude: 1, longitude: 2 });
  });
});
