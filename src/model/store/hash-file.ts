/** Hashes files of any size, piece by piece. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Small enough to be in the processor's cache while it is hashed, and read by the thread that hashes it. Bytes. */
const AT_A_TIME = 1 << 20;

/**
 * Read a file in order. Other work of this thread is done between the pieces.
 * @param update receives each piece, which is valid during the call only.
 */
export async function hashFile(file: string, update: (piece: Buffer) => void): Promise<void> {
  const piece = Buffer.allocUnsafe(AT_A_TIME);
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const bytesRead = readSync(descriptor, piece);
      if (bytesRead === 0) return;
      update(piece.subarray(0, bytesRead));
      await nextTurn();
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Compute the hex SHA-256 of a file. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await hashFile(file, (piece) => hash.update(piece));
  return hash.digest('hex');
}
