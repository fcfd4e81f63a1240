/** A photo's bytes to pixels. Runs in child processes only: a decoder must not be able to take a door down. */

import { fileTypeFromBuffer } from 'file-type';
import { PicsiftError } from '../errors.ts';
import type { Geometry } from '../model/preprocess.ts';
import { openSharp, type Sharp } from './sharp.ts';

export interface DecodedPhoto {
  /** Interleaved 8-bit sRGB, geometry.crop.width x geometry.crop.height. */
  readonly rgb: Uint8Array;
  /** Size of the whole photo as displayed, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** What is decoded, by what the bytes show: a name proves nothing. */
const TYPES = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/avif', 'image/gif', 'image/tiff']);
/** A decoder that takes longer is stopped. Seconds. */
const MAX_SECONDS = 10;
const MAX_PIXELS = 250_000_000;
/** These decode as a whole, at up to 19 bytes a pixel (measured with libvips 8.17 on AVIF). */
const MAX_PIXELS_WHOLE: Partial<Record<string, number>> = { 'image/avif': 36_000_000, 'image/webp': 100_000_000 };

/**
 * Decode, upright, resize and cut as `geometryOf(width, height)` asks, without alpha, in sRGB.
 * @param bytes a whole file of one of the formats in formats.ts.
 * @throws PicsiftError `photo-unreadable` with the reason.
 */
export async function decodePhoto(
  bytes: Buffer,
  geometryOf: (width: number, height: number) => Geometry,
  resample: 'nearest' | 'lanczos3' | 'linear' | 'cubic',
): Promise<DecodedPhoto> {
  const { image, width, height } = await openPhoto(bytes);
  const geometry = geometryOf(width, height);
  const { crop, left, top } = geometry;
  try {
    const rgb = await image
      .resize(geometry.width, geometry.height, { fit: 'fill', kernel: resample })
      .extract({ left, top, width: crop.width, height: crop.height })
      .raw()
      .toBuffer();
    return { rgb, width, height };
  } catch (error) {
    throw unreadable(error);
  }
}

/**
 * The checks that every decoding begins with; the image that comes back is upright, opaque and sRGB.
 * @throws PicsiftError `photo-unreadable`.
 */
export async function openPhoto(bytes: Buffer): Promise<{ image: Sharp; width: number; height: number }> {
  if (bytes.length === 0) throw new PicsiftError('photo-unreadable', 'the file is empty');
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (type === undefined || !TYPES.has(type))
    throw new PicsiftError('photo-unreadable', 'the file is not a picture of a known format');
  try {
    const image = openSharp(bytes, Math.min(MAX_PIXELS, MAX_PIXELS_WHOLE[type] ?? MAX_PIXELS));
    const { autoOrient } = await image.metadata();
    const upright = image
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      // What is transparent looks white to a person, on most screens.
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb');
    return { image: upright, width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): PicsiftError {
  // libvips appends every warning on a line of its own; the first line says it.
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
  return new PicsiftError('photo-unreadable', reason, { cause: error });
}
