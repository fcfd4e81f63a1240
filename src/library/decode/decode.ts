/**
 * Decodes a photo's bytes to pixels. Runs in child processes only: a decoder must not be able to crash a door, and the
 * sandbox ends a decoding that takes too long.
 */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import type { Size } from './formats/raster.ts';
import type { MemoryBudget } from './memory.ts';
import { differenceHash } from './perceptual-hash.ts';
import type { Sharp } from './sharp.ts';
import { type Decoding, type Opened, openSource, type Source } from './source.ts';

export type Resample = 'nearest' | 'lanczos3' | 'linear' | 'cubic';

/** Pixels. The picture is resized to `width` x `height`, then cropped to `crop` at (`left`, `top`): the model's input. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly crop: { readonly width: number; readonly height: number };
}

export interface DecodedPhoto {
  /** Interleaved 8-bit sRGB, geometry.crop.width x geometry.crop.height. */
  readonly rgb: Uint8Array;
  /** Size of the full photo as displayed, in pixels. */
  readonly width: number;
  readonly height: number;
  /** True if a part of the picture is missing from the file, or wrong. */
  readonly damaged: boolean;
  /** See perceptual-hash.ts. Null if the picture has too little contrast. */
  readonly perceptualHash: Uint8Array | null;
  /** Name of the decoder, for debug lines. */
  readonly decoder: string;
}

const MAX_PIXELS = 250_000_000;

/**
 * Decode a photo upright, without alpha and in sRGB; resize and crop it as `geometryOf(width, height)` says.
 * @param bytes a complete file of one of the formats in formats.ts.
 * @param memory budget for the pixels.
 * @throws PicsiftError `photo-unreadable` with the reason.
 */
export async function decodePhoto(
  bytes: Buffer,
  geometryOf: (width: number, height: number) => Geometry,
  resample: Resample,
  memory: MemoryBudget,
): Promise<DecodedPhoto> {
  const isEighthEnough = ({ width, height }: Size) => {
    const geometry = geometryOf(width, height);
    return Math.min(width / geometry.width, height / geometry.height) >= LEAST_SHRINK;
  };
  const use = async ({ image, width, height, damaged, decoder }: OpenPhoto) => {
    const geometry = geometryOf(width, height);
    const { crop } = geometry;
    const rgb = await cropped(
      image.resize(geometry.width, geometry.height, { fit: 'fill', kernel: resample }),
      geometry,
    );
    return { rgb, width, height, damaged, perceptualHash: differenceHash(rgb, crop.width, crop.height), decoder };
  };
  return withPhoto(bytes, memory, use, isEighthEnough);
}

/** From here on sharp, too, decodes only an eighth of a JPEG. */
export const LEAST_SHRINK = 9;

/** Rows of the resized picture that are made at most, as a multiple of those of the crop. */
const MOST_ROWS = 4;

/**
 * Crop the picture. libvips does not read rows that nobody wants, and so does not find faults in them: have it make the
 * whole picture, unless that is very high. Besides, sharp decodes a JPEG at its full size if it is to turn and to crop it.
 */
async function cropped(resized: Sharp, { width, height, left, top, crop }: Geometry): Promise<Uint8Array> {
  if (height > MOST_ROWS * crop.height) {
    return resized
      .extract({ left, top, ...crop })
      .raw()
      .toBuffer();
  }
  const whole = await resized.raw().toBuffer();
  const rows = Array.from({ length: crop.height }, (_, row) => {
    const from = 3 * ((top + row) * width + left);
    return whole.subarray(from, from + 3 * crop.width);
  });
  return Buffer.concat(rows);
}

export interface OpenPhoto {
  /** Upright, opaque, sRGB. Use it once, or clone it. */
  readonly image: Sharp;
  /** Of the full photo. */
  readonly width: number;
  readonly height: number;
  readonly damaged: boolean;
  /** Pictures in the file. */
  readonly pictures: number;
  readonly decoder: string;
}

/**
 * Check and open a photo, then call `use` with its pixels. A file that ends too early, or is damaged inside, is
 * accepted if enough of the picture can be decoded.
 * @param isEighthEnough decides by the photo's size whether `use` is content with an eighth of its width and height.
 * @throws PicsiftError `photo-unreadable`.
 */
export async function withPhoto<T>(
  bytes: Buffer,
  memory: MemoryBudget,
  use: (photo: OpenPhoto) => Promise<T>,
  isEighthEnough?: (size: Size) => boolean,
): Promise<T> {
  try {
    const source = await openSource(bytes);
    if (source.width * source.height > MAX_PIXELS) throw new PicsiftError('photo-unreadable', 'it has too many pixels');
    const decode = (way: Decoding) =>
      memory.use(way.bytesNeeded, async () => use(prepare(await way.open(isEighthEnough), source)));
    try {
      return await decode(source);
    } catch (error) {
      if (source.salvage === undefined || error instanceof PicsiftError) throw error;
      return await decode(source.salvage).catch((second: unknown) => {
        // The first error of a decoder says more than the last.
        throw second instanceof PicsiftError ? second : error;
      });
    }
  } catch (error) {
    throw unreadable(error);
  }
}

function prepare({ image, width, height, damaged }: Opened, { pictures, decoder }: Source): OpenPhoto {
  const upright = image
    .autoOrient()
    // Most viewers show transparent areas in white.
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  return { image: upright, width, height, damaged, pictures, decoder };
}

function unreadable(error: unknown): PicsiftError {
  if (error instanceof PicsiftError) return error;
  // libvips reports each warning on a separate line. The first line that is not about seeking has the reason.
  const lines = messageOf(error).split('\n');
  const reason = lines.find((line) => !line.includes('bad seek')) ?? lines[0]!;
  // All pictures share libvips' error buffer. If another picture's error was read first, the buffer is empty.
  const text = reason.trim() === 'Unknown error' ? 'the file is damaged or incomplete' : reason.trim();
  return new PicsiftError('photo-unreadable', text, { cause: error });
}
