/**
 * Decodes HEIC with libheif, which applies the file's rotation and mirroring (irot, imir). The Exif orientation is only
 * informative (ISO/IEC 23008-12, A.2.4) and must not be applied again.
 */

import decode from 'heic-decode';
import type { Raster } from './raster.ts';

/** @throws Error from libheif. */
export async function decodeHeic(bytes: Buffer): Promise<Raster> {
  const { width, height, data } = await decode({ buffer: bytes });
  return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
