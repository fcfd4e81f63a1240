/** What is on disk below a folder: names and stamps only. `readdir` + `lstat`; symlinks are not followed. */

import { type BigIntStats, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName, sidecarFinder } from '../metadata/sidecar-names.ts';
import type { ScannedFile } from './file-stamp.ts';
import { isInside } from './folder-paths.ts';
import { hasPhotoName, rawTwins } from './formats.ts';
import { isDoubtful, pathFromBytes, rawPath } from './raw-path.ts';

export interface ScanOptions {
  /** Folder names ("node_modules"), or paths, absolute or relative to the scanned folder. */
  readonly excludeDirs: readonly string[];
  /** Also look into files and folders whose name begins with a dot. */
  readonly includeHidden: boolean;
  /** Also take a RAW file that has a JPEG or HEIC of the same name beside it: they show the same. */
  readonly includeRawTwins?: boolean | undefined;
}

/** One folder of a scan, without what lies deeper. */
export interface Listing {
  readonly folder: string;
  /** Its `st_dev`; undefined where it could not be listed. */
  readonly device: number | undefined;
  readonly files: readonly ScannedFile[];
  readonly unread: readonly Unread[];
}

/** A folder (or file) below which nothing is known, and why: the plan must not take its photos for deleted. */
export interface Unread {
  readonly path: string;
  readonly reason: string;
}

/** Folders that programs and file systems make for themselves. Windows spells its bin in both ways. */
const SYSTEM_FOLDERS = new Set([
  '@eaDir',
  'node_modules',
  '.git',
  'System Volume Information',
  '$RECYCLE.BIN',
  '$Recycle.Bin',
]);

/**
 * List the photos below `folder`, one folder after the other: all of a large library at once would take much memory.
 * One unreadable folder is an entry in `unread`, not the end.
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
      yield { folder: current, device: undefined, files: [], unread: [{ path: current, reason }] };
      continue;
    }
    const found: ScannedFile[] = [];
    const sidecars: ScannedFile[] = [];
    const unread: Unread[] = [];
    const skipped = options.includeRawTwins ? new Set() : rawTwins(entries.map(({ name }) => name));
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skips(path, entry.name)) pending.push(path);
      } else if (entry.isFile() && (options.includeHidden || !entry.name.startsWith('.'))) {
        const isSidecar = isSidecarName(entry.name);
        if (!isSidecar && (!hasPhotoName(entry.name) || skipped.has(entry.name))) continue;
        const stats = statOrReason(path);
        if (typeof stats === 'string') unread.push({ path, reason: stats });
        else if (stats.isFile()) {
          (isSidecar ? sidecars : found).push({ path, size: Number(stats.size), mtimeNs: stats.mtimeNs, device });
        }
      }
    }
    yield { folder: current, device, files: withSidecars(found, sidecars), unread };
  }
}

/** One photo as a scan of its folder finds it, or undefined where it is not there. */
export async function scanPhoto(path: string): Promise<ScannedFile | undefined> {
  const folder = dirname(path);
  try {
    const { dev: device } = lstatSync(rawPath(folder));
    const stamp = (name: string): ScannedFile | undefined => {
      const stats = statOrReason(join(folder, name));
      if (typeof stats === 'string' || !stats.isFile()) return undefined;
      return { path: join(folder, name), size: Number(stats.size), mtimeNs: stats.mtimeNs, device };
    };
    const file = stamp(basename(path));
    if (file === undefined) return undefined;
    const names = (await listFolder(folder)).map(({ name }) => name).filter(isSidecarName);
    const sidecars = names.map(stamp).filter((sidecar) => sidecar !== undefined);
    return withSidecars([file], sidecars)[0];
  } catch {
    return undefined;
  }
}

/** The photos of one folder, each with its sidecars. */
function withSidecars(found: ScannedFile[], sidecars: readonly ScannedFile[]): ScannedFile[] {
  if (sidecars.length === 0) return found;
  const sidecarsOf = sidecarFinder(sidecars);
  return found.map((file) => {
    const own = sidecarsOf(basename(file.path));
    return own.length === 0 ? file : { ...file, sidecars: own };
  });
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
 * The file's stamps, or a reason where it cannot be looked at. That includes a file that vanished since it was listed:
 * it may be the drive that vanished, so its absence proves nothing before the next scan.
 */
function statOrReason(path: string): BigIntStats | string {
  try {
    // Synchronous: a stat of a known folder's entry takes microseconds, a trip through the thread pool far longer.
    return lstatSync(rawPath(path), { bigint: true });
  } catch (error) {
    return systemCode(error) ?? String(error);
  }
}

/**
 * The same options for folders below the roots: what is relative is relative to a root, wherever a scan begins.
 */
export function anchorScan(roots: readonly string[], options: ScanOptions): ScanOptions {
  const excludeDirs = options.excludeDirs.flatMap((entry) =>
    /[\\/]/.test(entry) && !isAbsolute(entry) ? roots.map((root) => resolve(root, entry)) : entry,
  );
  return { ...options, excludeDirs };
}

/** Decides which folders below `root` are passed over. The root itself never is: the user named it. */
export function folderFilter(root: string, { excludeDirs, includeHidden }: ScanOptions) {
  const names = new Set(excludeDirs.filter((entry) => !/[\\/]/.test(entry)));
  const paths = new Set(excludeDirs.map((entry) => (isAbsolute(entry) ? resolve(entry) : resolve(root, entry))));
  return (path: string, name: string): boolean =>
    SYSTEM_FOLDERS.has(name) || (!includeHidden && name.startsWith('.')) || names.has(name) || paths.has(path);
}

/** Decides for paths below `root` whether a scan with these options finds them: for searching what was indexed before. */
export function scanFilter(root: string, options: ScanOptions): (path: string) => boolean {
  const skips = folderFilter(root, options);
  const looksInto = new Map<string, boolean>([[root, true]]);
  /** Remembered for each folder: the photos of one folder share the answer. */
  const isOpen = (folder: string): boolean => {
    let open = looksInto.get(folder);
    if (open === undefined) {
      open = folder !== dirname(folder) && !skips(folder, basename(folder)) && isOpen(dirname(folder));
      looksInto.set(folder, open);
    }
    return open;
  };
  return (path) => isOpen(dirname(path)) && (options.includeHidden || !basename(path).startsWith('.'));
}

/** True where a scan of `outer` with these options also looks through the folder `inner`. */
export function scanReaches(outer: string, inner: string, options: ScanOptions): boolean {
  return isInside(outer, inner) && scanFilter(outer, options)(join(inner, 'photo'));
}
