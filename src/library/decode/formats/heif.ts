/** Recognises HEIF files: HEIC, AVIF and image sequences (ISO/IEC 23008-12; AV1 Image File Format, chapter 4). */

import { boxes, findBox } from './boxes.ts';

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const BRANDS = new Set([...HEIC_BRANDS, 'avif', 'avis', 'mif1', 'mif2', 'msf1', 'miaf']);

/** The brands may be in any order: a file of any of them is read. */
export function isHeif(bytes: Buffer): boolean {
  const size = bytes.length < 16 ? 0 : Math.min(bytes.readUInt32BE(0), bytes.length, 2048);
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return false;
  for (let at = 8; at + 4 <= size; at += 4) {
    // Bytes 12 to 15 are the version.
    if (at !== 12 && BRANDS.has(bytes.toString('latin1', at, at + 4))) return true;
  }
  return false;
}

/** Tell the codec by the configurations of the pictures: the brands name it only in some files. */
export function heifCodec(bytes: Buffer): 'av1' | 'hevc' {
  // A `meta` box has four bytes before its content.
  const properties = findBox(findBox(bytes, 'meta')?.subarray(4) ?? Buffer.alloc(0), 'iprp', 'ipco');
  const types = properties === undefined ? [] : [...boxes(properties)].map(({ type }) => type);
  return types.includes('av1C') && !types.includes('hvcC') ? 'av1' : 'hevc';
}

/** True if the file has a picture to show in addition to a sequence, or alone. */
export function hasPrimaryItem(bytes: Buffer): boolean {
  return findBox(findBox(bytes, 'meta')?.subarray(4) ?? Buffer.alloc(0), 'pitm') !== undefined;
}

/** True if the file has a sequence of pictures. */
export function isSequence(bytes: Buffer): boolean {
  return findBox(bytes, 'moov', 'trak') !== undefined;
}

/**
 * Rewrite the brands so that libheif reads the still picture, not a sequence, and that libvips finds the codec: it goes
 * by the first brand.
 */
export function asStill(bytes: Buffer, codec: 'av1' | 'hevc'): Buffer {
  const copy = Buffer.from(bytes);
  const end = Math.min(bytes.readUInt32BE(0), bytes.length);
  for (let at = 16; at + 4 <= end; at += 4) copy.write('mif1', at, 'latin1');
  copy.write(codec === 'av1' ? 'avif' : 'heic', 8, 'latin1');
  return copy;
}
