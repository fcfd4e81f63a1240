/**
 * From coefficients to pixels, in AssemblyScript: TypeScript's syntax with WebAssembly's types. Each result equals
 * libjpeg's, bit by bit.
 */

/** Limit a sample as libjpeg does: ten bits of it count, and 128 is the middle. */
function sampleOf(value: i32): u8 {
  return clamp(((value << 22) >> 22) + 128);
}

/** A block of which only the lowest coefficient counts: all its samples are the same. */
export function flatSample(lowest: i32, divisor: i32): u8 {
  return sampleOf((lowest * divisor + 4) >> 3);
}

/**
 * The weight of frequency k is the square root of 2 times the sum of its cosine over the left four of eight samples: of
 * cos((2 n + 1) k pi / 16) for n from 0 to 3, in 13 bits. In the right half the sign is the opposite.
 */
const FIRST = 29_692;
const THIRD = -10_426;
const FIFTH = 6_967;
const SEVENTH = -5_906;

/** What the values of a block have beyond the bits that libjpeg has for them: zero if they fit. */
let beyond: v128 = i32x4.splat(0);

/**
 * Inverse DCT of a block to 2 x 2 samples, each of them the mean of a quarter of the block. Of the even frequencies only
 * the lowest has a mean that is not 0.
 * @param block int16, 64 coefficients in rows.
 * @param divisors int32, in rows.
 * @param out receives two bytes, and two bytes a `stride` behind them.
 * @returns false if a value is too large. No photo has one, and libjpeg's result then depends on the processor.
 */
export function twoByTwo(block: usize, divisors: usize, out: usize, stride: usize): bool {
  beyond = i32x4.splat(0);
  // Columns 0 to 3, then 4 to 7.
  const lowest = coefficients(block, divisors, 0);
  const odd = oddPart(block, divisors);
  const moreLowest = coefficients(block + 8, divisors + 16, 0);
  const moreOdd = oddPart(block + 8, divisors + 16);
  rowOfTwo(halfOf(lowest, odd), halfOf(moreLowest, moreOdd), out);
  rowOfTwo(halfOf(lowest, i32x4.neg(odd)), halfOf(moreLowest, i32x4.neg(moreOdd)), out + stride);
  return !v128.any_true(beyond);
}

/** The coefficients of four columns in one row. */
function coefficients(block: usize, divisors: usize, row: usize): v128 {
  const values = i32x4.mul(v128.load_ext<i16>(block + 16 * row), v128.load(divisors + 32 * row));
  checkBits(values, 16);
  return values;
}

function checkBits(values: v128, bits: i32): void {
  const cut = i32x4.shr_s(i32x4.shl(values, 32 - bits), 32 - bits);
  beyond = v128.or(beyond, v128.xor(cut, values));
}

function oddPart(block: usize, divisors: usize): v128 {
  const first = i32x4.mul(coefficients(block, divisors, 1), i32x4.splat(FIRST));
  const third = i32x4.mul(coefficients(block, divisors, 3), i32x4.splat(THIRD));
  const fifth = i32x4.mul(coefficients(block, divisors, 5), i32x4.splat(FIFTH));
  const seventh = i32x4.mul(coefficients(block, divisors, 7), i32x4.splat(SEVENTH));
  return i32x4.add(i32x4.add(first, third), i32x4.add(fifth, seventh));
}

/** The means of the upper halves of four columns, with two more bits; with a negative odd part those of the lower halves. */
function halfOf(lowest: v128, odd: v128): v128 {
  const means = i32x4.shr_s(i32x4.add(i32x4.add(i32x4.shl(lowest, 15), odd), i32x4.splat(1 << 12)), 13);
  checkBits(means, 16);
  return means;
}

/** The same along a row of eight means: two samples. */
function rowOfTwo(means: v128, more: v128, out: usize): void {
  const weighed = i32x4.add(i32x4.mul(means, i32x4(0, FIRST, 0, THIRD)), i32x4.mul(more, i32x4(0, FIFTH, 0, SEVENTH)));
  const odd = i32x4.extract_lane(weighed, 1) + i32x4.extract_lane(weighed, 3);
  const lowest = (i32x4.extract_lane(means, 0) << 15) + (1 << 19);
  const left = (lowest + odd) >> 20;
  const right = (lowest - odd) >> 20;
  checkBits(i32x4.replace_lane(i32x4.splat(left), 1, right), 10);
  store<u8>(out, sampleOf(left));
  store<u8>(out, sampleOf(right), 1);
}

/** Weights of YCbCr to RGB as JFIF defines it (BT.601, full range): 1.402, 0.34414, 0.71414 and 1.772, in 16 bits. */
const RED_FROM_RED = 91_881;
const GREEN_FROM_BLUE = 22_554;
const GREEN_FROM_RED = 46_802;
const BLUE_FROM_BLUE = 116_130;
const HALF = 32_768;

/**
 * Convert planes of samples to pixels.
 * @param strides bytes in a row, of the luma and of the others.
 * @param shiftX @param shiftY 1 if a sample of the others is for two pixels in this direction.
 * @param out receives interleaved RGB.
 */
export function toRgb(
  luma: usize,
  blue: usize,
  red: usize,
  lumaStride: usize,
  otherStride: usize,
  shiftX: usize,
  shiftY: usize,
  width: usize,
  height: usize,
  out: usize,
): void {
  for (let y: usize = 0; y < height; y++) {
    const others = (y >> shiftY) * otherStride;
    for (let x: usize = 0; x < width; x++, out += 3) {
      const light = <i32>load<u8>(luma + y * lumaStride + x);
      const b = <i32>load<u8>(blue + others + (x >> shiftX)) - 128;
      const r = <i32>load<u8>(red + others + (x >> shiftX)) - 128;
      store<u8>(out, clamp(light + ((RED_FROM_RED * r + HALF) >> 16)));
      store<u8>(out, clamp(light + ((HALF - GREEN_FROM_BLUE * b - GREEN_FROM_RED * r) >> 16)), 1);
      store<u8>(out, clamp(light + ((BLUE_FROM_BLUE * b + HALF) >> 16)), 2);
    }
  }
}

function clamp(value: i32): u8 {
  return <u8>min(max(value, 0), 255);
}
