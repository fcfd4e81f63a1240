/**
 * Decodes Windows bitmaps: 1 to 32 bits per pixel, palettes, bit fields, run lengths. Format: BITMAPINFOHEADER and
 * "Bitmap compression" in the Windows GDI documentation. Ignores alpha, as viewers do: many writers leave it at zero.
 */

import { PicsiftError } from '../../../base/errors.ts';
import type { Raster, Size } from './raster.ts';

interface Header extends Size {
  readonly bottomUp: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly palette: Buffer;
  /** Bytes of an entry: 3 in the oldest headers, else 4 (blue, green, red, unused). */
  readonly paletteStride: number;
  /** Red, green and blue within a pixel of 16 or 32 bits. */
  readonly masks: readonly [number, number, number];
  readonly dataAt: number;
}

const COMPRESSION = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;
const FILE_HEADER = 14;

/** @throws PicsiftError `photo-unreadable`. */
export function bmpHeader(bytes: Buffer): Header {
  if (bytes.length < FILE_HEADER + 12) throw refused('the file ends too early');
  const headerBytes = bytes.readUInt32LE(FILE_HEADER);
  const isCore = headerBytes === 12;
  if ((!isCore && headerBytes < 40) || bytes.length < FILE_HEADER + headerBytes)
    throw refused('its header is not valid');
  const width = isCore ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = isCore ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const bits = bytes.readUInt16LE(isCore ? 24 : 28);
  const compression = isCore ? 0 : bytes.readUInt32LE(30);
  const { none, rle8, rle4, bitFields, alphaBitFields } = COMPRESSION;
  const fits = {
    [none]: [1, 4, 8, 16, 24, 32],
    [rle8]: [8],
    [rle4]: [4],
    [bitFields]: [16, 32],
    [alphaBitFields]: [16, 32],
  }[compression];
  if (width < 1 || height < 1 || !fits?.includes(bits)) throw refused('its header is not valid');
  const hasMasks = compression === bitFields || compression === alphaBitFields;
  // Masks follow a header of 40 bytes and are part of longer headers: the same offset in both.
  if (hasMasks && bytes.length < 66) throw refused('the file ends too early');
  const masks = hasMasks
    ? ([bytes.readUInt32LE(54), bytes.readUInt32LE(58), bytes.readUInt32LE(62)] as const)
    : bits === 16
      ? ([0x7c00, 0x3e0, 0x1f] as const)
      : ([0xff0000, 0xff00, 0xff] as const);
  const dataAt = bytes.readUInt32LE(10);
  const palette = bytes.subarray(FILE_HEADER + headerBytes, Math.max(dataAt, FILE_HEADER + headerBytes));
  const paletteStride = isCore ? 3 : 4;
  return { width, height, bottomUp: signedHeight > 0, bits, compression, palette, paletteStride, masks, dataAt };
}

/** @throws PicsiftError `photo-unreadable` if rows are missing. */
export function decodeBmp(bytes: Buffer): Raster {
  const header = bmpHeader(bytes);
  const { width, height, bits, compression } = header;
  const body = bytes.subarray(header.dataAt);
  const data = new Uint8Array(width * height * 3);
  const target = (x: number, y: number) => ((header.bottomUp ? height - 1 - y : y) * width + x) * 3;

  const setIndexed = (x: number, y: number, index: number) => {
    const at = index * header.paletteStride;
    const to = target(x, y);
    for (let channel = 0; channel < 3; channel++) data[to + channel] = header.palette[at + 2 - channel] ?? 0;
  };

  if (compression === COMPRESSION.rle4 || compression === COMPRESSION.rle8) {
    unpackRuns(body, bits === 4, width, height, setIndexed);
    return { width, height, channels: 3, data };
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (body.length < rowBytes * (height - 1) + Math.ceil((width * bits) / 8)) throw refused('the file ends too early');
  const parts = header.masks.map(bitField);
  for (let y = 0; y < height; y++) {
    const row = y * rowBytes;
    for (let x = 0; x < width; x++) {
      if (bits <= 8) {
        const bit = x * bits;
        setIndexed(x, y, (body[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1));
      } else {
        const pixel = body.readUIntLE(row + (x * bits) / 8, bits / 8);
        const to = target(x, y);
        for (let channel = 0; channel < 3; channel++) data[to + channel] = parts[channel]!(pixel);
      }
    }
  }
  return { width, height, channels: 3, data };
}

/** Make a function that extracts the value under a mask from a pixel, scaled to 0..255. */
function bitField(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / max);
}

/** Decode BI_RLE8 and BI_RLE4: pairs of (count, value); a count of 0 is an escape. */
function unpackRuns(
  body: Buffer,
  isNibbles: boolean,
  width: number,
  height: number,
  set: (x: number, y: number, index: number) => void,
): void {
  let [x, y] = [0, 0];
  const put = (index: number) => {
    if (x < width && y < height) set(x, y, index);
    x++;
  };
  const nibble = (byte: number, i: number) => (isNibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
  for (let at = 0; at + 1 < body.length && y < height; ) {
    const [count, value] = [body[at]!, body[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(nibble(value, i));
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      x += body[at] ?? 0;
      y += body[at + 1] ?? 0;
      at += 2;
    } else {
      const size = isNibbles ? Math.ceil(value / 2) : value;
      for (let i = 0; i < value; i++) put(nibble(body[at + (isNibbles ? i >> 1 : i)] ?? 0, i));
      // Literal runs end at an even offset.
      at += size + (size % 2);
    }
  }
}

function refused(reason: string): PicsiftError {
  return new PicsiftError('photo-unreadable', reason);
}
