/** Writes a file that consists of parts of another file and new bytes, without holding it in memory. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { PbfWriter } from 'pbf';
import { readFully } from './fields.ts';

/** Bytes of the old file; with `flip`, the highest bit of each is inverted: that turns n into n - 128, as signed. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly flip?: boolean;
}

export type Piece = Span | Uint8Array;

const BUFFER_BYTES = 1 << 20;

export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (isBytes(piece) ? piece.length : piece.end - piece.start), 0);
}

/** Write a new file. @param source descriptor of the old file. @param target must not exist. */
export function writePieces(source: number, pieces: readonly Piece[], target: string): void {
  const file = openSync(target, 'wx');
  try {
    const buffer = Buffer.alloc(BUFFER_BYTES);
    let filled = 0;
    const flush = () => {
      for (let done = 0; done < filled; ) done += writeSync(file, buffer, done, filled - done);
      filled = 0;
    };
    for (const piece of pieces) {
      const length = isBytes(piece) ? piece.length : piece.end - piece.start;
      for (let done = 0; done < length; ) {
        if (filled === BUFFER_BYTES) flush();
        const part = buffer.subarray(filled, filled + Math.min(length - done, BUFFER_BYTES - filled));
        if (isBytes(piece)) part.set(piece.subarray(done, done + part.length));
        else {
          readFully(source, part, piece.start + done);
          if (piece.flip) flip(part);
        }
        done += part.length;
        filled += part.length;
      }
    }
    flush();
  } finally {
    closeSync(file);
  }
}

/** Invert the highest bit of each byte, in place. */
export function flip(bytes: Uint8Array): void {
  // Most of them four at a time: an Int32Array must begin at a multiple of four.
  const first = -bytes.byteOffset & 3;
  const count = (bytes.length - first) >> 2;
  const words = count > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset + first, count) : new Int32Array();
  for (let i = 0; i < words.length; i++) words[i]! ^= 0x80808080;
  for (let i = 0; i < bytes.length; i++) {
    if (i === first) i += words.length * 4;
    if (i < bytes.length) bytes[i]! ^= 0x80;
  }
}

function isBytes(piece: Piece): piece is Uint8Array {
  return piece instanceof Uint8Array;
}

/** Append bytes that are a field already. */
export function append(writer: PbfWriter, bytes: Uint8Array): void {
  writer.realloc(bytes.length);
  writer.buf.set(bytes, writer.pos);
  writer.pos += bytes.length;
}
