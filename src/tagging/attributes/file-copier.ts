/** Copies a file so that the copy is like another file in everything but the content. Each system has its own way. */

import { createReadStream, promises as fs } from 'node:fs';
import { PicsiftError } from '../../base/errors.ts';
import { rawPath } from '../../library/files/raw-path.ts';

export interface FileCopier {
  /** Return why no other file may take the place of this one; undefined if nothing is known against it. */
  refusal(file: string): Promise<string | undefined>;
  /**
   * Create a file that has the content of `source` and the owner, permissions, access control list, extended attributes
   * and flags of `like`. `copy` is in the folder of `like` and does not exist.
   * @throws PicsiftError `photo-unwritable` with the reason if something cannot be kept; system errors.
   */
  copyAs(source: string, copy: string, like: string): Promise<void>;
  /** End the helper process, if one was started. */
  close(): void;
}

/** Copied at once. Bytes. */
const CHUNK = 1024 * 1024;

/**
 * Write the content of one file into another one.
 * @param flag `wx` creates the file; `r+` replaces the content of an existing file, and nothing else.
 * @param mode permissions of a new file. Only its owner may open it until it has the right ones.
 */
export async function writeContent(source: string, copy: string, flag: 'wx' | 'r+', mode = 0o600): Promise<void> {
  const handle = await fs.open(rawPath(copy), flag, mode);
  try {
    await handle.truncate();
    await fs.writeFile(handle, createReadStream(rawPath(source), { highWaterMark: CHUNK }));
  } finally {
    await handle.close();
  }
}

/**
 * Compare owner, group and permissions. A file system without them, such as FAT, gives every file the same ones.
 * @throws PicsiftError `photo-unwritable` if they differ.
 */
export async function requireSameOwner(copy: string, like: string): Promise<void> {
  const [own, former] = await Promise.all([fs.lstat(rawPath(copy)), fs.lstat(rawPath(like))]);
  if (own.uid !== former.uid) throw notKept('its owner cannot be kept; let its owner tag it');
  if (own.gid !== former.gid) throw notKept('its group cannot be kept');
  if (own.mode !== former.mode) throw notKept('its permissions cannot be kept');
}

export function notKept(reason: string, cause?: unknown): PicsiftError {
  return new PicsiftError('photo-unwritable', reason, { cause });
}
