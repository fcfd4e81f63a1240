/** Reads single samples of a TIFF as numbers. */

import type { TiffLayout } from './layout.ts';

/** Read the sample with this index in the row that starts at `row`. */
export type ReadSample = (data: Buffer, row: number, index: number) => number;

const LITTLE: Partial<Record<string, ReadSample>> = {
  uint16: (data, row, i) => data.readUInt16LE(row + 2 * i),
  uint32: (data, row, i) => data.readUInt32LE(row + 4 * i),
  int16: (data, row, i) => data.readInt16LE(row + 2 * i),
  int32: (data, row, i) => data.readInt32LE(row + 4 * i),
  float16: (data, row, i) => halfToNumber(data.readUInt16LE(row + 2 * i)),
  float32: (data, row, i) => data.readFloatLE(row + 4 * i),
  float64: (data, row, i) => data.readDoubleLE(row + 8 * i),
};
const BIG: Partial<Record<string, ReadSample>> = {
  uint16: (data, row, i) => data.readUInt16BE(row + 2 * i),
  uint32: (data, row, i) => data.readUInt32BE(row + 4 * i),
  int16: (data, row, i) => data.readInt16BE(row + 2 * i),
  int32: (data, row, i) => data.readInt32BE(row + 4 * i),
  float16: (data, row, i) => halfToNumber(data.readUInt16BE(row + 2 * i)),
  float32: (data, row, i) => data.readFloatBE(row + 4 * i),
  float64: (data, row, i) => data.readDoubleBE(row + 8 * i),
};
/** Samples of whole bytes, in either order. */
const BYTES: Partial<Record<string, ReadSample>> = {
  uint8: (data, row, i) => data[row + i]!,
  int8: (data, row, i) => data.readInt8(row + i),
};

/** Decide whether samples of this kind can be read. */
export function isReadable({ bits, format }: Pick<TiffLayout, 'bits' | 'format'>): boolean {
  return (format === 'uint' && bits >= 1 && bits <= 16) || `${format}${bits}` in { ...BYTES, ...LITTLE };
}

export function sampleReader({ bits, format, little }: TiffLayout): ReadSample {
  const name = `${format}${bits}`;
  return BYTES[name] ?? (little ? LITTLE : BIG)[name] ?? bitReader(bits);
}

/** Samples that are not whole bytes follow each other without gaps, the highest bit first, in any byte order. */
function bitReader(bits: number): ReadSample {
  const mask = (1 << bits) - 1;
  return (data, row, i) => {
    const first = i * bits;
    const at = row + (first >> 3);
    const three = (data[at]! << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
    return (three >> (24 - bits - (first & 7))) & mask;
  };
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
