/** What cameras state: date, place, camera, lens. */

import type { Facts } from '../../../src/library/metadata/fields.ts';
import type { ExifEntry } from '../photos/metadata.ts';
import { xmp } from '../photos/xmp.ts';
import { exif, type Input, inXmp, iptc, png, takeout } from './builders.ts';

const WRITTEN = '2019:06:01 18:30:00';
const LOCAL = '2019-06-01T18:30:00';
const ZONED = '2019-06-01T18:30:00+02:00';
const dated = (property: string) => xmp({ [property]: ZONED });

const fractions = (...values: number[]) => values.map((value) => [value, 1] as const);
const POSITION: readonly ExifEntry[] = [
  [1, 'S'],
  [2, fractions(33, 30, 0)],
  [3, 'E'],
  [4, fractions(151, 15, 0)],
];
const PLACE = { latitude: -33.5, longitude: 151.25 };

const CAMERA = 'NIKON D750';
const REPEATED = 'A make that the model repeats is left out.';

const LENS = 'Lens 35mm';

type CameraFact = 'takenAt' | 'place' | 'camera' | 'lens';

export const CAMERA_INPUTS: { readonly [Fact in CameraFact]: readonly Input<Facts[Fact]>[] } = {
  takenAt: [
    ...exif(
      'DateTimeOriginal + OffsetTimeOriginal',
      {
        exif: [
          [0x9003, WRITTEN],
          [0x9011, '+02:00'],
        ],
      },
      ZONED,
      'ExifIFD:DateTimeOriginal + ExifIFD:OffsetTimeOriginal',
    ),
    ...inXmp('exif:DateTimeOriginal', dated('exif:DateTimeOriginal'), ZONED, 'XMP-exif:DateTimeOriginal'),
    ...inXmp('photoshop:DateCreated', dated('photoshop:DateCreated'), ZONED, 'XMP-photoshop:DateCreated'),
    ...iptc(
      'Date Created + Time Created',
      [
        [55, '20190601'],
        [60, '183000+0200'],
      ],
      ZONED,
      'IPTC:DateCreated + IPTC:TimeCreated',
    ),
    ...exif(
      'DateTimeDigitized + OffsetTimeDigitized',
      {
        exif: [
          [0x9004, WRITTEN],
          [0x9012, '+02:00'],
        ],
      },
      ZONED,
      'ExifIFD:CreateDate + ExifIFD:OffsetTimeDigitized',
    ),
    ...inXmp('exif:DateTimeDigitized', dated('exif:DateTimeDigitized'), ZONED, 'XMP-exif:DateTimeDigitized'),
    ...inXmp('xmp:CreateDate', dated('xmp:CreateDate'), ZONED, 'XMP-xmp:CreateDate'),
    ...iptc(
      'Digital Creation Date + Digital Creation Time',
      [
        [62, '20190601'],
        [63, '183000+0200'],
      ],
      ZONED,
      'IPTC:DigitalCreationDate + IPTC:DigitalCreationTime',
    ),
    ...png('exif:DateTimeOriginal', LOCAL, LOCAL, 'PNG:ExifDateTimeOriginal'),
    ...png('Creation Time', 'Sat, 1 Jun 2019 18:30:00 +0200', ZONED, 'PNG:CreationTime'),
    ...exif(
      'DateTime + OffsetTime',
      { main: [[0x0132, WRITTEN]], exif: [[0x9010, '+02:00']] },
      ZONED,
      'IFD0:ModifyDate + ExifIFD:OffsetTime',
    ),
    ...png(
      'tIME',
      Buffer.from([0x07, 0xe3, 6, 1, 18, 30, 0]),
      `${LOCAL}Z`,
      'PNG:ModifyDate',
      'The PNG specification says that it is in UTC.',
    ),
    ...exif(
      'GPSDateStamp + GPSTimeStamp',
      {
        gps: [
          [29, '2019:06:01'],
          [7, fractions(16, 30, 0)],
        ],
      },
      '2019-06-01T16:30:00Z',
      'GPS:GPSDateStamp + GPS:GPSTimeStamp',
      'GPS is in UTC. ExifTool says so in its own tag `GPSDateTime`.',
    ),
    ...takeout(
      'photoTakenTime.timestamp',
      { photoTakenTime: { timestamp: '1559413800' } },
      ({ fallbackTakenAt }) => fallbackTakenAt,
      `${LOCAL}Z`,
      'JSON:PhotoTakenTimeTimestamp',
      'Seconds since 1970. ExifTool shows JSON as it is.',
    ),
  ],
  place: [
    ...exif(
      'GPSLatitude + GPSLatitudeRef + GPSLongitude + GPSLongitudeRef',
      { gps: POSITION },
      PLACE,
      'Composite:GPSLatitude + Composite:GPSLongitude',
    ),
    ...inXmp(
      'exif:GPSLatitude + exif:GPSLatitudeRef + exif:GPSLongitude + exif:GPSLongitudeRef',
      xmp({ 'exif:GPSLatitude': '33,30.0S', 'exif:GPSLongitude': '151,15.0E' }),
      PLACE,
      'XMP-exif:GPSLatitude + XMP-exif:GPSLongitude',
    ),
    ...takeout(
      'geoData',
      { geoData: PLACE },
      ({ latitude, longitude }) => ({ latitude: latitude!, longitude: longitude! }),
      PLACE,
      'JSON:GeoDataLatitude + JSON:GeoDataLongitude',
    ),
  ],
  camera: [
    ...exif(
      'Make + Model',
      {
        main: [
          [0x010f, 'NIKON CORPORATION'],
          [0x0110, CAMERA],
        ],
      },
      CAMERA,
      'IFD0:Make + IFD0:Model',
      REPEATED,
    ),
    ...inXmp(
      'tiff:Make + tiff:Model',
      xmp({ 'tiff:Make': 'NIKON CORPORATION', 'tiff:Model': CAMERA }),
      CAMERA,
      'XMP-tiff:Make + XMP-tiff:Model',
      REPEATED,
    ),
  ],
  lens: [
    ...exif('LensModel', { exif: [[0xa434, LENS]] }, LENS, 'ExifIFD:LensModel'),
    ...inXmp('exifEX:LensModel', xmp({ 'exifEX:LensModel': LENS }), LENS, 'XMP-exifEX:LensModel'),
    ...inXmp('aux:Lens', xmp({ 'aux:Lens': LENS }), LENS, 'XMP-aux:Lens'),
  ],
};
