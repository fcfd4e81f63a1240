/** Writes a copy of an open file under a new name: complete or not at all, and never over another file. */

import { constants, promises as fs } from 'node:fs';
import { systemCode } from '../../base/errors.ts';
import { unreadable } from './folder-paths.ts';

/** Read and compared at once. Bytes. */
const CHUNK = 1024 * 1024;

/**
 * Copy a file, with its permissions to read and write and its modification time. The content is on the disk before the
 * copy gets its name.
 * @param part temporary file in the folder of the target.
 * @throws system errors: `EEXIST` if there is a file of the target's name, even one that another process has just made;
 *   PicsiftError `photo-unreadable` for the source.
 */
export async function writeCopy(source: fs.FileHandle, target: string, part: string, signal: AbortSignal) {
  const { mode, atime, mtime } = await source.stat();
  const copy = await fs.open(part, 'wx', mode & 0o666);
  try {
    await fs.writeFile(copy, contentOf(source), { signal });
    await copy.sync();
    await giveName(part, target);
    // Only now, because the age of a temporary file shows whether it is abandoned. Where the file system refuses it, the
    // copy is still whole.
    await copy.utimes(atime, mtime).catch(() => {});
  } finally {
    await copy.close().finally(() => fs.rm(part, { force: true }));
  }
}

/** Give a file another name that no file has. A hard link does this in one step. */
async function giveName(file: string, name: string): Promise<void> {
  try {
    await fs.link(file, name);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error;
    await renameToFree(file, name);
  }
}

/**
 * Rename a file where there are no hard links, as on FAT and exFAT. An empty file reserves the name first, because a
 * rename alone would overwrite.
 * @internal
 */
export async function renameToFree(file: string, name: string): Promise<void> {
  await (await fs.open(name, 'wx')).close();
  try {
    await fs.rename(file, name);
  } catch (error) {
    await fs.rm(name, { force: true });
    throw error;
  }
}

/** Decide whether the file at a path has exactly the same content. A file that cannot be read has not. */
export async function hasSameContent(source: fs.FileHandle, path: string, signal: AbortSignal): Promise<boolean> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const other = await fs.open(path, flags).catch(() => undefined);
  if (other === undefined) return false;
  try {
    const [size, otherSize] = (await Promise.all([source.stat(), other.stat()])).map((stats) => stats.size);
    if (size !== otherSize) return false;
    const buffer = Buffer.allocUnsafe(CHUNK);
    let at = 0;
    for await (const chunk of contentOf(source)) {
      signal.throwIfAborted();
      const there = await readAt(other, buffer, at).catch(() => undefined);
      if (!there?.subarray(0, chunk.length).equals(chunk)) return false;
      at += chunk.length;
    }
    return true;
  } finally {
    await other.close();
  }
}

/** Read a photo piece by piece. Each piece is valid until the next one is read. */
async function* contentOf(source: fs.FileHandle): AsyncGenerator<Buffer, void, void> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let at = 0; ; ) {
    const chunk = await readAt(source, buffer, at).catch((error) => {
      throw unreadable(error);
    });
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}

/** Fill the buffer from this position on, up to the end of the file. */
async function readAt(file: fs.FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
