/** Compressions of TIFF (TIFF 6.0, sections 9 and 13; Adobe's technical notes of 2002 and 2005) and their predictors. */

import { inflateSync } from 'node:zlib';
import { systemCode } from '../../../../base/errors.ts';
import { inflateWhatIsSound } from '../inflate.ts';
import type { TiffLayout } from './layout.ts';

export const COMPRESSION = { none: 1, fax: [2, 3, 4], lzw: 5, jpeg: 7, deflate: 8, packBits: 32773, oldDeflate: 32946 };
/** Compressions that `decompress` decodes. */
const UNPACKED = [COMPRESSION.none, COMPRESSION.lzw, COMPRESSION.deflate, COMPRESSION.packBits, COMPRESSION.oldDeflate];
/** Compressions that libvips' build in sharp may decode too; the last are ThunderScan, NeXT and SGILog. */
const OF_LIBVIPS = [...COMPRESSION.fax, COMPRESSION.jpeg, 32766, 32809, 34676, 34677];
/** Names of the other compressions, for messages. Numbers: libtiff's tiff.h. */
const NAMES: Partial<Record<number, string>> = {
  6: 'JPEG of the old style',
  9: 'JBIG',
  10: 'JBIG',
  32771: 'CCITT RLEW',
  33003: 'JPEG 2000',
  33004: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG',
  34925: 'LZMA',
  34933: 'PNG',
  34934: 'JPEG XR',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

export function isUnpacked(compression: number): boolean {
  return UNPACKED.includes(compression);
}

/** Return the name of a compression that nothing in picsift decodes; undefined if something does. */
export function unknownCompression(compression: number): string | undefined {
  if (isUnpacked(compression) || OF_LIBVIPS.includes(compression)) return undefined;
  return NAMES[compression] ?? `number ${compression}`;
}

export interface Unpacked {
  /** Shorter than wanted if the strip or tile is cut off or damaged: what comes before the fault. */
  readonly data: Buffer;
  /** Its checksum is right, if it has one. */
  readonly sound: boolean;
}

/**
 * Decompress one strip or tile.
 * @param size bytes of the whole strip or tile.
 */
export async function decompress(packed: Buffer, compression: number, size: number): Promise<Unpacked> {
  switch (compression) {
    case COMPRESSION.none:
      return { data: packed.subarray(0, size), sound: true };
    case COMPRESSION.lzw:
      return { data: unpackLzw(packed, size), sound: true };
    case COMPRESSION.packBits:
      return { data: unpackBytes(packed, size), sound: true };
    default:
      return unpackDeflate(packed, size);
  }
}

async function unpackDeflate(packed: Buffer, size: number): Promise<Unpacked> {
  try {
    return { data: inflateSync(packed, { maxOutputLength: size }), sound: true };
  } catch (error) {
    const data = Buffer.alloc(size);
    const end = await inflateWhatIsSound(packed, data);
    // Some writers fill up the last strip.
    return { data: data.subarray(0, end), sound: systemCode(error) === 'ERR_BUFFER_TOO_LARGE' };
  }
}

/** PackBits: a count, then that many bytes; or a negative count, then one byte to repeat. */
function unpackBytes(packed: Buffer, size: number): Buffer {
  const out = Buffer.alloc(size);
  let end = 0;
  for (let at = 0; at < packed.length && end < size; ) {
    const count = packed.readInt8(at++);
    if (count >= 0) {
      const copied = packed.copy(out, end, at, at + count + 1);
      end += copied;
      at += count + 1;
    } else if (count !== -128 && at < packed.length) {
      const to = Math.min(size, end + 1 - count);
      out.fill(packed[at++]!, end, to);
      end = to;
    }
  }
  return out.subarray(0, end);
}

const CLEAR = 256;
const END = 257;

/** LZW with codes of 9 to 12 bits, the highest bit first, which grow one code early. */
function unpackLzw(packed: Buffer, size: number): Buffer {
  const out = Buffer.alloc(size);
  // Each code stands for bytes that are in `out` already: those of an earlier code and the byte after them.
  const starts = new Int32Array(4096);
  const lengths = new Int32Array(4096);
  let [end, next, width, previous] = [0, END + 1, 9, -1];
  let [bits, held, at] = [0, 0, 0];
  while (end < size) {
    while (held < width && at < packed.length) {
      bits = ((bits << 8) | packed[at++]!) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    const code = (bits >> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [END + 1, 9, -1];
      continue;
    }
    const start = end;
    if (code < CLEAR) {
      out[end++] = code;
    } else {
      // The next code may already be used: it is the previous one and its own first byte.
      if (previous === -1 || code > next || code >= 4096) break;
      const from = code === next ? previous : starts[code]!;
      const length = code === next ? start - previous + 1 : lengths[code]!;
      const to = Math.min(size, end + length);
      for (let i = from; end < to; i++) out[end++] = out[i]!;
    }
    if (previous !== -1 && next < 4096) {
      starts[next] = previous;
      lengths[next] = start - previous + 1;
      next++;
    }
    previous = start;
    width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
  }
  return out.subarray(0, end);
}

/** Decide whether `undoPredictor` knows the predictor for such samples. */
export function isPredictable({ predictor, bits, format }: TiffLayout): boolean {
  if (predictor === 2) return [8, 16, 32].includes(bits);
  return predictor === 1 || (predictor === 3 && format === 'float' && [16, 32, 64].includes(bits));
}

/** Replace the differences in rows of samples by the samples, in place. @param stride samples of a pixel. */
export function undoPredictor(data: Buffer, rowBytes: number, stride: number, layout: TiffLayout): void {
  for (let at = 0; at + rowBytes <= data.length; at += rowBytes) {
    const row = data.subarray(at, at + rowBytes);
    if (layout.predictor === 2) sumUp(row, stride, layout);
    else if (layout.predictor === 3) joinPlanes(row, stride, layout);
  }
}

/** Predictor 2: each sample is the difference from that of the pixel before. */
function sumUp(row: Buffer, stride: number, { bits, little }: TiffLayout): void {
  const step = bits / 8;
  const back = stride * step;
  for (let at = back; at + step <= row.length; at += step) {
    if (step === 1) row[at]! += row[at - back]!;
    else if (step === 2 && little) row.writeUInt16LE((row.readUInt16LE(at) + row.readUInt16LE(at - back)) & 0xffff, at);
    else if (step === 2) row.writeUInt16BE((row.readUInt16BE(at) + row.readUInt16BE(at - back)) & 0xffff, at);
    else if (little) row.writeInt32LE((row.readInt32LE(at) + row.readInt32LE(at - back)) | 0, at);
    else row.writeInt32BE((row.readInt32BE(at) + row.readInt32BE(at - back)) | 0, at);
  }
}

/** Predictor 3: the highest bytes of all samples of the row, then the next lower ones; each byte is a difference. */
function joinPlanes(row: Buffer, stride: number, { bits, little }: TiffLayout): void {
  for (let at = stride; at < row.length; at++) row[at]! += row[at - stride]!;
  const bytes = Buffer.from(row);
  const step = bits / 8;
  const count = row.length / step;
  for (let plane = 0; plane < step; plane++) {
    const to = little ? step - 1 - plane : plane;
    for (let i = 0; i < count; i++) row[i * step + to] = bytes[plane * count + i]!;
  }
}
