/** Lists the photos below a folder: names and stamps only, with `readdir` and `lstat`. It does not follow symlinks. */

import { type BigIntStats, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName, sidecarFinder } from '../metadata/sidecar-names.ts';
import { findExcludes } from './excluded-folders.ts';
import { type ScannedFile, stampFrom } from './file-stamp.ts';
import { statusJudge } from './file-status.ts';
import { hasPhotoName, rawTwins } from './formats.ts';
import { IGNORE_FILE, isIgnored, rulesAbove, rulesOf } from './ignore-files.ts';
import { NO_MEDIA_FILE, type Reason } from './passed-over.ts';
import { isDoubtful, pathFromBytes, rawPath } from './raw-path.ts';
import { exclusion, folderFilter, type ScanOptions } from './scan-filter.ts';

/** One folder of a scan, without its subfolders. */
export interface Listing {
  readonly folder: string;
  /** `st_dev` of the folder; undefined if it could not be listed, or was passed over. */
  readonly device: number | undefined;
  readonly files: readonly ScannedFile[];
  readonly spares: readonly Spare[];
  readonly unread: readonly Unread[];
  /** The reason for each photo and folder in it that the scan passed over. */
  readonly passedOver: readonly Reason[];
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

/**
 * List the photos below `folder`, one folder after the other, to limit memory on a large library. An unreadable folder
 * becomes an entry in `unread` and does not end the scan.
 * @param root the indexed folder that contains `folder`. The user named it, so it is passed over only if its place is
 * excluded; the `.picsiftignore` and `.nomedia` files from there down to `folder` count.
 * @param excludes those of the options, if they are known already.
 */
export async function* scanFolder(
  folder: string,
  options: ScanOptions,
  root = folder,
  excludes = findExcludes(options.excludeDirs, [root]),
): AsyncGenerator<Listing> {
  if (exclusion([root], excludes)(folder)) {
    yield { ...NOTHING, folder, device: undefined, passedOver: ['excluded'] };
    return;
  }
  const whySkipped = folderFilter(root, options, excludes);
  const keepsStatus = statusJudge();
  const above = rulesAbove(root, folder);
  const pending = above === 'ignored' ? [] : [{ current: folder, above }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { current } = next;
    let entries: readonly Entry[];
    let device: number;
    try {
      device = lstatSync(rawPath(current)).dev;
      entries = await listFolder(current);
    } catch (error) {
      const reason = systemCode(error) ?? String(error);
      yield { ...NOTHING, folder: current, device: undefined, unread: [{ path: current, reason }] };
      continue;
    }
    if (current !== root && entries.some(({ name }) => name === NO_MEDIA_FILE)) {
      yield { ...NOTHING, folder: current, device: undefined, passedOver: ['nomedia'] };
      continue;
    }
    const rules = entries.some(({ name }) => name === IGNORE_FILE) ? rulesOf(current, next.above) : next.above;
    const found: ScannedFile[] = [];
    const sidecars: ScannedFile[] = [];
    const photoNames: string[] = [];
    const unread: Unread[] = [];
    const passedOver: Reason[] = [];
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        const reason = whySkipped(path) ?? (isIgnored(path, true, rules) ? 'ignored' : undefined);
        if (reason === undefined) pending.push({ current: path, above: rules });
        else passedOver.push(reason);
      } else if (entry.isFile()) {
        const isSidecar = isSidecarName(entry.name);
        if (!isSidecar) {
          if (!hasPhotoName(entry.name)) continue;
          photoNames.push(entry.name);
          const isHidden = !options.includeHidden && entry.name.startsWith('.');
          if (isHidden || isIgnored(path, false, rules)) {
            passedOver.push(isHidden ? 'hidden' : 'ignored');
            continue;
          }
        }
        const stats = statOrReason(path);
        if (typeof stats === 'string') unread.push({ path, reason: stats });
        else if (stats.isFile()) {
          const stamp = stampFrom(path, stats, keepsStatus(current, device));
          (isSidecar ? sidecars : found).push({ ...stamp, device });
        }
      }
    }
    const all = withSidecars(found, sidecars, photoNames);
    const photos = options.includeRawTwins ? { files: all, spares: [] } : sparing(all);
    yield { folder: current, device, ...photos, unread, passedOver };
  }
}

const NOTHING = { files: [], spares: [], unread: [], passedOver: [] } as const;

/** Find one photo as a scan of its folder would; undefined if it does not exist. */
export async function scanPhoto(path: string): Promise<ScannedFile | undefined> {
  const folder = dirname(path);
  try {
    const { dev: device } = lstatSync(rawPath(folder));
    const keeps = statusJudge()(folder, device);
    const stamp = (name: string): ScannedFile | undefined => {
      const stats = statOrReason(join(folder, name));
      if (typeof stats === 'string' || !stats.isFile()) return undefined;
      return { ...stampFrom(join(folder, name), stats, keeps), device };
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
