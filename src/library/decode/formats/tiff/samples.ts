/** Reads rows of samples of a TIFF as numbers. */

import { endianness } from 'node:os';
import type { TiffLayout } from './layout.ts';

/**
 * Read samples that follow each other.
 * @param bytes begins with the first sample, which begins with the highest bit of its byte.
 * @param into one value for each sample.
 */
export type ReadSamples = (bytes: Buffer, into: Float32Array) => void;

/** Samples of whole bytes. */
const ARRAYS = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type Kind = keyof typeof ARRAYS;

/** Decide whether samples of this kind can be read. */
export function isReadable({ bits, format }: Pick<TiffLayout, 'bits' | 'format'>): boolean {
  return (format === 'uint' && bits >= 1 && bits <= 16) || `${format}${bits}` in ARRAYS;
}

/** @param count samples in a row. */
export function sampleReader({ bits, format, little }: TiffLayout, count: number): ReadSamples {
  const kind = `${format}${bits}` as Kind;
  if (!(kind in ARRAYS)) return (bytes, into) => readBits(bytes, bits, into);
  const isSwapped = little !== (endianness() === 'LE');
  // A copy in memory of its own, because typed arrays must be aligned.
  const copy = Buffer.from(new ArrayBuffer((count * bits) / 8));
  const values = new ARRAYS[kind](copy.buffer);
  return (bytes, into) => {
    bytes.copy(copy);
    if (isSwapped && bits === 16) copy.swap16();
    if (isSwapped && bits === 32) copy.swap32();
    if (isSwapped && bits === 64) copy.swap64();
    if (kind === 'float16') for (let i = 0; i < count; i++) into[i] = halfToNumber(values[i]!);
    else into.set(values);
  };
}

/** Samples that are not whole bytes follow each other without gaps, the highest bit first, in any byte order. */
function readBits(bytes: Buffer, bits: number, into: Float32Array): void {
  const mask = (1 << bits) - 1;
  for (let i = 0, first = 0; i < into.length; i++, first += bits) {
    const at = first >> 3;
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    into[i] = (three >> (24 - bits - (first & 7))) & mask;
  }
}

/** IEEE 754, binary16. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
