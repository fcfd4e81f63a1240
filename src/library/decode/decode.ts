/**
 * A photo's bytes to pixels. Runs in child processes only, whose sandbox ends what takes too long: a decoder must not be
 * able to take a door down.
 */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import type { MemoryBudget } from './memory.ts';
import { differenceHash } from './perceptual-hash.ts';
import type { Sharp } from './sharp.ts';
import { openSource, type Source } from './source.ts';

export type Resample = 'nearest' | 'lanczos3' | 'linear' | 'cubic';

/** How a picture becomes the model's input: resize to `width` x `height`, then cut `crop` out at (`left`, `top`). */
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
  /** Size of the whole photo as displayed, in pixels. */
  readonly width: number;
  readonly height: number;
  /** True where a part of the picture is missing from the file. */
  readonly damaged: boolean;
  /** What it looks like, to tell it from others: see perceptual-hash.ts. Null: plain. */
  readonly perceptualHash: Uint8Array | null;
  /** Who decoded it: for debug lines. */
  readonly decoder: string;
}

const MAX_PIXELS = 250_000_000;

/**
 * Decode, upright, resize and cut as `geometryOf(width, height)` asks, without alpha, in sRGB.
 * @param bytes a whole file of one of the formats in formats.ts.
 * @param memory for the pixels.
 * @throws PicsiftError `photo-unreadable` with the reason.
 */
export async function decodePhoto(
  bytes: Buffer,
  geometryOf: (width: number, height: number) => Geometry,
  resample: Resample,
  memory: MemoryBudget,
): Promise<DecodedPhoto> {
  return withPhoto(bytes, memory, async ({ image, width, height, damaged, decoder }) => {
    const geometry = geometryOf(width, height);
    const { crop, left, top } = geometry;
    const rgb = await image
      .resize(geometry.width, geometry.height, { fit: 'fill', kernel: resample })
      .extract({ left, top, width: crop.width, height: crop.height })
      .raw()
      .toBuffer();
    return { rgb, width, height, damaged, perceptualHash: differenceHash(rgb, crop.width, crop.height), decoder };
  });
}

interface OpenPhoto {
  /** Upright, opaque, sRGB. To be used once, or cloned. */
  readonly image: Sharp;
  readonly width: number;
  readonly height: number;
  readonly damaged: boolean;
  readonly decoder: string;
}

/**
 * Do something with a photo's pixels, after the checks that every decoding begins with. A file that ends too early is
 * taken as it is where a good part of the picture is there.
 * @throws PicsiftError `photo-unreadable`.
 */
export async function withPhoto<T>(
  bytes: Buffer,
  memory: MemoryBudget,
  use: (photo: OpenPhoto) => Promise<T>,
): Promise<T> {
  try {
    const source = await openSource(bytes);
    if (source.width * source.height > MAX_PIXELS) throw new PicsiftError('photo-unreadable', 'it has too many pixels');
    return await memory.use(source.bytesNeeded, async () => {
      try {
        return await use({ ...(await prepare(source, 'truncated')), damaged: false });
      } catch (error) {
        if (!source.canBeDamaged || error instanceof PicsiftError) throw error;
        const photo = await prepare(source, 'none');
        // Say what was wrong in the first place where no picture comes out of it.
        if (!(await showsEnough(photo.image.clone()).catch(() => false))) throw error;
        return await use({ ...photo, damaged: true });
      }
    });
  } catch (error) {
    throw unreadable(error);
  }
}

async function prepare(source: Source, failOn: 'truncated' | 'none'): Promise<Omit<OpenPhoto, 'damaged'>> {
  const { image, width, height } = await source.open(failOn);
  const upright = image
    .autoOrient()
    // What is transparent looks white to a person, on most screens.
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  return { image: upright, width, height, decoder: source.decoder };
}

/** Rows and columns of the small picture on which damage is judged. */
const SAMPLE = 32;
/** Less of the picture than this share tells nobody what it showed. */
const LEAST_SHOWN = 1 / 4;

/** Decoders fill what is missing with one colour, from the bottom of the stored picture up: count the other rows. */
async function showsEnough(image: Sharp): Promise<boolean> {
  const grey = await image.greyscale().resize(SAMPLE, SAMPLE, { fit: 'fill' }).raw().toBuffer();
  const line = (index: number, along: (index: number, step: number) => number) => {
    const values = Array.from({ length: SAMPLE }, (_, step) => grey[along(index, step)]!);
    return Math.max(...values) - Math.min(...values);
  };
  const byRow = (index: number, step: number) => index * SAMPLE + step;
  const byColumn = (index: number, step: number) => step * SAMPLE + index;
  // Turned upright, the stored bottom may be any edge.
  return [byRow, byColumn].every((along) => {
    const shown = Array.from({ length: SAMPLE }, (_, index) => line(index, along)).filter((spread) => spread > 2);
    return shown.length >= SAMPLE * LEAST_SHOWN;
  });
}

function unreadable(error: unknown): PicsiftError {
  if (error instanceof PicsiftError) return error;
  // libvips reports every warning on a line of its own; the first that is no trace of searching says it.
  const lines = messageOf(error).split('\n');
  const reason = lines.find((line) => !line.includes('bad seek')) ?? lines[0]!;
  // Where another picture's error was read first, libvips has none left to tell.
  const told = reason.trim() === 'Unknown error' ? 'it is damaged, or cut short' : reason.trim();
  return new PicsiftError('photo-unreadable', told, { cause: error });
}
