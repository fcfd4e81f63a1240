/**
 * Replaces a photo or a sidecar by its tagged copy. Keeps the file's attributes and, if requested, the original. Refuses
 * a file that has changed since it was read.
 */

import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { type FileStamp, sameSizeAndTime, sameStamp, stampOf } from '../library/files/file-stamp.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { replaceFile } from '../library/files/replace-file.ts';
import { type FileCopier, writeContent } from './attributes/file-copier.ts';
import { ORIGINAL } from './may-replace.ts';
import { CHANGED } from './plan-tag.ts';

interface Replacement {
  readonly target: string;
  /** The new file. It is copied, not moved. */
  readonly source: string;
  /** Stamp of the target when it was read; undefined if the target did not exist. */
  readonly former: FileStamp | undefined;
  /** Keep the replaced file as TARGET_original, as ExifTool names it. An existing TARGET_original is not replaced. */
  readonly keepOriginal: boolean;
  /** Distinguishes the temporary files of this photo in its folder. */
  readonly name: string;
}

/**
 * Replace the target with a file that has the content of the source and the attributes of the target.
 * @returns the stamp of the new file.
 * @throws PicsiftError `photo-unwritable` with the reason; the target is then unchanged.
 */
export async function replacePhoto(replacement: Replacement, copier: FileCopier): Promise<FileStamp> {
  const { target, source, former, keepOriginal, name } = replacement;
  const temporary = join(dirname(target), `.picsift-${name}.tmp`);
  let stamp: FileStamp | undefined;
  try {
    await replaceFile(target, temporary, {
      // A new sidecar gets what the folder gives to new files of any program.
      write: () =>
        former === undefined ? writeContent(source, temporary, 'wx', 0o666) : copier.copyAs(source, temporary, target),
      async beforeRename() {
        stamp = await stampOf(temporary);
        const now = await stampOf(target);
        const isUnchanged = now === undefined || former === undefined ? now === former : sameStamp(now, former);
        if (!isUnchanged) throw refused(CHANGED);
        if (former !== undefined && keepOriginal) await keep(target, `${temporary}2`, copier);
      },
    });
    return await asRenamed(target, stamp!);
  } catch (error) {
    throw reasonOf(error);
  }
}

/** Return the stamp of a renamed file: the rename has changed its status. @param before its stamp before. */
async function asRenamed(target: string, before: FileStamp): Promise<FileStamp> {
  const now = await stampOf(target);
  // Another program has changed it meanwhile: the next run finds that out.
  return now !== undefined && sameSizeAndTime(now, before) ? now : { ...before, path: target };
}

/** Give the file a second name: a hard link or, on file systems without hard links, an atomically written copy. */
async function keep(target: string, temporary: string, copier: FileCopier): Promise<void> {
  const original = `${target}${ORIGINAL}`;
  try {
    await fs.link(rawPath(target), rawPath(original));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    const stats = await fs.lstat(rawPath(target));
    await replaceFile(original, temporary, {
      async write() {
        await copier.copyAs(target, temporary, target);
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
    case 'EBUSY':
      return refused('it is in use, or a file system is mounted on it', error);
    default:
      return refused(`writing failed (${systemCode(error)})`, error);
  }
}
