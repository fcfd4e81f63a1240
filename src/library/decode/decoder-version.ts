/** Decides which photos must be decoded again because the decoders have changed. */

import { type FormatName, formatOf } from '../files/formats.ts';

/**
 * Version of all decoders together. Increase it when one of them reads files that it refused before, or gives other
 * pixels. The next run then tries again each file that an older version refused, or decoded only in part.
 */
export const DECODER_VERSION = 2;

/**
 * The version since which the decoder of a format gives the same pixels of files that it decodes whole. When it gives
 * other pixels, enter the new version: the next run then decodes and embeds all files of the format again, which takes
 * as long as their first index.
 */
const SAME_PIXELS_SINCE: Readonly<Record<FormatName, number>> = {
  // Those that must be turned were once decoded at their full size. That is less than one level of 255.
  jpeg: 1,
  // Version 1 showed the first of several pictures. Few files have their primary picture elsewhere.
  heic: 1,
  png: 1,
  webp: 1,
  avif: 1,
  gif: 1,
  // Version 1 showed unusual kinds, and kinds that it could not decompress, as black or white.
  tiff: 2,
  jxl: 1,
  jp2: 1,
  // Version 1 trusted wrong offsets, and took bit masks for a part of the palette.
  bmp: 2,
  pnm: 1,
  raw: 1,
};

/** How a content was decoded. */
export interface Decoded {
  /** Version of the decoders that did it. */
  readonly decoderVersion: number;
  /** A part of the picture is missing. */
  readonly damaged: boolean;
}

/**
 * Decide whether the present decoders may give other pixels than those that decoded a photo.
 * @param path of the photo. The ending decides: the bytes are not known before the file is read.
 */
export function isOutdated(path: string, { decoderVersion, damaged }: Decoded): boolean {
  return decoderVersion < (damaged ? DECODER_VERSION : SAME_PIXELS_SINCE[formatOf(path)!]);
}
