/** Decompresses damaged zlib data (RFC 1950) as far as it is sound. */

import { createInflate, createInflateRaw } from 'node:zlib';

const ZLIB_HEADER = 2;
/** Bytes that are decompressed at a time to check them. */
const CHECKED = 64 * 1024;
/** The decoder loses this much before a fault. Bytes. */
const PIECE = 1024;

/**
 * Decompress what comes before the first fault, or before the end of a file that was cut off.
 * @param out filled from its start. More than it holds is not decompressed.
 * @returns the number of bytes written.
 */
export async function inflateWhatIsSound(packed: Buffer, out: Buffer): Promise<number> {
  // Without the header, the decoder ignores the checksum: a wrong one does not say where the fault is.
  const inflate = createInflateRaw({ chunkSize: PIECE });
  inflate.end(packed.subarray(ZLIB_HEADER));
  let end = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      end += piece.copy(out, end);
      if (end === out.length) break;
    }
  } catch {
    // The fault. The pieces before it have arrived.
  }
  return end;
}

/** Decide whether the data is whole and its checksum right. Needs no memory for it. */
export async function isSoundZlib(packed: Buffer): Promise<boolean> {
  const inflate = createInflate({ chunkSize: CHECKED });
  inflate.end(packed);
  try {
    for await (const _ of inflate);
    return true;
  } catch {
    return false;
  }
}
