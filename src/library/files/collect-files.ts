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
  const known: Known = new Map();
  const failures: { path: string; reason: string }[] = [];
  let added = 0;
  // If this fails, what a killed process left stays longer.
  if (as === 'copies') await removeAbandonedParts(join(into, DRAFT)).catch(() => {});
  for (const [index, path] of paths.entries()) {
    if (signal.aborted) break;
    try {
      const { place, isNew } = await collect(path, known, options);
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

/** What has a name in the folder: a file of this size, a link to this target, or something else. */
interface Present {
  readonly size?: number;
  readonly target?: string;
}

/**
 * What has the names of photos, by the name without a number, in the order of the numbers. Looking at the folder again
 * for each photo would take hours for thousands of photos of one name.
 */
type Known = Map<string, Present[]>;

async function collect(
  path: string,
  known: Known,
  options: CollectOptions,
): Promise<{ place: string; isNew: boolean }> {
  const name = basename(path);
  const namesakes = known.get(name) ?? [];
  known.set(name, namesakes);
  const source = await openInside(options.from, path);
  try {
    const { size } = await source.stat();
    const placeOf = (number: number) => join(options.into, safeFileName(name, number));
    for (let number = 1; ; ) {
      const there = namesakes[number - 1] ?? (await presentAt(placeOf(number)));
      if (there === undefined) {
        const place = placeOf(number);
        // If another process takes the name at this moment, look again: its file may be the same.
        if (await unlessTaken(add(place, path, source, options))) return { place, isNew: true };
        continue;
      }
      namesakes[number - 1] = there;
      const isLink = options.as === 'links' && there.target === path;
      if (isLink || (there.size === size && (await hasSameContent(source, placeOf(number), options.signal)))) {
        return { place: placeOf(number), isNew: false };
      }
      number += 1;
    }
  } finally {
    await source.close();
  }
}

async function presentAt(place: string): Promise<Present | undefined> {
  const there = await fs.lstat(place).catch(undefinedIfMissing);
  if (there?.isFile()) return { size: there.size };
  return there?.isSymbolicLink() ? { target: await targetOf(place) } : there && {};
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
