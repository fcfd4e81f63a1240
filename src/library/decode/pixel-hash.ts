/** Proof that two files show the same. Child process only. */

import { createHash } from 'node:crypto';
import { PicsiftError } from '../../base/errors.ts';
import { withPhoto } from './decode.ts';
import type { MemoryBudget } from './memory.ts';

/** Decoded at once, so that the pixels of the largest photo need no memory of their own. */
const STRIP_PIXELS = 16_000_000;

/**
 * SHA-256 of everything that is seen of a photo: its size as displayed and every pixel, upright, in 8-bit sRGB.
 * @throws PicsiftError `photo-unreadable`, also where there is more than one picture to be seen.
 */
export function pixelHash(bytes: Buffer, memory: MemoryBudget): Promise<string> {
  return withPhoto(bytes, memory, async ({ image, width, height, damaged }) => {
    if (((await image.metadata()).pages ?? 1) > 1) {
      throw new PicsiftError('photo-unreadable', 'it holds several pictures, and only the first could be compared');
    }
    const hash = createHash('sha256').update(`${width} ${height} ${damaged}\n`);
    const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
    for (let top = 0; top < height; top += rows) {
      const strip = { left: 0, top, width, height: Math.min(rows, height - top) };
      hash.update(await image.clone().extract(strip).raw().toBuffer());
    }
    return hash.digest('hex');
  });
}
