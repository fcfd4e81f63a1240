/** Finds the photos that are on the disk as rclip has seen them, and that an index run would index. */

import { lstatSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { PicsiftError } from '../../base/errors.ts';
import type { RclipRow } from '../../catalog/rclip-database.ts';
import { findExcludes } from '../../library/files/excluded-folders.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';
import { realPath } from '../../library/files/folder-paths.ts';
import { pathFromBytes, rawPath } from '../../library/files/raw-path.ts';
import { scanFolder } from '../../library/files/scan.ts';
import { anchorScan, type ScanOptions } from '../../library/files/scan-filter.ts';

/** An imported photo: the file, and its row in rclip's index. */
export interface Unchanged {
  readonly file: ScannedFile;
  readonly row: RclipRow;
}

/** Rows by the real path of the photo's folder, and then by the name of the file. */
export type RowsByFolder = ReadonlyMap<string, ReadonlyMap<string, RclipRow>>;

export interface ResolvedRows {
  readonly folders: RowsByFolder;
  /** Rows whose folder does not exist here. */
  readonly gone: number;
}

/** Find the real folders of rclip's rows: rclip follows links, and picsift does not. */
export async function resolveRows(rows: Iterable<RclipRow>): Promise<ResolvedRows> {
  const real = new Map<string, Promise<string | undefined>>();
  const folders = new Map<string, Map<string, RclipRow>>();
  let gone = 0;
  for (const row of rows) {
    const path = pathFromBytes(row.path);
    // A path of another system, or a relative one, leads nowhere.
    const named = isAbsolute(path) ? dirname(normalize(path)) : undefined;
    if (named !== undefined && !real.has(named)) {
      real.set(
        named,
        realPath(named).catch(() => undefined),
      );
    }
    const folder = named && (await real.get(named));
    if (folder === undefined) {
      gone++;
      continue;
    }
    const names = folders.get(folder) ?? new Map<string, RclipRow>();
    folders.set(folder, names.set(basename(path), row));
  }
  return { folders, gone };
}

export interface Found {
  readonly unchanged: readonly Unchanged[];
  /** Photos whose size or time differs from rclip's row: the next index run embeds them. */
  readonly changed: number;
  readonly gone: number;
  /** Photos that exist, but are hidden, excluded, ignored, or of no format that picsift reads. */
  readonly leftOut: number;
  /** The roots in which an index run finds some of the photos, unchanged or not. */
  readonly roots: ReadonlySet<string>;
}

/**
 * Scan the roots as an index run does, and compare every file with rclip's row.
 * @param chosen the roots, with the folder to scan in each: it contains all photos in the root.
 */
export async function findUnchanged(
  folders: RowsByFolder,
  chosen: readonly { readonly path: string; readonly start: string }[],
  options: ScanOptions,
  signal: AbortSignal,
): Promise<Found> {
  const roots = chosen.map(({ path }) => path);
  const scan = anchorScan(roots, options);
  const excludes = findExcludes(scan.excludeDirs, roots);
  const unchanged: Unchanged[] = [];
  const seen = new Set<RclipRow>();
  const used = new Set<string>();
  let changed = 0;
  for (const { path: root, start } of chosen) {
    for await (const { folder, files, spares } of scanFolder(start, scan, root, excludes)) {
      if (signal.aborted) throw stopped();
      const rows = folders.get(folder);
      if (rows === undefined) continue;
      for (const { file } of spares) markSeen(rows.get(basename(file.path)));
      for (const file of files) {
        const row = rows.get(basename(file.path));
        if (row === undefined || !markSeen(row)) continue;
        used.add(root);
        if (isAsRclipSaw(file, row)) unchanged.push({ file, row });
        else changed++;
      }
    }
  }

  function markSeen(row: RclipRow | undefined): boolean {
    if (row === undefined || seen.has(row)) return false;
    seen.add(row);
    return true;
  }

  let [gone, leftOut] = [0, 0];
  for (const [folder, rows] of folders) {
    for (const [name, row] of rows) {
      if (seen.has(row)) continue;
      if (exists(join(folder, name))) leftOut++;
      else gone++;
    }
  }
  return { unchanged, changed, gone, leftOut, roots: used };
}

/** Python rounds times to doubles; other programs may have rounded them once more. */
const TIME_TOLERANCE_S = 1e-6;
const NS_PER_S = 1_000_000_000n;

function isAsRclipSaw({ size, mtimeNs }: ScannedFile, row: RclipRow): boolean {
  const seconds = Number(mtimeNs / NS_PER_S) + 1e-9 * Number(mtimeNs % NS_PER_S);
  return size === row.size && Math.abs(seconds - row.modifiedAt) <= TIME_TOLERANCE_S;
}

function exists(path: string): boolean {
  try {
    lstatSync(rawPath(path));
    return true;
  } catch {
    return false;
  }
}

export function stopped(): PicsiftError {
  return new PicsiftError('interrupted', 'Stopped. Nothing was imported.');
}
