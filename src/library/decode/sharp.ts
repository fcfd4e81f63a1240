/** sharp, narrowed to the decoders that picsift means to use. */

import { availableParallelism } from 'node:os';
import sharp, { type Sharp } from 'sharp';

export type { Sharp };

const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Gif', 'Nsgif', 'Tiff'];

let narrowed = false;

/** libvips opens by content, whatever the name says: block everything (SVG, PDF, ...) but the loaders above. */
function narrow(): void {
  if (narrowed) return;
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS.map((loader) => `VipsForeignLoad${loader}`) });
  // Every photo is decoded once: a cache would only hold memory.
  sharp.cache(false);
  // Photos are decoded side by side; threads within one photo would only add their buffers.
  sharp.concurrency(Math.max(1, Math.floor(availableParallelism() / 2)));
  narrowed = true;
}

/** @param failOn what is refused: files that end too early, or nothing, and what is missing comes out blank. */
export function openSharp(bytes: Buffer, failOn: 'truncated' | 'none'): Sharp {
  narrow();
  // How many pixels are too many, decode.ts decides, by format.
  return sharp(bytes, { limitInputPixels: false, failOn, sequentialRead: true, pages: 1 });
}

/** @param data interleaved, 8 bits each, sRGB or grey. */
export function openRaw(data: Uint8Array, raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 }): Sharp {
  narrow();
  return sharp(data, { raw, limitInputPixels: false });
}
