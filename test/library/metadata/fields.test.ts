import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../src/library/metadata/fields.ts';
import { readMetadata, readXmp } from '../../../src/library/metadata/read-metadata.ts';
import type { Source } from '../../../src/library/metadata/source.ts';
import { EMPTY_JPEG, exifBlock, iptcBlock, jpegWith } from '../../support/photos/metadata.ts';
import { xmp } from '../../support/photos/xmp.ts';

const exif = (...blocks: Parameters<typeof exifBlock>) => ({ exif: exifBlock(...blocks) });
const photo = (blocks: Parameters<typeof jpegWith>[1]) => jpegWith(EMPTY_JPEG, blocks);

it('docs/formats.md has a row for each fact', () => {
  const docs = readFileSync('docs/formats.md', 'utf8').replace(/ +/g, ' ');
  for (const [fact, { sources: all }] of Object.entries(FIELDS)) {
    const sources: readonly Source<unknown>[] = all;
    const title = { takenAt: 'date', placeName: 'place name' }[fact] ?? fact;
    const fields = sources.map(({ group, names }) => `${group} ${names.map((name) => `\`${name}\``).join(' + ')}`);
    expect(docs, fact).toContain(`| ${title} | ${fields.join('; ')} |`);
  }
});

describe('the date', () => {
  const day = (n: number) => `2019:06:0${n} 12:00:00`;
  const taken = (n: number) => `2019-06-0${n}T12:00:00`;
  const iptc = iptcBlock([
    [2, 55, '20190604'],
    [2, 60, '120000'],
  ]);

  it('is that of the strongest field', () => {
    const main: Parameters<typeof exifBlock>[0] = [[0x0132, day(9)]];
    const digitized: Parameters<typeof exifBlock>[1] = [[0x9004, day(5)]];
    const packets = [
      { 'exif:DateTimeOriginal': taken(2) },
      { 'photoshop:DateCreated': taken(3) },
      { 'exif:DateTimeDigitized': taken(6), 'xmp:CreateDate': taken(7) },
      { 'xmp:CreateDate': taken(7) },
    ].map((properties) => xmp(properties));
    const [original, created, digital, create] = packets as [Buffer, Buffer, Buffer, Buffer];
    const expectDate = (blocks: Parameters<typeof jpegWith>[1]) => expect(readMetadata(photo(blocks)).takenAt);
    expectDate({ ...exif(main, [[0x9003, day(1)], ...digitized]), xmp: original, iptc }).toBe(taken(1));
    expectDate({ ...exif(main, digitized), xmp: original, iptc }).toBe(taken(2));
    expectDate({ ...exif(main, digitized), xmp: created, iptc }).toBe(taken(3));
    expectDate({ ...exif(main, digitized), xmp: digital, iptc }).toBe(taken(4));
    expectDate({ ...exif(main, digitized), xmp: digital }).toBe(taken(5));
    expectDate({ ...exif(main), xmp: digital }).toBe(taken(6));
    expectDate({ ...exif(main), xmp: create }).toBe(taken(7));
    expectDate(exif(main)).toBe(taken(9));
  });

  it('is that of the next field when the stronger one is not a date', () => {
    const nothing: Parameters<typeof exifBlock>[1] = [
      [0x9003, '0000:00:00 00:00:00'],
      [0x9004, day(5)],
    ];
    expect(readMetadata(photo(exif([], nothing))).takenAt).toBe(taken(5));
  });

  it('is that of GPS, in UTC, if there is no other', () => {
    const gps = (clock: readonly (readonly [number, number])[]) =>
      exif(
        [],
        [],
        [
          [29, '2019:06:01'],
          [7, clock],
        ],
      );
    const clock = [
      [16, 1],
      [5, 1],
      [590, 100],
    ] as const;
    expect(readMetadata(photo(gps(clock))).takenAt).toBe('2019-06-01T16:05:05Z');
    expect(
      readMetadata(
        photo(
          gps([
            [0, 0],
            [0, 0],
            [0, 0],
          ]),
        ),
      ).takenAt,
    ).toBe('2019-06-01');
  });

  it('has the zone of the field beside it', () => {
    const blocks = exif([[0x0132, day(9)]], [[0x9010, '+09:00']]);
    expect(readMetadata(photo(blocks)).takenAt).toBe(`${taken(9)}+09:00`);
  });

  it('is never that of the last change in XMP, which may be the change of a sidecar', () => {
    expect(readXmp(xmp({ 'xmp:ModifyDate': taken(1), 'xmp:MetadataDate': taken(1) })).takenAt).toBe(null);
  });
});

describe('the place', () => {
  it.each([
    [
      'degrees, minutes, seconds',
      [
        [33, 1],
        [30, 1],
        [0, 1],
      ],
      [
        [151, 1],
        [15, 1],
        [0, 1],
      ],
    ],
    [
      'two values',
      [
        [33, 1],
        [3000, 100],
      ],
      [
        [151, 1],
        [15, 1],
      ],
    ],
    ['one value', [[335, 10]], [[15125, 100]]],
    [
      'seconds of 0/0',
      [
        [33, 1],
        [30, 1],
        [0, 0],
      ],
      [
        [151, 1],
        [15, 1],
        [0, 0],
      ],
    ],
  ] as const)('is read from Exif with %s', (_, latitude, longitude) => {
    for (const [south, west] of [
      ['S', 'W'],
      ['s', 'w'],
      ['South', 'West'],
      ['S ', 'W '],
    ] as const) {
      const blocks = exif(
        [],
        [],
        [
          [1, south],
          [2, latitude],
          [3, west],
          [4, longitude],
        ],
      );
      expect(readMetadata(photo(blocks))).toMatchObject({ latitude: -33.5, longitude: -151.25 });
    }
  });

  it('is that of XMP when Exif names no hemisphere', () => {
    const blocks = exif(
      [],
      [],
      [
        [
          2,
          [
            [33, 1],
            [30, 1],
            [0, 1],
          ],
        ],
        [
          4,
          [
            [151, 1],
            [15, 1],
            [0, 1],
          ],
        ],
      ],
    );
    expect(readMetadata(photo(blocks))).toMatchObject({ latitude: null, longitude: null });
    const packet = xmp({ 'exif:GPSLatitude': '33.5', 'exif:GPSLatitudeRef': 'S', 'exif:GPSLongitude': '-151.25' });
    expect(readMetadata(photo({ ...blocks, xmp: packet }))).toMatchObject({ latitude: -33.5, longitude: -151.25 });
  });
});

describe('the rating', () => {
  it.each([
    ['Exif', photo(exif([[0x4746, 3]])), 3],
    ['Exif in percent', photo(exif([[0x4749, 75]])), 4],
    ['Exif that says 0', photo(exif([[0x4746, 0]])), 0],
    ['nothing', photo(exif([])), null],
    ['XMP before Exif', photo({ ...exif([[0x4746, 3]]), xmp: xmp({ 'xmp:Rating': '5' }) }), 5],
    ['XMP that says 0 before Exif', photo({ ...exif([[0x4746, 3]]), xmp: xmp({ 'xmp:Rating': '0' }) }), 0],
    ['an invalid XMP beside Exif', photo({ ...exif([[0x4746, 3]]), xmp: xmp({ 'xmp:Rating': '9' }) }), 3],
  ])('of %s', (_, bytes, rating) => {
    expect(readMetadata(bytes).rating).toBe(rating);
  });

  it.each([
    [{ 'xmp:Rating': '3.0' }, 3],
    [{ 'xmp:Rating': '-1' }, -1],
    [{ 'xmp:Rating': '0' }, 0],
    [{ 'MicrosoftPhoto:Rating': '50' }, 3],
    [{ 'xmp:Rating': '2', 'MicrosoftPhoto:Rating': '50' }, 2],
    [{ 'acdsee:rating': '4' }, 4],
  ])('of a sidecar: %j -> %s', (properties, rating) => {
    expect(readXmp(xmp(properties)).rating).toBe(rating);
  });
});
