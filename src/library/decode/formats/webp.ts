/** Finds holes in a WebP: libwebp decodes zeros like any other data, to a plain area (RFC 6386, RFC 9649). */

/**
 * Zeros of a plain area, for each block of 16 x 16 pixels: libwebp writes 1.3 at most (0.03 where it adapts to the area),
 * measured on one colour beside noise. Bytes.
 */
const ZEROS_PER_BLOCK = 4;
/** Shorter runs of zeros occur in any data. Bytes. */
const SHORT_RUN = 16;

/** Decide whether the lossy data of the first picture has a hole of zeros that no encoder writes. */
export function hasHole(bytes: Buffer): boolean {
  for (const { type, content } of chunks(bytes)) {
    if (type !== 'VP8 ' || content.length < 10) continue;
    const [width, height] = [content.readUInt16LE(6) & 0x3fff, content.readUInt16LE(8) & 0x3fff];
    const blocks = Math.ceil(width / 16) * Math.ceil(height / 16);
    return content.includes(Buffer.alloc(SHORT_RUN + ZEROS_PER_BLOCK * blocks));
  }
  return false;
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

const FILE_HEADER = 12;
/** Bytes of a frame before its chunks. */
const FRAME_HEADER = 16;

function* chunks(bytes: Buffer, start = FILE_HEADER): Generator<Chunk> {
  for (let at = start; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const type = bytes.toString('latin1', at, at + 4);
    const content = bytes.subarray(at + 8, at + 8 + size);
    if (type === 'ANMF') yield* chunks(content, FRAME_HEADER);
    else yield { type, content };
    at += 8 + size + (size % 2);
  }
}
