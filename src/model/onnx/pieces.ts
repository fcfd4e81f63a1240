/** Writes a file that consists of parts of another file and new bytes, without holding it in memory. */

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
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

/** Write a new file, down to the disk. @param source descriptor of the old file. @param target must not exist. */
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
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Invert the highest bit of each byte, in place. */
export function flip(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i]! ^= 0x80;
}

function isBytes(piece: Piece): piece is Uint8Array {
  return piece instanceof Uint8Array;
}
