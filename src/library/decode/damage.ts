/** Decides whether enough of a damaged picture can be seen. */

import { PicsiftError } from '../../base/errors.ts';
import { LEAST_SHOWN } from './formats/raster.ts';
import type { Sharp } from './sharp.ts';

/** Rows and columns of the small picture that is checked. */
const SAMPLE = 32;

/**
 * Decoders of JPEG and GIF do not tell how much they decoded. They fill the missing rows, at the bottom of the picture
 * as it is stored, with one colour: count the other rows.
 * @throws PicsiftError `photo-unreadable`.
 */
export async function requireVisible(stored: Sharp): Promise<void> {
  const grey = await stored
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize(SAMPLE, SAMPLE, { fit: 'fill' })
    .raw()
    .toBuffer();
  const rows = Array.from({ length: SAMPLE }, (_, row) => grey.subarray(row * SAMPLE, (row + 1) * SAMPLE));
  const shown = rows.filter((row) => Math.max(...row) - Math.min(...row) > 2);
  if (shown.length < SAMPLE * LEAST_SHOWN) {
    throw new PicsiftError('photo-unreadable', 'the file is damaged or incomplete: too little of the picture shows');
  }
}
