/** Finds faults in the strips and tiles of a TIFF that libtiff passes over. */

import { openSharp } from '../../sharp.ts';
import { isSoundZlib } from '../inflate.ts';
import { blockCount, packedBlock } from './blocks.ts';
import { COMPRESSION } from './codecs.ts';
import { TAG, withOnlyTags } from './directories.ts';
import type { TiffLayout } from './layout.ts';

const END_OF_IMAGE_BYTES = 2;
const START_OF_IMAGE_BYTES = 2;

/**
 * Check all strips or tiles, if their compression has checksums, or is JPEG or CCITT.
 * @throws Error if one is damaged.
 */
export async function requireSoundBlocks(bytes: Buffer, layout: TiffLayout): Promise<void> {
  if (COMPRESSION.fax.includes(layout.compression)) await requireSoundFax(bytes);
  const check = CHECKS[layout.compression];
  if (check === undefined) return;
  for (let index = 0; index < blockCount(layout); index++) await check(packedBlock(bytes, layout, index), layout);
}

const CHECKS: Partial<Record<number, (packed: Buffer, layout: TiffLayout) => Promise<void>>> = {
  [COMPRESSION.deflate]: requireChecksum,
  [COMPRESSION.oldDeflate]: requireChecksum,
  [COMPRESSION.jpeg]: requireSoundJpeg,
};

/** Tags that libtiff needs to decode CCITT. It warns about some of the others. */
const FAX_TAGS = new Set<number>([
  ...[TAG.width, TAG.height, TAG.bits, TAG.compression, TAG.photometric, TAG.fillOrder, TAG.samples, TAG.planar],
  ...[TAG.stripOffsets, TAG.rowsPerStrip, TAG.stripBytes, TAG.faxOptions, TAG.fax4Options],
  ...[TAG.tileWidth, TAG.tileHeight, TAG.tileOffsets, TAG.tileBytes],
]);

/** Lines of a wrong length are only warnings of libtiff; the rest of the strip is then wrong too. */
async function requireSoundFax(bytes: Buffer): Promise<void> {
  await openSharp(withOnlyTags(bytes, FAX_TAGS), 'warning').resize(1, 1, { fit: 'fill' }).raw().toBuffer();
}

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
