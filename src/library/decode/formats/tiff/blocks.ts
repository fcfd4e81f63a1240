/** Reads the strips or tiles of a TIFF as rows of samples. */

import { decompress, type Unpacked, undoPredictor } from './codecs.ts';
import { isShown, type TiffLayout } from './layout.ts';
import { sampleReader } from './samples.ts';

/** A strip or tile, without the parts of a tile beyond the edge of the picture. */
export interface Block {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Rows that could be decoded, from the top. */
  readonly soundRows: number;
  /** Its checksums are right, if it has any. */
  readonly sound: boolean;
  /** Read a row of samples, pixel by pixel. The array is overwritten by the next call. */
  row(index: number): Float32Array;
}

/** Bytes that decoding one strip or tile needs, in addition to the file. */
export function blockBytes(layout: TiffLayout): number {
  const { compression, planar, samples, predictor, block } = layout;
  const row = 16 * block.width * samples;
  if (compression === 1 && predictor === 1 && !layout.lowBitFirst) return row;
  return row + 2 * rowBytesOf(layout) * block.height * (planar ? samples : 1);
}

/** Strips or tiles that the size of the picture requires. */
export function blockCount({ width, height, block, planar, samples }: TiffLayout): number {
  return Math.ceil(width / block.width) * Math.ceil(height / block.height) * (planar ? samples : 1);
}

function rowBytesOf({ block, bits, planar, samples }: TiffLayout): number {
  return Math.ceil((block.width * bits * (planar ? 1 : samples)) / 8);
}

/** Iterate over the strips or tiles, from the top left. */
export async function* readBlocks(bytes: Buffer, layout: TiffLayout): AsyncGenerator<Block> {
  const { width, height, block, samples, planar, tiled } = layout;
  const across = Math.ceil(width / block.width);
  const count = across * Math.ceil(height / block.height);
  const rowBytes = rowBytesOf(layout);
  const read = rowReader(layout);
  for (let index = 0; index < count; index++) {
    const [left, top] = [(index % across) * block.width, Math.floor(index / across) * block.height];
    const rows = Math.min(block.height, height - top);
    // A tile has all its rows in the file, also those below the picture.
    const size = (tiled ? block.height : rows) * rowBytes;
    const parts: Unpacked[] = [];
    for (let plane = 0; plane < (planar ? samples : 1); plane++) {
      if (planar && !isShown(plane, layout)) parts.push({ data: Buffer.alloc(size), sound: true });
      else parts.push(await unpack(bytes, layout, plane * count + index, size, rowBytes));
    }
    const planes = parts.map(({ data }) => data);
    yield {
      left,
      top,
      width: Math.min(block.width, width - left),
      height: rows,
      soundRows: Math.min(rows, ...planes.map((plane) => Math.floor(plane.length / rowBytes))),
      sound: parts.every(({ sound }) => sound),
      row: (row) => read(planes, row * rowBytes),
    };
  }
}

async function unpack(
  bytes: Buffer,
  layout: TiffLayout,
  index: number,
  size: number,
  rowBytes: number,
): Promise<Unpacked> {
  const { compression, predictor, lowBitFirst, planar, samples } = layout;
  const packed = packedBlock(bytes, layout, index);
  const { data, sound } = await decompress(lowBitFirst ? withBitsReversed(packed) : packed, compression, size);
  if (predictor === 1) return { data, sound };
  const own = compression === 1 ? Buffer.from(data) : data;
  undoPredictor(own, rowBytes, planar ? 1 : samples, layout);
  return { data: own, sound };
}

/** The bytes of a strip or tile in the file. Empty if the file lacks it. */
export function packedBlock(bytes: Buffer, { offsets, byteCounts }: TiffLayout, index: number): Buffer {
  const from = offsets[index] ?? 0;
  // Some writers leave out the size of an uncompressed picture.
  return from === 0 ? Buffer.alloc(0) : bytes.subarray(from, from + (byteCounts[index] ?? bytes.length));
}

/** Make a function that reads a row of all planes, pixel by pixel. */
function rowReader(layout: TiffLayout): (planes: readonly Buffer[], at: number) => Float32Array {
  const { block, samples, planar } = layout;
  const count = block.width * (planar ? 1 : samples);
  const read = sampleReader(layout, count);
  const values = new Float32Array(block.width * samples);
  const plane = planar ? new Float32Array(count) : values;
  const bytes = rowBytesOf(layout);
  return (planes, at) => {
    for (const [sample, data] of planes.entries()) {
      read(data.subarray(at, at + bytes), plane);
      if (planar) for (let x = 0; x < count; x++) values[x * samples + sample] = plane[x]!;
    }
    return values;
  };
}

function withBitsReversed(bytes: Buffer): Buffer {
  const reversed = Buffer.from(bytes);
  for (const [i, byte] of bytes.entries()) {
    let flipped = 0;
    for (let bit = 0; bit < 8; bit++) flipped |= ((byte >> bit) & 1) << (7 - bit);
    reversed[i] = flipped;
  }
  return reversed;
}
