/** Decompresses damaged zlib data (RFC 1950) as far as it is sound. */

import { createInflate } from 'node:zlib';

/** The decoder loses this much before a fault. Bytes. */
const PIECE = 1024;

/**
 * Decompress what comes before the first fault, or before the end of a file that was cut off.
 * @param out filled from its start. More than it holds is not decompressed.
 * @returns the number of bytes written.
 */
export async function inflateWhatIsSound(packed: Buffer, out: Buffer): Promise<number> {
  const inflate = createInflate({ chunkSize: PIECE });
  inflate.end(packed);
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
