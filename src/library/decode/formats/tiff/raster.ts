/**
 * Decodes the TIFFs that libvips refuses or shows wrongly (fractions, signed samples, 8-bit Lab, extra channels, tiled
 * planes, odd numbers of bits), and what is left of damaged ones.
 */

import { LEAST_SHOWN, MISSING, type Raster, requireShown } from '../raster.ts';
import { blockBytes, blockCount, readBlocks } from './blocks.ts';
import { isPredictable, isUnpacked } from './codecs.ts';
import { type Alpha, alphaOf, COLOURS, PHOTOMETRIC, type TiffLayout } from './layout.ts';
import { rowPainter } from './paint.ts';
import { fixedRange, measuredRange } from './range.ts';
import { isReadable } from './samples.ts';

/** Decide whether `decodeTiff` knows how the file stores its colours. */
export function canDecodeTiff(layout: TiffLayout): boolean {
  const { photometric, samples, palette, compression } = layout;
  const colours = COLOURS[photometric];
  return (
    colours !== undefined &&
    photometric !== PHOTOMETRIC.logLuv &&
    (photometric !== PHOTOMETRIC.ycc || (!layout.subsampled && layout.format === 'uint' && layout.bits === 8)) &&
    samples >= colours &&
    (photometric !== PHOTOMETRIC.palette || (palette !== undefined && layout.format === 'uint' && layout.bits <= 16)) &&
    isUnpacked(compression) &&
    blockCount(layout) <= layout.offsets.length &&
    isPredictable(layout) &&
    isReadable(layout)
  );
}

/** Peak memory of `decodeTiff`, with the conversion by sharp. Bytes. */
export function tiffBytesNeeded(layout: TiffLayout): number {
  return layout.width * layout.height * (2 * channelsOf(layout) + 2) + blockBytes(layout);
}

/** @throws PicsiftError `photo-unreadable` if less than a quarter of the picture can be decoded. */
export async function decodeTiff(bytes: Buffer, layout: TiffLayout): Promise<Raster> {
  const { width, height, photometric, icc, orientation } = layout;
  const channels = channelsOf(layout);
  const colours = COLOURS[photometric]!;
  const range = fixedRange(layout) ?? (await measuredRange(readBlocks(bytes, layout), layout, colours));
  const alpha = await usedAlpha(bytes, layout);
  const paint = rowPainter(layout, range, alpha);
  const data = new Uint8Array(width * height * channels).fill(MISSING);
  let [shown, sound] = [0, true];
  for await (const block of readBlocks(bytes, layout)) {
    shown += block.soundRows * block.width;
    sound &&= block.sound;
    for (let y = 0; y < block.soundRows; y++) {
      paint(block.row(y), block.width, data, ((block.top + y) * width + block.left) * channels);
    }
  }
  const damaged = requireShown(shown / (width * height)) || !sound;
  const isInks = photometric === PHOTOMETRIC.inks;
  const isLab = photometric === PHOTOMETRIC.lab || photometric === PHOTOMETRIC.iccLab;
  const profile = isLab || photometric === PHOTOMETRIC.palette ? undefined : icc;
  return { width, height, channels, data, icc: profile, orientation, inks: isInks, damaged };
}

function channelsOf({ photometric }: TiffLayout): 1 | 3 | 4 {
  return photometric === PHOTOMETRIC.palette ? 3 : COLOURS[photometric]!;
}

/** If it is not declared, and would hide more than three quarters of the picture, it is no transparency. */
async function usedAlpha(bytes: Buffer, layout: TiffLayout): Promise<Alpha | undefined> {
  const alpha = alphaOf(layout);
  if (!alpha?.assumed) return alpha;
  let shown = 0;
  for await (const block of readBlocks(bytes, layout)) {
    for (let y = 0; y < block.soundRows; y++) {
      const row = block.row(y);
      for (let x = 0; x < block.width; x++) if (row[x * layout.samples + alpha.sample]! > 0) shown++;
      if (shown >= layout.width * layout.height * LEAST_SHOWN) return alpha;
    }
  }
  return undefined;
}
