/** Writes files atomically: a file is complete, or it does not exist. */

import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { rawPath } from './raw-path.ts';

interface Steps {
  /** Creates the temporary file. It does not exist before. */
  write(): Promise<void>;
  /** Called when the new file is on the disk. If it throws, the old file stays. */
  beforeRename?(): Promise<void>;
}

/**
 * Replace a file, or create it. After a kill or a power failure at any moment, either the old or the new file exists,
 * complete. If a step fails, the old file stays.
 * @param temporary in the folder of the target. A file of this name that a killed process left is removed first.
 */
export async function replaceFile(target: string, temporary: string, { write, beforeRename }: Steps): Promise<void> {
  await fs.rm(rawPath(temporary), { force: true });
  try {
    await write();
    // The new content must be on the disk before the rename.
    await flushFile(temporary);
    await beforeRename?.();
    await fs.rename(rawPath(temporary), rawPath(target));
    await flushFolder(dirname(target));
  } finally {
    await fs.rm(rawPath(temporary), { force: true }).catch(() => {});
  }
}

/** No file takes so long to write, in milliseconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Write one of picsift's own files atomically, as `replaceFile` does. Only its owner can read it. Creates its folder if
 * necessary. Several processes may write the same file at once: the last one wins.
 */
export async function writeWhole(file: string, content: string | Iterable<Uint8Array>): Promise<void> {
  await fs.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await removeAbandonedParts(file);
  const part = `${file}.${randomBytes(6).toString('hex')}.part`;
  await replaceFile(file, part, { write: () => fs.writeFile(part, content, { mode: 0o600, flag: 'wx' }) });
}

/**
 * Remove what killed processes have left: files in the folder of `file` that begin with its name and a dot, and end with
 * ".part". A younger file may belong to a process that is writing it now.
 */
export async function removeAbandonedParts(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith('.part')) continue;
    const part = join(folder, name);
    const { mtimeMs } = await fs.stat(part).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await fs.rm(part, { force: true });
  }
}

const IS_WINDOWS = process.platform === 'win32';

async function flushFile(path: string): Promise<void> {
  // Windows flushes only files that are open for writing.
  const handle = await fs.open(rawPath(path), IS_WINDOWS ? 'r+' : 'r');
  await handle.sync().finally(() => handle.close());
}

/** Flush a folder, else a power failure may lose the new name. Windows and some file systems cannot flush folders. */
async function flushFolder(path: string): Promise<void> {
  if (IS_WINDOWS) return;
  const handle = await fs.open(rawPath(path), 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}
