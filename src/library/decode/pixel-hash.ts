/** Proves that two files show the same picture. Runs in child processes only. */

import { createHash } from 'node:crypto';
import { PicsiftError } from '../../base/errors.ts';
import { withPhoto } from './decode.ts';
import type { MemoryBudget } from './memory.ts';

/** Pixels that are hashed at a time, so that the largest photo needs no extra memory. */
const STRIP_PIXELS = 16_000_000;

/**
 * Compute the SHA-256 of a photo's size as displayed and of all its pixels, upright, in 8-bit sRGB. Hex.
 * @throws PicsiftError `photo-unreadable`, also if not all pixels of the file can be compared: those of further pictures,
 * and of damaged parts.
 */
export function pixelHash(bytes: Buffer, memory: MemoryBudget): Promise<string> {
  return withPhoto(bytes, memory, async ({ image, width, height, damaged, pictures }) => {
    if (pictures > 1) {
      throw new PicsiftError('photo-unreadable', 'it holds several pictures, and only the first could be compared');
    }
    if (damaged) throw new PicsiftError('photo-unreadable', 'it is damaged, and what is missing could not be compared');
    const hash = createHash('sha256').update(`${width} ${height}\n`);
    const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
    for (let top = 0; top < height; top += rows) {
      const strip = { left: 0, top, width, height: Math.min(rows, height - top) };
      hash.update(await image.clone().extract(strip).raw().toBuffer());
    }
    return hash.digest('hex');
  });
}
