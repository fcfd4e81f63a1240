/** Writes the library that the tasks of assistants are played on. The files are the same in every run. */

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type ExifEntry, exifBlock, jpegWith } from '../../../support/photos/metadata.ts';
import { xmp } from '../../../support/photos/xmp.ts';
import { libraryPhotos, type Photo } from './photos.ts';

/** Like a drive that was copied: the files' own times say nothing. In seconds. */
const COPIED_AT = Date.parse('2026-05-12T12:00:00Z') / 1000;

export async function buildLibrary(folder: string): Promise<void> {
  await Promise.all(
    libraryPhotos().map(async (photo) => {
      const jpeg = jpegWith(await photo.draw(), { exif: exifOf(photo), xmp: xmpOf(photo) });
      write(join(folder, photo.path), jpeg);
      for (const { path, width } of photo.copies ?? []) {
        const copy = width === undefined ? jpeg : await sharp(jpeg).resize(width).jpeg({ quality: 70 }).toBuffer();
        write(join(folder, path), copy);
      }
    }),
  );
}

function write(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  utimesSync(file, COPIED_AT, COPIED_AT);
}

const [MODEL, TAKEN, LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE] = [0x0110, 0x9003, 1, 2, 3, 4];

function exifOf({ camera, taken, spot }: Photo): Buffer {
  const date = taken.replaceAll('-', ':').replace('T', ' ');
  return exifBlock([[MODEL, camera]], [[TAKEN, date]], spot && gpsOf(spot));
}

function gpsOf([latitude, longitude]: NonNullable<Photo['spot']>): ExifEntry[] {
  const degrees = (value: number) =>
    [
      [Math.round(Math.abs(value) * 10_000), 10_000],
      [0, 1],
      [0, 1],
    ] as const;
  return [
    [LATITUDE_REF, latitude < 0 ? 'S' : 'N'],
    [LATITUDE, degrees(latitude)],
    [LONGITUDE_REF, longitude < 0 ? 'W' : 'E'],
    [LONGITUDE, degrees(longitude)],
  ];
}

function xmpOf({ people = [], caption, stars }: Photo): Buffer {
  const rating: Record<string, string> = stars === undefined ? {} : { 'xmp:Rating': `${stars}` };
  return xmp(rating, {
    ...(people.length > 0 && { 'Iptc4xmpExt:PersonInImage': people }),
    ...(caption !== undefined && { 'dc:description': [caption] }),
  });
}
