/** sharp, restricted to the decoders that picsift uses. */

import { availableParallelism } from 'node:os';
import sharp, { type Sharp } from 'sharp';

export type { Sharp };

/** What makes sharp refuse a file; the higher levels include the lower ones. `none`: show what can be decoded. */
export type FailOn = 'none' | 'truncated' | 'error' | 'warning';

const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Gif', 'Nsgif', 'Tiff'];

let narrowed = false;

/** Block all loaders (SVG, PDF, ...) except those above: libvips chooses a loader by the content of a file. */
function narrow(): void {
  if (narrowed) return;
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS.map((loader) => `VipsForeignLoad${loader}`) });
  // Every photo is decoded once: a cache would only use memory.
  sharp.cache(false);
  // Several photos are decoded in parallel; more threads for one photo would only add buffers.
  sharp.concurrency(Math.max(1, Math.floor(availableParallelism() / 2)));
  narrowed = true;
}

interface Trust {
  /**
   * Lift libvips' own limits on the items of a HEIF and the warnings of a JPEG. The size of the picture is checked
   * before it is decoded, and the process has a memory limit.
   */
  readonly unlimited?: boolean;
}

/** Open a file's bytes. */
export function openSharp(bytes: Buffer, failOn: FailOn, { unlimited = false }: Trust = {}): Sharp {
  narrow();
  // decode.ts limits the number of pixels.
  return sharp(bytes, { limitInputPixels: false, failOn, sequentialRead: true, pages: 1, unlimited });
}

/**
 * Open pixels that another decoder produced.
 * @param data interleaved, 8 bits each, sRGB or grey.
 */
export function openRaw(data: Uint8Array, raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 }): Sharp {
  narrow();
  return sharp(data, { raw, limitInputPixels: false });
}
