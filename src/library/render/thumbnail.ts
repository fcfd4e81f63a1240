/** Makes a small picture of a photo for a terminal: upright, in sRGB, without metadata. Runs in child processes only. */

import { LEAST_SHRINK, type OpenPhoto, withPhoto } from '../decode/decode.ts';
import type { Size } from '../decode/formats/raster.ts';
import type { MemoryBudget } from '../decode/memory.ts';

export interface ThumbnailOptions {
  /** The box that the thumbnail fits into, in pixels. A smaller photo is not enlarged. */
  readonly maxWidth: number;
  readonly maxHeight: number;
  /** `rgba`: interleaved, 8 bits each. */
  readonly format: 'jpeg' | 'png' | 'rgba';
}

export interface Thumbnail {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Make a thumbnail of a photo.
 * @throws PicsiftError `photo-unreadable` if the photo cannot be decoded.
 */
export async function makeThumbnail(
  bytes: Buffer,
  { maxWidth, maxHeight, format }: ThumbnailOptions,
  memory: MemoryBudget,
): Promise<Thumbnail> {
  const isEighthEnough = ({ width, height }: Size) => Math.max(width / maxWidth, height / maxHeight) >= LEAST_SHRINK;
  const use = async ({ image }: OpenPhoto) => {
    const small = image.resize(maxWidth, maxHeight, { fit: 'inside', withoutEnlargement: true });
    const coded =
      format === 'rgba' ? small.ensureAlpha().raw() : format === 'png' ? small.png() : small.jpeg({ quality: 85 });
    const { data, info } = await coded.toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  };
  return withPhoto(bytes, memory, use, isEighthEnough);
}
