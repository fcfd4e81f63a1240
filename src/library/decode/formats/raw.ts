/**
 * Reads the JPEG preview and the metadata of RAW files. Most RAW formats are TIFF; CR3 consists of boxes; RAF has its
 * own header. (The ExifTool tag tables describe all of them.)
 */

import { PicsiftError } from '../../../base/errors.ts';
import { findBox } from './boxes.ts';
import { largestJpeg, withOrientation } from './jpeg/streams.ts';
import { isTiff, readIfds, TAG } from './tiff/directories.ts';

type RawKind = 'tiff' | 'cr3' | 'raf';

/** Photometric interpretations of sensor data: colour filter array, linear raw (DNG specification, chapter 4). */
const SENSOR_DATA = [32803, 34892];
/** CR3 has its metadata in this box inside the `moov` box, as one TIFF for each directory. */
const CR3_CANON = 'uuid85c0b687820f11e08111f4ce462b6a48';

function rawKind(bytes: Buffer): RawKind | undefined {
  if (bytes.toString('latin1', 0, 15) === 'FUJIFILMCCD-RAW') return 'raf';
  if (bytes.toString('latin1', 4, 12) === 'ftypcrx ') return 'cr3';
  if (!isTiff(bytes)) return undefined;
  const isPlainTiff = [42, 43].some((magic) => bytes.subarray(2, 4).includes(magic));
  // CR2 has a marker. The others are recognised by their content, since a plain TIFF may come from a camera too.
  if (!isPlainTiff || bytes.toString('latin1', 8, 10) === 'CR') return 'tiff';
  const holdsSensorData = readIfds(bytes).some(
    (ifd) => ifd.has(TAG.dngVersion) || SENSOR_DATA.includes(ifd.get(TAG.photometric)?.[0] ?? 0),
  );
  return holdsSensorData ? 'tiff' : undefined;
}

export function isRaw(bytes: Buffer): boolean {
  return rawKind(bytes) !== undefined;
}

/**
 * Extract the largest preview as a JPEG that has the camera's orientation in its Exif.
 * @throws PicsiftError `photo-unreadable` if there is no preview.
 */
export function rawPreview(bytes: Buffer): Buffer {
  const jpeg = largestJpeg(bytes);
  if (jpeg === undefined) throw new PicsiftError('photo-unreadable', 'the RAW file holds no preview');
  const orientation = rawOrientation(bytes);
  return orientation === undefined ? jpeg : withOrientation(jpeg, orientation);
}

/** Read the Exif orientation, 1 to 8; undefined if only the preview itself may have one. */
function rawOrientation(bytes: Buffer): number | undefined {
  const tiff = rawKind(bytes) === 'cr3' ? findBox(bytes, 'moov', CR3_CANON, 'CMT1') : bytes;
  if (tiff === undefined || !isTiff(tiff)) return undefined;
  const orientation = readIfds(tiff)[0]?.get(TAG.orientation)?.[0];
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : undefined;
}

/** Extract the parts of a photo from which a metadata reader for JPEG and TIFF can read all metadata of a RAW file. */
export function rawMetadata(bytes: Buffer): Buffer[] {
  switch (rawKind(bytes)) {
    case 'cr3': {
      const [main, exif, gps] = ['CMT1', 'CMT2', 'CMT4'].map((type) => findBox(bytes, 'moov', CR3_CANON, type));
      return [main, exif, gps && asGpsDirectory(gps)].filter((part) => part !== undefined);
    }
    case 'raf': {
      const jpeg = largestJpeg(bytes);
      return jpeg === undefined ? [] : [jpeg];
    }
    case 'tiff': {
      const copy = Buffer.from(bytes);
      // ORF and RW2 differ from TIFF only in the magic number.
      copy.set(copy.toString('latin1', 0, 2) === 'II' ? [42, 0] : [0, 42], 2);
      return [copy];
    }
    default:
      return [bytes];
  }
}

/** Convert a TIFF with GPS tags in its first directory to one whose first directory points to them (tag 0x8825). */
function asGpsDirectory(tiff: Buffer): Buffer {
  if (!isTiff(tiff)) return tiff;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const file = Buffer.concat([tiff, Buffer.alloc(18)]);
  const u16 = (value: number, at: number) => (little ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at));
  const u32 = (value: number, at: number) => (little ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  u32(tiff.length, 4);
  u16(1, tiff.length);
  u16(0x8825, tiff.length + 2);
  u16(4, tiff.length + 4);
  u32(1, tiff.length + 6);
  u32(directory, tiff.length + 10);
  return file;
}
