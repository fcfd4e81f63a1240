/** Lists the photos below a folder: names and stamps only, with `readdir` and `lstat`. It does not follow symlinks. */

import { type BigIntStats, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName, sidecarFinder } from '../metadata/sidecar-names.ts';
import { type ScannedFile, stampFrom } from './file-stamp.ts';
import { isInside } from './folder-paths.ts';
import { hasPhotoName, rawTwins } from './formats.ts';
import { isDoubtful, pathFromBytes, rawPath } from './raw-path.ts';

export interface ScanOptions {
  /** Folder names ("node_modules"), or paths, absolute or relative to the scanned folder. */
  readonly excludeDirs: readonly string[];
  /** Also scan files and folders whose name begins with a dot. */
  readonly includeHidden: boolean;
  /** Also list a RAW file that has a JPEG or HEIC file of the same name beside it: both show the same picture. */
  readonly includeRawTwins?: boolean | undefined;
}

/** One folder of a scan, without its subfolders. */
export interface Listing {
  readonly folder: string;
  /** `st_dev` of the folder; undefined if it could not be listed. */
  readonly device: number | undefined;
  readonly files: readonly ScannedFile[];
  readonly spares: readonly Spare[];
  readonly unread: readonly Unread[];
}

/** A RAW file that is only needed when no other file of its name shows the whole picture. */
export interface Spare {
  readonly file: ScannedFile;
  /** Paths of the JPEG and HEIC files with the same name. */
  readonly twins: readonly string[];
}

/** A folder (or file) that could not be read, and why. The index plan must not treat its photos as deleted. */
export interface Unread {
  readonly path: string;
  readonly reason: string;
}

/** Folders that programs and file systems create for their own use. Windows spells its recycle bin in both ways. */
const SYSTEM_FOLDERS = new Set([
  '@eaDir',
  'node_modules',
  '.git',
  'System Volume Information',
  '$RECYCLE.BIN',
  '$Recycle.Bin',
]);

/**
 * List the photos below `folder`, one folder after the other, to limit memory on a large library. An unreadable folder
 * becomes an entry in `unread` and does not end the scan.
 */
export async function* scanFolder(folder: string, options: ScanOptions): AsyncGenerator<Listing> {
  const skips = folderFilter(folder, options);
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    let entries: readonly Entry[];
    let device: number;
    try {
      device = lstatSync(rawPath(current)).dev;
      entries = await listFolder(current);
    } catch (error) {
      const reason = systemCode(error) ?? String(error);
      yield { folder: current, device: undefined, files: [], spares: [], unread: [{ path: current, reason }] };
      continue;
    }
    const found: ScannedFile[] = [];
    const sidecars: ScannedFile[] = [];
    const unread: Unread[] = [];
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skips(path, entry.name)) pending.push(path);
      } else if (entry.isFile() && (options.includeHidden || !entry.name.startsWith('.'))) {
        const isSidecar = isSidecarName(entry.name);
        if (!isSidecar && !hasPhotoName(entry.name)) continue;
        const stats = statOrReason(path);
        if (typeof stats === 'string') unread.push({ path, reason: stats });
        else if (stats.isFile()) {
          (isSidecar ? sidecars : found).push({ ...stampFrom(path, stats), device });
        }
      }
    }
    const all = withSidecars(found, sidecars, found.map(nameOf));
    yield { folder: current, device, ...(options.includeRawTwins ? { files: all, spares: [] } : sparing(all)), unread };
  }
}

/** Find one photo as a scan of its folder would; undefined if it does not exist. */
export async function scanPhoto(path: string): Promise<ScannedFile | undefined> {
  const folder = dirname(path);
  try {
    const { dev: device } = lstatSync(rawPath(folder));
    const stamp = (name: string): ScannedFile | undefined => {
      const stats = statOrReason(join(folder, name));
      if (typeof stats === 'string' || !stats.isFile()) return undefined;
      return { ...stampFrom(join(folder, name), stats), device };
    };
    const file = stamp(basename(path));
    if (file === undefined) return undefined;
    const names = (await listFolder(folder)).filter((entry) => entry.isFile()).map(({ name }) => name);
    const sidecars = names.filter(isSidecarName).map(stamp);
    const found = sidecars.filter((sidecar) => sidecar !== undefined);
    return withSidecars([file], found, names.filter(hasPhotoName))[0];
  } catch {
    return undefined;
  }
}

const nameOf = ({ path }: ScannedFile) => basename(path);

/**
 * Add to each file its sidecars.
 * @param photos names of all photos in the folder.
 */
function withSidecars(
  files: readonly ScannedFile[],
  sidecars: readonly ScannedFile[],
  photos: readonly string[],
): readonly ScannedFile[] {
  if (sidecars.length === 0) return files;
  const sidecarsOf = sidecarFinder(sidecars, photos);
  return files.map((file) => {
    const own = sidecarsOf(nameOf(file));
    return own.length === 0 ? file : { ...file, sidecars: own };
  });
}

/** Separate the RAW files whose picture another file of the same name shows. An empty file shows none. */
function sparing(all: readonly ScannedFile[]): Pick<Listing, 'files' | 'spares'> {
  const twins = rawTwins(all.map(nameOf));
  if (twins.size === 0) return { files: all, spares: [] };
  const empty = new Set(all.filter(({ size }) => size === 0).map(({ path }) => path));
  const files: ScannedFile[] = [];
  const spares: Spare[] = [];
  for (const file of all) {
    const names = twins.get(nameOf(file)) ?? [];
    const paths = names.map((name) => join(dirname(file.path), name)).filter((path) => !empty.has(path));
    if (paths.length === 0) files.push(file);
    else spares.push({ file, twins: paths });
  }
  return { files, spares };
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isFile(): boolean;
}

async function listFolder(folder: string): Promise<Entry[]> {
  const entries = await readdir(rawPath(folder), { withFileTypes: true });
  if (!entries.some(({ name }) => isDoubtful(name))) return entries;
  const raw = await readdir(rawPath(folder), { withFileTypes: true, encoding: 'buffer' });
  return raw.map((entry) => ({
    name: pathFromBytes(entry.name),
    isDirectory: () => entry.isDirectory(),
    isFile: () => entry.isFile(),
  }));
}

/**
 * Return the file's stats, or the reason why it has none. That includes a file that disappeared after the folder was
 * listed: perhaps the drive was removed, so only the next scan can decide that the file was deleted.
 */
function statOrReason(path: string): BigIntStats | string {
  try {
    // Synchronous: `lstat` in a folder that was just read takes microseconds, the thread pool takes far longer.
    return lstatSync(rawPath(path), { bigint: true });
  } catch (error) {
    return systemCode(error) ?? String(error);
  }
}

/** Make relative paths of the options absolute, relative to each root, so that a scan may begin in any folder below. */
export function anchorScan(roots: readonly string[], options: ScanOptions): ScanOptions {
  const excludeDirs = options.excludeDirs.flatMap((entry) =>
    /[\\/]/.test(entry) && !isAbsolute(entry) ? roots.map((root) => resolve(root, entry)) : entry,
  );
  return { ...options, excludeDirs };
}

/** Make a function that decides which folders below `root` a scan skips. It never skips the root: the user named it. */
export function folderFilter(root: string, { excludeDirs, includeHidden }: ScanOptions) {
  const names = new Set(excludeDirs.filter((entry) => !/[\\/]/.test(entry)));
  const paths = new Set(excludeDirs.map((entry) => (isAbsolute(entry) ? resolve(entry) : resolve(root, entry))));
  return (path: string, name: string): boolean =>
    SYSTEM_FOLDERS.has(name) || (!includeHidden && name.startsWith('.')) || names.has(name) || paths.has(path);
}

/**
 * Make a function that decides whether a scan with these options finds a path below `root`. A search uses it for photos
 * that were indexed with other options.
 */
export function scanFilter(root: string, options: ScanOptions): (path: string) => boolean {
  const skips = folderFilter(root, options);
  const visited = new Map<string, boolean>([[root, true]]);
  /** Cached for each folder: all photos of one folder have the same answer. */
  const visits = (folder: string): boolean => {
    let answer = visited.get(folder);
    if (answer === undefined) {
      answer = folder !== dirname(folder) && !skips(folder, basename(folder)) && visits(dirname(folder));
      visited.set(folder, answer);
    }
    return answer;
  };
  return (path) => visits(dirname(path)) && (options.includeHidden || !basename(path).startsWith('.'));
}

/** True if a scan of `outer` with these options also lists the folder `inner`. */
export function scanReaches(outer: string, inner: string, options: ScanOptions): boolean {
  return isInside(outer, inner) && scanFilter(outer, options)(join(inner, 'photo'));
}
