/** Decides which values of a TIFF are black and white. */

import type { Block } from './blocks.ts';
import type { TiffLayout } from './layout.ts';

export interface Range {
  readonly black: number;
  readonly white: number;
  /** The values are proportional to light; otherwise they are as displayed, as those of 8 bits are. */
  readonly linear: boolean;
}

/** Values of scRGB may be slightly negative: colours beyond sRGB. */
const LEAST_OF_LIGHT = -0.5;
/** Of a picture of light whose brightest value is less, that value is white: it would be black otherwise. */
const DARKEST_WHITE = 0.01;

/** The range of samples that use all their bits; undefined if it must be measured. */
export function fixedRange({ format, bits }: TiffLayout): Range | undefined {
  return format === 'uint' && bits <= 16 ? { black: 0, white: 2 ** bits - 1, linear: false } : undefined;
}

/**
 * Measure the range of signed integers, of 32 bits, and of fractions. Programs for photos write fractions where 1 is
 * white and highlights are brighter. Other programs write values of any range, which viewers stretch.
 * @param colours samples of a pixel that are colours.
 */
export async function measuredRange(
  blocks: AsyncIterable<Block>,
  { format, samples, icc }: TiffLayout,
  colours: number,
): Promise<Range> {
  let [least, most, positive, above] = [0, 0, 0, 0];
  for await (const block of blocks) {
    for (let y = 0; y < block.soundRows; y++) {
      const row = block.row(y);
      for (let x = 0; x < block.width; x++) {
        for (let i = x * samples; i < x * samples + colours; i++) {
          const value = row[i]!;
          if (!Number.isFinite(value)) continue;
          if (value < least) least = value;
          if (value > most) most = value;
          if (value > 0) positive++;
          if (value > 1) above++;
        }
      }
    }
  }
  const isLight = format === 'float' && least >= LEAST_OF_LIGHT && above <= positive / 2;
  if (!isLight) return { black: least, white: most, linear: false };
  // A profile says how its values relate to light. Without one, libvips takes colours for light (scRGB) but not grey, and
  // programs that convert 8 bits to grey fractions keep the curve. Highlights above white exist in light only.
  const linear = icc === undefined && (colours > 1 || above > 0);
  return { black: 0, white: most < DARKEST_WHITE ? most : 1, linear };
}
