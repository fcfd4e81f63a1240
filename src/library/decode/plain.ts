/** Finds pictures of which every program sees the same pixels. */

import { openSharp } from './sharp.ts';

const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff']);

/**
 * Decide whether a program that ignores orientation, transparency and colour profiles sees the picture as picsift does:
 * upright, opaque, 8 bits, in sRGB or grey.
 * @param bytes of a file that picsift can decode. A format that sharp does not know is not plain.
 */
export async function isPlainPicture(bytes: Buffer): Promise<boolean> {
  try {
    const { format, orientation = 1, hasAlpha, space, depth, icc } = await openSharp(bytes, 'none').metadata();
    const isUpright = orientation <= 1;
    const isSrgb = (space === 'srgb' || space === 'b-w') && (icc === undefined || namesSrgb(icc));
    return FORMATS.has(format) && isUpright && !hasAlpha && depth === 'uchar' && isSrgb;
  } catch {
    return false;
  }
}

/** Decide by a colour profile's description, in ASCII or UTF-16, whether it is sRGB. */
function namesSrgb(icc: Buffer): boolean {
  return icc.includes('sRGB', 0, 'latin1') || icc.includes(Buffer.from('sRGB', 'utf16le').swap16());
}
