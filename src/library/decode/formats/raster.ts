/** Pixels in memory: the output of the decoders other than sharp, and its conversion to a sharp image. */

import { PicsiftError } from '../../../base/errors.ts';
import { openRaw, openSharp, type Sharp } from '../sharp.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Raster extends Size {
  /** 1: grey, 2: grey + alpha, 3: RGB, 4: RGB + alpha, or inks. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Interleaved, 8 bits each. */
  readonly data: Uint8Array;
  /** The ICC profile of the values; absent: sRGB. */
  readonly icc?: Uint8Array | undefined;
  /** The four channels are cyan, magenta, yellow and black. */
  readonly inks?: boolean;
  /** Exif orientation, 1 to 8, which must still be applied. */
  readonly orientation?: number;
  /** A part of the picture is missing. */
  readonly damaged?: boolean;
}

/** Value of each channel of a missing part: grey, as in a JPEG. */
export const MISSING = 128;
/** A smaller share of the picture does not show what was in it. */
export const LEAST_SHOWN = 1 / 4;

/**
 * Accept the picture if enough of it could be decoded.
 * @param share 0 to 1.
 * @returns true if a part is missing.
 * @throws PicsiftError `photo-unreadable`.
 */
export function requireShown(share: number): boolean {
  if (share < LEAST_SHOWN) throw new PicsiftError('photo-unreadable', TOO_LITTLE);
  return share < 1;
}

const TOO_LITTLE = 'the file is damaged or incomplete: less than a quarter of the picture can be decoded';

export function rasterImage(raster: Raster): Sharp {
  const { width, height, channels, data, icc, inks = false, orientation = 1 } = raster;
  const isRaw = icc === undefined && !inks && orientation === 1;
  return isRaw ? openRaw(data, { width, height, channels }) : openSharp(asTiff(raster), 'none');
}

/** Size after the picture is turned upright. */
export function uprightSize({ width, height, orientation = 1 }: Raster): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

type Entry = readonly [tag: number, type: 3 | 4 | 7, count: number, value: number];

/**
 * Write the pixels as an uncompressed TIFF, because sharp reads profiles, inks and orientations only from a file.
 * Formats: TIFF 6.0, sections 2 and 16; ICC.1, B.4.
 */
function asTiff({ width, height, channels, data, icc, inks = false, orientation = 1 }: Raster): Buffer {
  const hasAlpha = !inks && channels % 2 === 0;
  // Tag, type (3: SHORT, 4: LONG, 7: bytes), count, value or offset.
  const entries = (bitsAt: number, dataAt: number, iccAt: number): Entry[] => [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, channels, channels > 2 ? bitsAt : 0x00080008],
    [259, 3, 1, 1],
    [262, 3, 1, inks ? 5 : channels < 3 ? 1 : 2],
    [273, 4, 1, dataAt],
    [274, 3, 1, orientation],
    [277, 3, 1, channels],
    [278, 4, 1, height],
    [279, 4, 1, data.length],
    // ExtraSamples: alpha that is not premultiplied.
    ...(hasAlpha ? [[338, 3, 1, 2] as const] : []),
    ...(icc ? [[34675, 7, icc.length, iccAt] as const] : []),
  ];
  const bitsAt = 8 + 2 + 12 * entries(0, 0, 0).length + 4;
  const iccAt = bitsAt + 8;
  const dataAt = iccAt + (icc?.length ?? 0);
  const file = Buffer.alloc(dataAt + data.length);
  file.write('II*\0\x08', 'latin1');
  let at = file.writeUInt16LE(entries(0, 0, 0).length, 8);
  for (const [tag, type, count, value] of entries(bitsAt, dataAt, iccAt)) {
    at = file.writeUInt16LE(tag, at);
    at = file.writeUInt16LE(type, at);
    at = file.writeUInt32LE(count, at);
    at = file.writeUInt32LE(value, at);
  }
  for (let channel = 0; channel < 4; channel++) file.writeUInt16LE(8, bitsAt + 2 * channel);
  if (icc) file.set(icc, iccAt);
  file.set(data, dataAt);
  return file;
}
