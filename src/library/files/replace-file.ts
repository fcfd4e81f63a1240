/** Files that are there as a whole or not at all. */

import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { rawPath } from './raw-path.ts';

interface Steps {
  /** Fills the temporary file, which is not there yet. */
  write(): Promise<void>;
  /** Called when the new file is on the disk. What it throws keeps the old one. */
  beforeRename?(): Promise<void>;
}

/**
 * Put a file in the place of another, or where there is none. After a kill or a power failure at any moment one of the
 * two is there, whole. Whatever goes wrong, the old one stays.
 * @param temporary in the folder of the target. What a killed process has left there is removed.
 */
export async function replaceFile(target: string, temporary: string, { write, beforeRename }: Steps): Promise<void> {
  await fs.rm(rawPath(temporary), { force: true });
  try {
    await write();
    // On the disk before anything relies on it.
    await flushFile(temporary);
    await beforeRename?.();
    await fs.rename(rawPath(temporary), rawPath(target));
    await flushFolder(dirname(target));
  } finally {
    await fs.rm(rawPath(temporary), { force: true }).catch(() => {});
  }
}

/** Write a file of picsift's own, readable by its owner alone, as `replaceFile` does. Its folder is made where missing. */
export async function writeWhole(file: string, content: string | Iterable<Uint8Array>): Promise<void> {
  await fs.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  await replaceFile(file, part, { write: () => fs.writeFile(part, content, { mode: 0o600, flag: 'wx' }) });
}

const IS_WINDOWS = process.platform === 'win32';

async function flushFile(path: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const handle = await fs.open(rawPath(path), IS_WINDOWS ? 'r+' : 'r');
  await handle.sync().finally(() => handle.close());
}

/** Without it the new name may be lost in a power failure. Windows and some file systems do not flush folders. */
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
