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

/** What a value has beyond 16 bits, or beyond 10: zero if it fits. */
function beyond16(value: i32): i32 {
  return ((value << 16) >> 16) ^ value;
}
function beyond10(value: i32): i32 {
  return ((value << 22) >> 22) ^ value;
}

/**
 * Inverse DCT of a block to 2 x 2 samples, each of them the mean of a quarter of the block. Of the even frequencies only
 * the lowest has a mean that is not 0.
 * @param block int16, 64 coefficients in rows.
 * @param divisors int32, in rows.
 * @param columns bit k: column k has a coefficient that is not 0.
 * @param scratch space of 64 bytes.
 * @param out receives two bytes, and two bytes a `stride` behind them.
 * @returns false if a value is too large. No photo has one, and libjpeg's result then depends on the processor.
 */
export function twoByTwo(block: usize, columns: u32, divisors: usize, scratch: usize, out: usize, stride: usize): bool {
  let beyond = 0;
  for (let column: usize = 0; column < 8; column++) {
    if (column === 2 || column === 4 || column === 6) continue;
    if ((columns & (1 << (column as u32))) === 0) {
      store<i32>(scratch + 4 * column, 0);
      store<i32>(scratch + 4 * column, 0, 32);
      continue;
    }
    const lowest = coefficient(block, divisors, column);
    const first = coefficient(block, divisors, 8 + column);
    const third = coefficient(block, divisors, 24 + column);
    const fifth = coefficient(block, divisors, 40 + column);
    const seventh = coefficient(block, divisors, 56 + column);
    beyond |= beyond16(lowest) | beyond16(first) | beyond16(third) | beyond16(fifth) | beyond16(seventh);
    const odd = oddPart(first, third, fifth, seventh);
    const upper = ((lowest << 15) + odd + (1 << 12)) >> 13;
    const lower = ((lowest << 15) - odd + (1 << 12)) >> 13;
    beyond |= beyond16(upper) | beyond16(lower);
    store<i32>(scratch + 4 * column, upper);
    store<i32>(scratch + 4 * column, lower, 32);
  }
  for (let row: usize = 0; row < 2; row++) {
    const from = scratch + 32 * row;
    const lowest = load<i32>(from) << 15;
    const odd = oddPart(load<i32>(from, 4), load<i32>(from, 12), load<i32>(from, 20), load<i32>(from, 28));
    const left = (lowest + odd + (1 << 19)) >> 20;
    const right = (lowest - odd + (1 << 19)) >> 20;
    beyond |= beyond10(left) | beyond10(right);
    store<u8>(out + row * stride, sampleOf(left));
    store<u8>(out + row * stride, sampleOf(right), 1);
  }
  return beyond === 0;
}

function coefficient(block: usize, divisors: usize, place: usize): i32 {
  return <i32>load<i16>(block + 2 * place) * load<i32>(divisors + 4 * place);
}

/**
 * The weight of frequency k is the square root of 2 times the sum of its cosine over the left four of eight samples: of
 * cos((2 n + 1) k pi / 16) for n from 0 to 3, in 13 bits. In the right half the sign is the opposite.
 */
function oddPart(first: i32, third: i32, fifth: i32, seventh: i32): i32 {
  return first * 29692 - third * 10426 + fifth * 6967 - seventh * 5906;
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
