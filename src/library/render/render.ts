/** A photo as others may see it: a fresh JPEG of bounded size, upright, sRGB, without any metadata. Child process only. */

import { withPhoto } from '../decode/decode.ts';
import type { MemoryBudget } from '../decode/memory.ts';

export interface RenderOptions {
  /** Longest edge of the picture at most, in pixels. Never enlarged. */
  readonly maxEdge: number;
  /** Size of the JPEG at most, in bytes. */
  readonly maxBytes: number;
}

export interface RenderedPhoto {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Tried in order until the JPEG fits: first less quality, then fewer pixels. */
const ATTEMPTS = [
  { quality: 88, scale: 1 },
  { quality: 75, scale: 1 },
  { quality: 70, scale: 0.7 },
  { quality: 60, scale: 0.4 },
  { quality: 50, scale: 0.2 },
];

/**
 * @returns undefined where it cannot be made to fit.
 * @throws PicsiftError `photo-unreadable` where it cannot be decoded.
 */
export async function renderPhoto(
  bytes: Buffer,
  { maxEdge, maxBytes }: RenderOptions,
  memory: MemoryBudget,
): Promise<RenderedPhoto | undefined> {
  return withPhoto(bytes, memory, async ({ image }) => {
    for (const { quality, scale } of ATTEMPTS) {
      const edge = Math.max(1, Math.round(maxEdge * scale));
      const { data, info } = await image
        .clone()
        .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality, mozjpeg: false })
        .toBuffer({ resolveWithObject: true });
      if (data.length <= maxBytes) return { jpeg: data, width: info.width, height: info.height };
    }
    return undefined;
  });
}
