/** Repairs damaged PNGs as far as their data is sound (ISO/IEC 15948). */

import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { inflateWhatIsSound } from './inflate.ts';
import { MISSING, requireShown } from './raster.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly hasPalette: boolean;
  readonly interlaced: boolean;
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
  /** All its bytes, with its length and its checksum. */
  readonly whole: Buffer;
}

const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const NO_FILTER = 0;
const LAST_FILTER = 4;
/** The seven passes of an interlaced picture: steps to the right and down, first column and row. */
const PASSES = [
  [8, 8, 0, 0],
  [8, 8, 4, 0],
  [4, 8, 0, 4],
  [4, 4, 2, 0],
  [2, 4, 0, 2],
  [2, 2, 1, 0],
  [1, 2, 0, 1],
] as const;

/** Bytes that `repairPng` needs, in addition to the file. */
export function repairBytes(bytes: Buffer): number {
  return 2 * dataBytes(readHeader(bytes));
}

/**
 * Write the file again with the rows that come before the first fault; rows of one colour replace the others.
 * @throws PicsiftError `photo-unreadable` if less than a quarter of the data is sound.
 */
export async function repairPng(bytes: Buffer): Promise<Buffer> {
  const header = readHeader(bytes);
  const size = dataBytes(header);
  const data = Buffer.alloc(size);
  const present = await inflateWhatIsSound(imageData(bytes), data);
  requireShown(replaceUnsound(data, present, header) / size);
  const packed = await promisify(deflate)(data, { level: 1 });
  const kept = chunks(bytes).filter(({ type, whole, content }) => type !== 'IDAT' && isSound(type, content, whole));
  const isBefore = ({ type }: Chunk) => type !== 'IEND';
  const parts = [
    ...kept.filter(isBefore).map(({ whole }) => whole),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([bytes.subarray(0, 8), ...parts]);
}

/** True if the file is an animation. */
export function isAnimatedPng(bytes: Buffer): boolean {
  return chunks(bytes).some(({ type }) => type === 'acTL');
}

function readHeader(bytes: Buffer): Header {
  const type = bytes[25]!;
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    bitsPerPixel: (CHANNELS[type] ?? 1) * bytes[24]!,
    hasPalette: type === 3,
    interlaced: bytes[28] === 1,
  };
}

/** Rows of the same size that follow each other: the whole picture, or one pass. */
interface Rows {
  readonly count: number;
  readonly bytes: number;
}

function rowsOf({ width, height, bitsPerPixel, interlaced }: Header): Rows[] {
  // Each row has a byte that names its filter. A pass without columns has no rows.
  const rows = (columns: number, count: number) => ({
    count: columns > 0 ? Math.max(0, count) : 0,
    bytes: Math.ceil((columns * bitsPerPixel) / 8) + 1,
  });
  if (!interlaced) return [rows(width, height)];
  return PASSES.map(([right, down, column, row]) =>
    rows(Math.ceil((width - column) / right), Math.ceil((height - row) / down)),
  );
}

/** The size of the data that the chunks compress. */
function dataBytes(header: Header): number {
  return rowsOf(header).reduce((sum, { count, bytes }) => sum + count * bytes, 0);
}

/**
 * Replace the rows after the first one that is incomplete or has an impossible filter: decompression goes on for a while
 * after a wrong bit.
 * @param data the whole data, of which `present` bytes could be decompressed.
 * @returns the bytes of the sound rows.
 */
function replaceUnsound(data: Buffer, present: number, header: Header): number {
  // Every palette has the colour 0.
  const colour = header.hasPalette ? 0 : MISSING;
  let at = 0;
  let sound: number | undefined;
  for (const { count, bytes } of rowsOf(header)) {
    for (let row = 0; row < count; row++, at += bytes) {
      if (sound === undefined && (at + bytes > present || data[at]! > LAST_FILTER)) sound = at;
      if (sound !== undefined) data.fill(colour, at + 1, at + bytes).fill(NO_FILTER, at, at + 1);
    }
  }
  return sound ?? at;
}

function imageData(bytes: Buffer): Buffer {
  return Buffer.concat(
    chunks(bytes)
      .filter(({ type }) => type === 'IDAT')
      .map(({ content }) => content),
  );
}

/** The last chunk may be cut off. */
function chunks(bytes: Buffer): Chunk[] {
  const found: Chunk[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    found.push({ type, content: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

function isSound(type: string, content: Buffer, whole: Buffer): boolean {
  return whole.length === content.length + 12 && whole.equals(chunk(type, content));
}

function chunk(type: string, content: Buffer): Buffer {
  const whole = Buffer.alloc(12 + content.length);
  whole.writeUInt32BE(content.length, 0);
  whole.write(type, 4, 'latin1');
  content.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + content.length)), 8 + content.length);
  return whole;
}
