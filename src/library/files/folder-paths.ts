/** Resolves folders that people name, and reads photos only inside them. */

import { constants, promises as fs } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { PicsiftError, systemCode } from '../../base/errors.ts';
import { pathFromBytes, rawPath } from './raw-path.ts';

/**
 * Resolve a folder that a person named to its real path, so that each folder has one name.
 * @throws PicsiftError `folder-not-found`, `not-a-folder`, `folder-unreadable`.
 */
export async function resolveFolder(named: string): Promise<string> {
  // `resolve('')` is the current folder, which is not what a script with an unset variable wants.
  if (named === '') throw new PicsiftError('folder-not-found', "The folder's name is empty. Name a folder.");
  const full = await asOnDisk(resolve(named));
  try {
    const real = await realPath(full);
    if (!(await fs.stat(rawPath(real))).isDirectory()) {
      throw new PicsiftError('not-a-folder', `${full} is a file. Give the folder that contains it.`);
    }
    await fs.access(rawPath(real), constants.R_OK | constants.X_OK);
    return real;
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    if (systemCode(error) === 'EACCES' || systemCode(error) === 'EPERM') {
      const text = `picsift may not read ${full}. Change its permissions, or run picsift as a user who may read it.`;
      throw new PicsiftError('folder-unreadable', text, { cause: error });
    }
    const text = `There is no folder ${full}. Check the spelling, or plug the drive in.`;
    throw new PicsiftError('folder-not-found', text, { cause: error });
  }
}

/**
 * Resolve a folder to write into. Create it if it is missing.
 * @throws PicsiftError `folder-not-found`, `not-a-folder`, `folder-unreadable`, `output-failed`.
 */
export async function makeFolder(named: string): Promise<string> {
  const full = resolve(named);
  try {
    await fs.mkdir(full, { recursive: true });
    const real = await resolveFolder(named);
    await fs.access(real, constants.W_OK);
    return real;
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const code = systemCode(error);
    if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'ENOENT') {
      const text = `There is no folder ${full}, but a file or a broken link in its place. Name another folder.`;
      throw new PicsiftError('not-a-folder', text, { cause: error });
    }
    const text = `picsift cannot write to ${full} (${code}). Change its permissions, or name another folder.`;
    throw new PicsiftError('output-failed', text, { cause: error });
  }
}

/**
 * Resolve a folder that may not exist now: the real path of its nearest existing parent, followed by the remaining
 * names.
 */
export async function presumeFolder(named: string): Promise<string> {
  const full = await asOnDisk(resolve(named));
  try {
    return await realPath(full);
  } catch {
    return full === dirname(full) ? full : join(await presumeFolder(dirname(full)), basename(full));
  }
}

/** As `fs.realpath`, for paths of any bytes. */
export async function realPath(path: string): Promise<string> {
  return pathFromBytes(await fs.realpath(rawPath(path), { encoding: 'buffer' }));
}

/**
 * Restore the bytes of names that are no UTF-8. Arguments and settings reach Node.js as text, with U+FFFD in their
 * place. A name that could be several ones stays as it is.
 */
async function asOnDisk(path: string): Promise<string> {
  if (!path.includes('\ufffd')) return path;
  const [parent, name] = [await asOnDisk(dirname(path)), basename(path)];
  if (!name.includes('\ufffd')) return join(parent, name);
  const entries = await fs.readdir(rawPath(parent), { encoding: 'buffer' }).catch(() => []);
  const alike = entries.filter((entry) => entry.toString() === name);
  return join(parent, alike.length === 1 ? pathFromBytes(alike[0]!) : name);
}

/** True if `path` is `folder` or lies below it. Both are absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way));
}

/**
 * Open a photo that was indexed below one of `folders`, for reading. Refuse a path that now leads elsewhere, because a
 * symlink has replaced the photo or one of its parent folders. The function opens the file first and then checks the
 * opened file, so nobody can replace it between the check and the read.
 * @throws PicsiftError `photo-unreadable`; the message names no path.
 */
export async function openInside(folders: readonly string[], path: string): Promise<fs.FileHandle> {
  let file: fs.FileHandle;
  try {
    file = await fs.open(rawPath(path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(error);
  }
  try {
    const opened = await file.stat({ bigint: true });
    const real = await realPath(path);
    const there = await fs.lstat(rawPath(real), { bigint: true });
    const same = opened.dev === there.dev && opened.ino === there.ino;
    if (opened.isFile() && same && folders.some((folder) => isInside(folder, real))) return file;
    throw unreadable();
  } catch (error) {
    await file.close();
    throw error instanceof PicsiftError ? error : unreadable(error);
  }
}

/**
 * Read a photo that was indexed below one of `folders`, as `openInside` opens it.
 * @throws PicsiftError `photo-unreadable`; the message names no path.
 */
export async function readInside(folders: readonly string[], path: string, maxBytes: number): Promise<Buffer> {
  const file = await openInside(folders, path);
  try {
    if ((await file.stat()).size > maxBytes) throw unreadable();
    return await file.readFile();
  } catch (error) {
    throw error instanceof PicsiftError ? error : unreadable(error);
  } finally {
    await file.close();
  }
}

/** Make the error of a photo that cannot be read; without a cause, it was replaced. */
export function unreadable(cause?: unknown): PicsiftError {
  return new PicsiftError(
    'photo-unreadable',
    'The photo cannot be read, or was replaced after it was indexed. Index its folder again.',
    { cause },
  );
}
