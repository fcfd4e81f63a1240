/** Puts photos of the library into another folder, as copies or as links. Overwrites nothing. */

import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import { PicsiftError, systemCode } from '../../base/errors.ts';
import { openInside } from './folder-paths.ts';
import { pathFromBytes, rawPath } from './raw-path.ts';
import { removeAbandonedParts } from './replace-file.ts';
import { safeFileName } from './safe-file-name.ts';
import { hasSameContent, writeCopy } from './write-copy.ts';

interface CollectOptions {
  /** The folder that gets the copies or links. It exists. */
  readonly into: string;
  /** The photos lie in these folders. A path that now leads out of them is refused. */
  readonly from: readonly string[];
  /** `links`: symbolic links with absolute targets. */
  readonly as: 'copies' | 'links';
  readonly signal: AbortSignal;
}

export interface Collected {
  /** Where each photo is now in the folder, by its path: new copies and links, and those that were there already. */
  readonly places: ReadonlyMap<string, string>;
  /** Number of new copies or links. */
  readonly added: number;
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
  /** The signal stopped it. The photos that were left have neither a place nor a failure. */
  readonly interrupted: boolean;
}

/** Name of the temporary files, without their random part. */
const DRAFT = '.picsift-copy';

const [GONE, REPLACED] = ['it does not exist any more', 'it was replaced after it was indexed'];
const [FULL, PROTECTED] = ['the disk is full', 'picsift may not write there'];
const WHY_UNREADABLE: Record<string, string> = {
  ENOENT: GONE,
  ENOTDIR: GONE,
  ELOOP: REPLACED,
  EACCES: 'picsift may not read it',
};
const WHY_UNWRITABLE: Record<string, string> = { ENOSPC: FULL, EDQUOT: FULL, EACCES: PROTECTED, EROFS: PROTECTED };
/** Errors of file systems and users that cannot have symbolic links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/**
 * Copy or link photos into a folder, one after the other. A photo that cannot be read does not stop the others.
 *
 * A file that is there already with the same bytes (a link: with the same target) counts as the copy of the photo. Any
 * other file keeps its name, and the photo gets the next free number. Each copy is complete, or it does not exist: also
 * after a kill, on a full disk, and when several processes do this at once.
 */
export async function collectFiles(paths: readonly string[], options: CollectOptions): Promise<Collected> {
  const { into, as, signal } = options;
  const places = new Map<string, string>();
  const failures: { path: string; reason: string }[] = [];
  let added = 0;
  // If this fails, what a killed process left stays longer.
  if (as === 'copies') await removeAbandonedParts(join(into, DRAFT)).catch(() => {});
  for (const [index, path] of paths.entries()) {
    if (signal.aborted) break;
    try {
      const { place, isNew } = await collect(path, options);
      places.set(path, place);
      if (isNew) added += 1;
    } catch (error) {
      if (signal.aborted) break;
      const reason = reasonOf(error, as);
      // On a full disk, every further attempt would write until it is full again.
      const failed = reason === FULL ? paths.slice(index) : [path];
      for (const each of failed) failures.push({ path: each, reason });
      if (reason === FULL) break;
    }
  }
  return { places, added, failures, interrupted: signal.aborted };
}

async function collect(path: string, options: CollectOptions): Promise<{ place: string; isNew: boolean }> {
  const source = await openInside(options.from, path);
  try {
    for (let number = 1; ; ) {
      const place = join(options.into, safeFileName(basename(path), number));
      const there = await whatIsAt(place, path, source, options);
      if (there === 'same') return { place, isNew: false };
      if (there === 'other') number += 1;
      // If another process takes the name at this moment, look again: its file may be the same.
      else if (await unlessTaken(add(place, path, source, options))) return { place, isNew: true };
    }
  } finally {
    await source.close();
  }
}

async function whatIsAt(place: string, path: string, source: fs.FileHandle, { as, signal }: CollectOptions) {
  const there = await fs.lstat(place).catch(undefinedIfMissing);
  if (there === undefined) return 'nothing';
  const isSame =
    (there.isFile() && (await hasSameContent(source, place, signal))) ||
    (as === 'links' && there.isSymbolicLink() && (await targetOf(place)) === path);
  return isSame ? 'same' : 'other';
}

function add(place: string, path: string, source: fs.FileHandle, { into, as, signal }: CollectOptions): Promise<void> {
  if (as === 'links') return fs.symlink(rawPath(path), place, 'file');
  return writeCopy(source, place, join(into, `${DRAFT}.${randomBytes(6).toString('hex')}.part`), signal);
}

async function targetOf(link: string): Promise<string> {
  return pathFromBytes(await fs.readlink(link, { encoding: 'buffer' }));
}

function undefinedIfMissing(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error;
}

/** False if the file to create exists already. */
async function unlessTaken(creation: Promise<void>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Say in words why a photo was not collected. Rethrows what is no error of a file. */
function reasonOf(error: unknown, as: CollectOptions['as']): string {
  if (error instanceof PicsiftError) {
    const code = systemCode(error.cause);
    // Without a system error it can be read, but is not the photo that was indexed.
    return code === undefined ? REPLACED : (WHY_UNREADABLE[code] ?? `reading failed (${code})`);
  }
  const code = systemCode(error);
  if (code === undefined) throw error;
  if (as === 'links' && NO_LINKS.includes(code)) return 'links are not possible there';
  return WHY_UNWRITABLE[code] ?? `writing failed (${code})`;
}
