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

export function openSharp(bytes: Buffer, limitInputPixels: number): Sharp {
  narrow();
  return sharp(bytes, { limitInputPixels, failOn: 'truncated', sequentialRead: true, pages: 1 });
}
