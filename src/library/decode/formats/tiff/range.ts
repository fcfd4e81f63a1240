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
/** Fewer values than this share of them decide nothing: they may be wrong. */
const LEAST_SHARE = 1 / 100;
/** A picture of light with hardly a brighter value would be black: its brightest value is white. */
const DARKEST_WHITE = 0.01;
/** Values of a larger magnitude, relative to the median, are no part of the picture. Doublings. */
const MOST_DOUBLINGS = 5;

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
  const { positive, count, above, bright, below, least, most } = await spreadOf(blocks, samples, colours);
  const isFew = (values: number) => values <= LEAST_SHARE * count;
  const isLight = format === 'float' && isFew(below) && above <= positive / 2;
  if (!isLight) return { black: least, white: most, linear: false };
  // A profile says how its values relate to light. Without one, libvips takes colours for light (scRGB) but not grey, and
  // programs that convert 8 bits to grey fractions keep the curve. Highlights above white exist in light only.
  const linear = icc === undefined && (colours > 1 || above > 0);
  return { black: 0, white: isFew(bright) ? Math.min(most, DARKEST_WHITE) : 1, linear };
}

interface Spread {
  /** Numbers of values: other than 0, above 0, above 1, above DARKEST_WHITE, below LEAST_OF_LIGHT. */
  readonly count: number;
  readonly positive: number;
  readonly above: number;
  readonly bright: number;
  readonly below: number;
  /** The smallest and the largest value, or 0, without values like "no data" (-3.4e38) and those of flipped bits. */
  readonly least: number;
  readonly most: number;
}

/** Signs and exponents of float32: nine bits. The last exponent is that of infinities and of what is no number. */
const KINDS = 512;
const NEGATIVE = 256;
const NO_NUMBER = 255;

async function spreadOf(blocks: AsyncIterable<Block>, samples: number, colours: number): Promise<Spread> {
  const counts = new Float64Array(KINDS);
  const largest = new Float64Array(KINDS);
  let [above, bright, below] = [0, 0, 0];
  for await (const block of blocks) {
    for (let y = 0; y < block.soundRows; y++) {
      const row = block.row(y);
      const bits = new Uint32Array(row.buffer, row.byteOffset, row.length);
      for (let x = 0; x < block.width; x++) {
        for (let i = x * samples; i < x * samples + colours; i++) {
          const kind = bits[i]! >>> 23;
          if (kind % NEGATIVE === NO_NUMBER) continue;
          const value = row[i]!;
          counts[kind]!++;
          if (Math.abs(value) > largest[kind]!) largest[kind] = Math.abs(value);
          if (value > 1) above++;
          if (value > DARKEST_WHITE) bright++;
          if (value < LEAST_OF_LIGHT) below++;
        }
      }
    }
  }
  // The first exponent is that of 0.
  const [plus, minus] = [counts.subarray(1, NO_NUMBER), counts.subarray(NEGATIVE + 1, NEGATIVE + NO_NUMBER)];
  const sum = (values: Float64Array) => values.reduce((total, count) => total + count, 0);
  const positive = sum(plus);
  const count = positive + sum(minus);
  let usual = 0;
  for (let passed = 0; usual < plus.length && passed < count / 2; usual++) {
    passed += plus[usual]! + minus[usual]!;
  }
  const kinds = Math.min(NO_NUMBER, 1 + usual + MOST_DOUBLINGS);
  const extreme = (sign: number) => Math.max(...largest.subarray(sign, sign + kinds));
  return { count, positive, above, bright, below, least: -extreme(NEGATIVE), most: extreme(0) };
}
