/** Reads a file as the scan has seen it. Runs in the decoding child process. */

import { open } from 'node:fs/promises';
import { systemCode } from '../../base/errors.ts';
import { type FileStamp, sameStamp, stampOf } from '../../library/files/file-stamp.ts';
import { rawPath } from '../../library/files/raw-path.ts';

export type Unread =
  /** The file was changed or removed after the scan. */
  | { readonly kind: 'unsettled' }
  /** The system refused to read the file. The photo itself may be fine. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Memory of former files, for the next ones: new memory costs a large JPEG 1 ms of processor time, of 23. At most one for
 * each file that is read at the same time, and only for files of usual size.
 */
const spare: Buffer[] = [];
const MAX_SPARE = 4;
const MAX_SPARE_BYTES = 8_000_000;

/**
 * Call `use` with the bytes of a file. They must not be used later.
 * @returns what `use` returns; `Unread` if the file has not the scanned stamps: half-copied, changed or deleted.
 */
export async function withFile<T>(file: FileStamp, use: (bytes: Buffer) => Promise<T>): Promise<T | Unread> {
  const memory = takeMemory(file.size);
  try {
    const length = await readInto(memory, file);
    if (typeof length !== 'number') return length;
    const now = await stampOf(file.path);
    const isWhole = now !== undefined && sameStamp(now, file) && length === file.size;
    return isWhole ? await use(memory.subarray(0, length)) : { kind: 'unsettled' };
  } finally {
    if (memory.length <= MAX_SPARE_BYTES && spare.length < MAX_SPARE) spare.push(memory);
  }
}

/** Memory of at least this size. `readFile` would join pieces. */
function takeMemory(size: number): Buffer {
  const large = spare.findIndex(({ length }) => length >= size);
  // A smaller one makes room for this one.
  const [taken] = spare.splice(Math.max(large, 0), 1);
  return large === -1 || taken === undefined ? Buffer.allocUnsafeSlow(size) : taken;
}

/** @returns the number of bytes, fewer than the size if the file has become shorter. */
async function readInto(memory: Buffer, { path, size }: FileStamp): Promise<number | Unread> {
  try {
    const handle = await open(rawPath(path));
    try {
      for (let end = 0; ; ) {
        const { bytesRead } = await handle.read(memory, end, size - end);
        end += bytesRead;
        if (bytesRead === 0 || end === size) return end;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'unsettled' };
    // Without the path: the reader of the reason knows it, or must not know it.
    const denied = code === 'EACCES' || code === 'EPERM';
    return { kind: 'unreadable', reason: denied ? 'picsift may not read the file' : `reading it failed (${code})` };
  }
}
