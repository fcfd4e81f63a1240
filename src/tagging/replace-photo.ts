/**
 * Replaces a photo or a sidecar by its tagged copy. Keeps the permissions and, if requested, the original. Refuses a
 * file that has changed since it was read.
 */

import { constants, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { type FileStamp, stampOf } from '../library/files/file-stamp.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { replaceFile } from '../library/files/replace-file.ts';
import { CHANGED } from './plan-tag.ts';

interface Replacement {
  readonly target: string;
  /** The new file. It is copied, not moved. */
  readonly source: string;
  /** Stamp of the target when it was read; undefined if the target did not exist. */
  readonly former: Pick<FileStamp, 'size' | 'mtimeNs'> | undefined;
  /** Keep the replaced file as TARGET_original, as ExifTool names it. An existing TARGET_original is not replaced. */
  readonly keepOriginal: boolean;
  /** Distinguishes the temporary files of this photo in its folder. */
  readonly name: string;
}

/**
 * Replace the target with the source and the target's permissions. Other hard links of the target keep the former file.
 * @returns the stamp of the new file.
 * @throws PicsiftError `photo-unwritable` with the reason; the target is then unchanged.
 */
export async function replacePhoto(replacement: Replacement): Promise<FileStamp> {
  const { target, source, former, keepOriginal, name } = replacement;
  const temporary = join(dirname(target), `.picsift-${name}.tmp`);
  let stamp: FileStamp | undefined;
  try {
    const like = former && (await fs.lstat(rawPath(target)));
    if (like !== undefined && isProtected(like)) throw refused(PROTECTED);
    await replaceFile(target, temporary, {
      write: () => copyAs(source, temporary, like),
      async beforeRename() {
        stamp = await stampOf(temporary);
        const now = await stampOf(target);
        if (now?.size !== former?.size || now?.mtimeNs !== former?.mtimeNs) throw refused(CHANGED);
        if (former !== undefined && keepOriginal) await keep(target, `${temporary}2`);
      },
    });
    return { ...stamp!, path: target };
  } catch (error) {
    throw reasonOf(error);
  }
}

/**
 * Copy a file.
 * @param like the copy gets these permissions, and this owner if the system allows it.
 */
async function copyAs(source: string, copy: string, like: { mode: number; uid: number; gid: number } | undefined) {
  await fs.copyFile(rawPath(source), rawPath(copy), constants.COPYFILE_EXCL);
  if (like === undefined) return;
  await fs.chown(rawPath(copy), like.uid, like.gid).catch(() => {});
  await fs.chmod(rawPath(copy), like.mode & 0o7777);
}

/** Give the file a second name: a hard link or, on file systems without hard links, an atomically written copy. */
async function keep(target: string, temporary: string): Promise<void> {
  const original = `${target}_original`;
  try {
    await fs.link(rawPath(target), rawPath(original));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    const stats = await fs.lstat(rawPath(target));
    await replaceFile(original, temporary, {
      async write() {
        await copyAs(target, temporary, stats);
        await fs.utimes(rawPath(temporary), stats.atime, stats.mtime);
      },
    });
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
      return refused('picsift may not write to its folder', error);
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
