/** Finds faults in the strips and tiles of a TIFF that libtiff passes over. */

import { openSharp } from '../../sharp.ts';
import { isSoundZlib } from '../inflate.ts';
import { blockCount, packedBlock } from './blocks.ts';
import { COMPRESSION } from './codecs.ts';
import type { TiffLayout } from './layout.ts';

const END_OF_IMAGE_BYTES = 2;
const START_OF_IMAGE_BYTES = 2;

/**
 * Check all strips or tiles, if their compression has checksums or is JPEG.
 * @throws Error if one is damaged.
 */
export async function requireSoundBlocks(bytes: Buffer, layout: TiffLayout): Promise<void> {
  const check = CHECKS[layout.compression];
  if (check === undefined) return;
  for (let index = 0; index < blockCount(layout); index++) await check(packedBlock(bytes, layout, index), layout);
}

const CHECKS: Partial<Record<number, (packed: Buffer, layout: TiffLayout) => Promise<void>>> = {
  [COMPRESSION.deflate]: requireChecksum,
  [COMPRESSION.oldDeflate]: requireChecksum,
  [COMPRESSION.jpeg]: requireSoundJpeg,
};

async function requireChecksum(packed: Buffer): Promise<void> {
  if (!(await isSoundZlib(packed))) throw new Error('a strip or tile is damaged');
}

/** Decode a JPEG without warnings. Its tables may be in a tag of the TIFF (TIFF Technical Note 2). */
async function requireSoundJpeg(packed: Buffer, { jpegTables }: TiffLayout): Promise<void> {
  const tables = jpegTables?.subarray(0, -END_OF_IMAGE_BYTES);
  const jpeg = tables === undefined ? packed : Buffer.concat([tables, packed.subarray(START_OF_IMAGE_BYTES)]);
  const image = openSharp(jpeg, 'warning', { unlimited: true });
  const { width, height } = await image.metadata();
  // Extraction keeps libvips from decoding at a reduced size, which reports less.
  await image.extract({ left: 0, top: 0, width, height }).resize(1, 1, { fit: 'fill' }).raw().toBuffer();
}
