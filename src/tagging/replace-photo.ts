/**
 * Replaces a photo or a sidecar by its tagged copy. Keeps its permissions and, where that is wanted, the original;
 * refuses a file that has changed meanwhile.
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
  /** The new file. It stays. */
  readonly source: string;
  /** Stamps of what the target is known to be; undefined: nothing is there. */
  readonly former: Pick<FileStamp, 'size' | 'mtimeNs'> | undefined;
  /** Keep what was there as TARGET_original, as ExifTool names it. An older original stays the original. */
  readonly keepOriginal: boolean;
  /** Distinguishes the temporary files of this photo in its folder. */
  readonly name: string;
}

/**
 * Hard links of the target keep the former file; permissions are taken over.
 * @returns the stamps of the new file.
 * @throws PicsiftError `photo-unwritable` with the reason; the target is then as it was.
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

/** @param like whose permissions and owner the copy gets, as far as the system lets it. */
async function copyAs(source: string, copy: string, like: { mode: number; uid: number; gid: number } | undefined) {
  await fs.copyFile(rawPath(source), rawPath(copy), constants.COPYFILE_EXCL);
  if (like === undefined) return;
  await fs.chown(rawPath(copy), like.uid, like.gid).catch(() => {});
  await fs.chmod(rawPath(copy), like.mode & 0o7777);
}

/** Give the file a second name. Where the file system has no hard links, that is a copy, made whole before it is named. */
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
