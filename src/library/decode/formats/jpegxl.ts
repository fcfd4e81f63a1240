/**
 * Decodes JPEG XL with libjxl, which also turns the picture upright and converts it to sRGB. Codestream:
 * ISO/IEC 18181-1; file: ISO/IEC 18181-2.
 */

import { PicsiftError } from '../../../base/errors.ts';
import { boxes } from './boxes.ts';
import type { Raster, Size } from './raster.ts';

const CODESTREAM_START = 0xff0a;
/** Ratios of width to height, selected by three bits of the header; 0: the header stores the width. */
const RATIOS = [0, 1, 12 / 10, 4 / 3, 3 / 2, 16 / 9, 5 / 4, 2];
/** Bits of the number that follows, selected by two bits of the header. */
const NUMBER_BITS = [9, 13, 18, 30];

/**
 * Read the size before the picture is turned upright.
 * @throws PicsiftError `photo-unreadable`.
 */
export function jpegXlSize(bytes: Buffer): Size {
  const stream = codestream(bytes);
  if (stream === undefined || stream.length < 12 || stream.readUInt16BE(0) !== CODESTREAM_START) {
    throw new PicsiftError('photo-unreadable', 'it holds no JPEG XL picture');
  }
  // SizeHeader: at most 72 bits, the least significant first.
  let rest = stream.readBigUInt64LE(2) | (BigInt(stream.readUInt16LE(10)) << 64n);
  const take = (bits: number): number => {
    const value = Number(rest & ((1n << BigInt(bits)) - 1n));
    rest >>= BigInt(bits);
    return value;
  };
  const isSmall = take(1) === 1;
  const edge = () => (isSmall ? 8 * (take(5) + 1) : take(NUMBER_BITS[take(2)]!) + 1);
  const height = edge();
  const ratio = RATIOS[take(3)]!;
  return { width: ratio === 0 ? edge() : Math.floor(height * ratio), height };
}

function codestream(bytes: Buffer): Buffer | undefined {
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === CODESTREAM_START) return bytes;
  for (const { type, content } of boxes(bytes)) {
    if (type === 'jxlc') return content;
    // A part of the codestream, after its four-byte number.
    if (type === 'jxlp') return content.subarray(4);
  }
  return undefined;
}

/** @throws Error from libjxl. */
export async function decodeJpegXl(bytes: Buffer, library: WebAssembly.Module): Promise<Raster> {
  const { default: decode, init } = await import('@jsquash/jxl/decode.js');
  await init(library);
  const { width, height, data } = await decode(Uint8Array.from(bytes).buffer);
  return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
