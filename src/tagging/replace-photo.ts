/**
 * Puts a new file in the place of another so that a kill at any moment costs nothing: at the target there is always
 * one of the two, whole, and the former one is never lost before the new one is on the disk.
 */

import { constants, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { type FileStamp, stampOf } from '../library/files/file-stamp.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { CHANGED } from './plan-tag.ts';

export interface Replacement {
  readonly target: string;
  /** The new file. It stays. */
  readonly source: string;
  /** Stamps of what the target is known to be; undefined: nothing is there. */
  readonly former: Pick<FileStamp, 'size' | 'mtimeNs'> | undefined;
  /** Keep what was there as TARGET_original, as ExifTool names it. An older original stays the original. */
  readonly keepOriginal: boolean;
  /** Distinguishes the temporary files of this photo in its folder. */
  readonly name: string;
}

const IS_WINDOWS = process.platform === 'win32';

/**
 * Hard links of the target keep the former file; permissions are taken over.
 * @returns the stamps of the new file.
 * @throws PicsiftError `photo-unwritable` with the reason; the target is then as it was.
 */
export async function replaceFile({ target, source, former, keepOriginal, name }: Replacement): Promise<FileStamp> {
  const folder = dirname(target);
  const temporary = join(folder, `.picsift-${name}.tmp`);
  try {
    await copyWhole(source, temporary, former && (await fs.lstat(rawPath(target))));
    const stamp = (await stampOf(temporary))!;
    const now = await stampOf(target);
    if (now?.size !== former?.size || now?.mtimeNs !== former?.mtimeNs) throw refused(CHANGED);
    if (former !== undefined && keepOriginal) await keep(target, temporary);
    await fs.rename(rawPath(temporary), rawPath(target));
    // Windows has no way to flush a folder.
    if (!IS_WINDOWS) await flush(folder);
    return { ...stamp, path: target };
  } catch (error) {
    throw reasonOf(error);
  } finally {
    await fs.rm(rawPath(temporary), { force: true }).catch(() => {});
  }
}

/** @param like whose permissions and owner the copy gets, as far as the system lets it. */
async function copyWhole(source: string, copy: string, like: { mode: number; uid: number; gid: number } | undefined) {
  if (like !== undefined && isProtected(like)) throw refused(PROTECTED);
  // Left over from a run that was killed: the name is this photo's alone.
  await fs.rm(rawPath(copy), { force: true });
  await fs.copyFile(rawPath(source), rawPath(copy), constants.COPYFILE_EXCL);
  if (like !== undefined) {
    await fs.chown(rawPath(copy), like.uid, like.gid).catch(() => {});
    await fs.chmod(rawPath(copy), like.mode & 0o7777);
  }
  await flush(copy);
}

/** Give the file a second name. Where the file system has no hard links, that is a copy, made whole before it is named. */
async function keep(target: string, temporary: string): Promise<void> {
  const original = `${target}_original`;
  try {
    await fs.link(rawPath(target), rawPath(original));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    const copy = `${temporary}2`;
    try {
      const stats = await fs.lstat(rawPath(target));
      await copyWhole(target, copy, stats);
      await fs.utimes(rawPath(copy), stats.atime, stats.mtime);
      await fs.rename(rawPath(copy), rawPath(original));
    } finally {
      await fs.rm(rawPath(copy), { force: true });
    }
  }
}

/** Have it on the disk before anything relies on it. */
async function flush(path: string): Promise<void> {
  // Windows flushes only what is open for writing.
  const handle = await fs.open(rawPath(path), IS_WINDOWS ? 'r+' : 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems do not flush folders.
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}

function refused(reason: string, cause?: unknown): PicsiftError {
  return new PicsiftError('photo-unwritable', reason, { cause });
}

function reasonOf(error: unknown): unknown {
  switch (systemCode(error)) {
    case undefined:
      return error;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return refused('picsift may not write in its folder', error);
    case 'ENOSPC':
    case 'EDQUOT':
      return refused('the disk is full', error);
    default:
      return refused(`writing failed (${systemCode(error)})`, error);
  }
}

export const PROTECTED = 'it is write-protected';

export function isProtected({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o222) === 0;
}
