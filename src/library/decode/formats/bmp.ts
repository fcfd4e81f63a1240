/**
 * Decodes Windows bitmaps: 1 to 32 bits per pixel, palettes, bit fields, run lengths. Format: BITMAPINFOHEADER and
 * "Bitmap compression" in the Windows GDI documentation. Ignores alpha, as viewers do: many writers leave it at zero.
 */

import { PicsiftError } from '../../../base/errors.ts';
import { MISSING, type Raster, requireShown, type Size } from './raster.ts';

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
  /** Bytes of a row that is not compressed. */
  readonly rowBytes: number;
}

const COMPRESSION = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;
const FILE_HEADER = 14;
const MASK_BYTES = 12;
const MOST_COLOURS = 256;

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
    [none]: [1, 2, 4, 8, 16, 24, 32],
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
  if (hasMasks && !areMasks(masks, bits)) throw refused('its header is not valid');
  const paletteStride = isCore ? 3 : 4;
  const paletteAt = FILE_HEADER + headerBytes + (hasMasks && headerBytes === 40 ? MASK_BYTES : 0);
  const used = headerBytes >= 40 ? bytes.readUInt32LE(46) : 0;
  const paletteBytes = bits > 8 ? 0 : paletteStride * Math.min(used || 2 ** bits, 2 ** bits);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  // The padding of the last row may be missing.
  const dataBytes = isRuns(compression) ? undefined : rowBytes * (height - 1) + Math.ceil((width * bits) / 8);
  const dataAt = pixelOffset(bytes, paletteAt, paletteBytes, dataBytes);
  const palette = bytes.subarray(paletteAt, Math.min(dataAt, paletteAt + paletteStride * MOST_COLOURS));
  return {
    width,
    height,
    bottomUp: signedHeight > 0,
    bits,
    compression,
    palette,
    paletteStride,
    masks,
    dataAt,
    rowBytes,
  };
}

/** Masks are bits in one piece, inside the pixel, and no two overlap. A missing colour has none. */
function areMasks(masks: Header['masks'], bits: number): boolean {
  let taken = 0;
  for (const mask of masks) {
    const low = 31 - Math.clz32(mask & -mask);
    const isOnePiece = mask === 0 || Number.isInteger(Math.log2((mask >>> low) + 1));
    if (!isOnePiece || (taken & mask) !== 0 || mask >= 2 ** bits) return false;
    taken |= mask;
  }
  return taken !== 0;
}

/**
 * Find the pixels. Some writers leave the offset at zero, or count wrongly. Pixels follow the header and the palette
 * unless the offset is larger and everything after it fits into the file. A palette may be shorter than the number of
 * bits allows if the file has no room for more.
 * @param dataBytes undefined for run lengths, whose size is not known.
 */
function pixelOffset(bytes: Buffer, paletteAt: number, paletteBytes: number, dataBytes: number | undefined): number {
  const stated = bytes.readUInt32LE(10);
  const usual = paletteAt + paletteBytes;
  if (dataBytes === undefined) return stated >= paletteAt && stated < bytes.length ? stated : usual;
  const fits = (at: number) => at + dataBytes <= bytes.length;
  if (stated >= usual) return fits(stated) || !fits(usual) ? stated : usual;
  return stated >= paletteAt && !fits(usual) ? stated : usual;
}

function isRuns(compression: number): boolean {
  return compression === COMPRESSION.rle4 || compression === COMPRESSION.rle8;
}

/** @throws PicsiftError `photo-unreadable` if more than three quarters of the picture are missing. */
export function decodeBmp(bytes: Buffer): Raster {
  const header = bmpHeader(bytes);
  const { width, height, bits, compression, rowBytes } = header;
  const body = bytes.subarray(header.dataAt);
  const data = new Uint8Array(width * height * 3).fill(MISSING);
  const target = (x: number, y: number) => ((header.bottomUp ? height - 1 - y : y) * width + x) * 3;

  const uses = new Float64Array(MOST_COLOURS);
  const setIndexed = (x: number, y: number, index: number) => {
    uses[index]!++;
    const at = index * header.paletteStride;
    const to = target(x, y);
    if (at + 3 > header.palette.length) return;
    for (let channel = 0; channel < 3; channel++) data[to + channel] = header.palette[at + 2 - channel]!;
  };
  const shown = (rows: number) => requireShown(rows / height - withoutColour(uses, header) / (width * height));

  if (isRuns(compression)) {
    const { rows, painted } = unpackRuns(body, bits === 4, width, height, setIndexed);
    // Skipped pixels are no fault, but zeros in place of the codes skip nearly all of them.
    requireShown(painted / (width * height));
    return { width, height, channels: 3, data, damaged: shown(rows) };
  }
  const lastRowBytes = Math.ceil((width * bits) / 8);
  const rows = Math.min(height, Math.floor((body.length + rowBytes - lastRowBytes) / rowBytes));
  shown(rows);
  const parts = header.masks.map(bitField);
  for (let y = 0; y < rows; y++) {
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
  return { width, height, channels: 3, data, damaged: shown(rows) };
}

/**
 * Count the pixels whose colour the palette lacks. If all colours are the same, zeros have replaced the palette.
 * @param uses number of pixels of each index.
 */
function withoutColour(uses: Float64Array, { palette, paletteStride }: Header): number {
  const used = [...uses.keys()].filter((index) => uses[index]! > 0);
  const colourOf = (index: number) => palette.toString('hex', index * paletteStride, index * paletteStride + 3);
  const isLost = used.length > 1 && new Set(used.map(colourOf)).size === 1;
  const lacking = used.filter((index) => isLost || index * paletteStride + 3 > palette.length);
  return lacking.reduce((sum, index) => sum + uses[index]!, 0);
}

/** Make a function that extracts the value under a mask from a pixel, scaled to 0..255. */
function bitField(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / max);
}

/**
 * Decode BI_RLE8 and BI_RLE4: pairs of (count, value); a count of 0 is an escape. Pixels that the codes skip have the
 * first colour of the palette.
 * @returns the rows that the codes reach, and the number of pixels that they do not skip.
 */
function unpackRuns(
  body: Buffer,
  isNibbles: boolean,
  width: number,
  height: number,
  set: (x: number, y: number, index: number) => void,
): { readonly rows: number; readonly painted: number } {
  let [x, y, painted] = [0, 0, 0];
  const put = (index: number) => {
    if (x < width && y < height) set(x, y, index);
    x++;
  };
  const paint = (index: number) => {
    if (x < width && y < height) painted++;
    put(index);
  };
  const skipTo = (toX: number, toY: number) => {
    while (y < Math.min(toY, height)) {
      while (x < width) put(0);
      [x, y] = [0, y + 1];
    }
    while (x < Math.min(toX, width)) put(0);
    [x, y] = [toX, toY];
  };
  const nibble = (byte: number, i: number) => (isNibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
  for (let at = 0; at + 1 < body.length && y < height; ) {
    const [count, value] = [body[at]!, body[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) paint(nibble(value, i));
    } else if (value === 0) {
      skipTo(0, y + 1);
    } else if (value === 1) {
      // The end of the bitmap may replace the end of the last row.
      skipTo(0, x > 0 ? y + 1 : y);
      return { rows: Math.min(height, y), painted };
    } else if (value === 2) {
      skipTo(x + (body[at] ?? 0), y + (body[at + 1] ?? 0));
      at += 2;
    } else {
      const size = isNibbles ? Math.ceil(value / 2) : value;
      if (at + size > body.length) break;
      for (let i = 0; i < value; i++) paint(nibble(body[at + (isNibbles ? i >> 1 : i)]!, i));
      // Literal runs end at an even offset.
      at += size + (size % 2);
    }
  }
  return { rows: Math.min(height, x >= width ? y + 1 : y), painted };
}

function refused(reason: string): PicsiftError {
  return new PicsiftError('photo-unreadable', reason);
}
