/** A photo small enough to be shown in a terminal, upright, sRGB, without any metadata. Child process only. */

import { withPhoto } from '../decode/decode.ts';
import type { MemoryBudget } from '../decode/memory.ts';

export interface ThumbnailOptions {
  /** The box that it fits into, in pixels. Never enlarged. */
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

/** @throws PicsiftError `photo-unreadable` where it cannot be decoded. */
export async function makeThumbnail(
  bytes: Buffer,
  { maxWidth, maxHeight, format }: ThumbnailOptions,
  memory: MemoryBudget,
): Promise<Thumbnail> {
  return withPhoto(bytes, memory, async ({ image }) => {
    const small = image.resize(maxWidth, maxHeight, { fit: 'inside', withoutEnlargement: true });
    const coded =
      format === 'rgba' ? small.ensureAlpha().raw() : format === 'png' ? small.png() : small.jpeg({ quality: 85 });
    const { data, info } = await coded.toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  });
}
