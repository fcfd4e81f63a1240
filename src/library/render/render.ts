/**
 * Renders a photo for other people: a new JPEG of bounded size, upright, in sRGB, without metadata. Runs in child
 * processes only.
 */

import { withPhoto } from '../decode/decode.ts';
import type { MemoryBudget } from '../decode/memory.ts';

export interface RenderOptions {
  /** Maximum of the longer edge, in pixels. A smaller photo is not enlarged. */
  readonly maxEdge: number;
  /** Maximum size of the JPEG, in bytes. */
  readonly maxBytes: number;
}

export interface RenderedPhoto {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Tried in order until the JPEG fits: first lower quality, then fewer pixels. */
const ATTEMPTS = [
  { quality: 88, scale: 1 },
  { quality: 75, scale: 1 },
  { quality: 70, scale: 0.7 },
  { quality: 60, scale: 0.4 },
  { quality: 50, scale: 0.2 },
];

/**
 * Render a photo as a JPEG that fits the options.
 * @returns undefined if the JPEG stays too large.
 * @throws PicsiftError `photo-unreadable` if the photo cannot be decoded.
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
