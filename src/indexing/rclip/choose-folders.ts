/** Chooses what of rclip's index is looked for on the disk, and in which indexed folders. */

import { readdirSync } from 'node:fs';
import { isAbsolute, join, parse } from 'node:path';
import { isPathEntry } from '../../library/files/excluded-folders.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import { rawPath } from '../../library/files/raw-path.ts';
import { type ScanOptions, scanFilter } from '../../library/files/scan-filter.ts';
import { type ChosenFolders, chooseRoots, commonFolder } from './roots.ts';
import type { RowsByFolder } from './unchanged.ts';

export interface ImportWish {
  /** Real paths; empty: wherever rclip's photos are. */
  readonly folders: readonly string[];
  readonly scan: ScanOptions;
  /** The home folder of the user, if there is one. */
  readonly home: string | undefined;
}

/** A root, indexed already or not, and the folder to scan in it: the deepest one that contains all of its rows. */
export interface ImportRoot {
  readonly path: string;
  readonly isNew: boolean;
  readonly start: string;
}

interface FolderChoice {
  /** The rows in the roots. */
  readonly wanted: RowsByFolder;
  readonly roots: readonly ImportRoot[];
  /** Folders whose own photos are left out, because too much else is in them. */
  readonly loose: readonly { readonly path: string; readonly photos: number }[];
  /** Rows outside the named folders. */
  readonly outside: number;
  /** Rows in folders that an index run passes over. */
  readonly leftOut: number;
}

/** @param known the indexed folders. */
export function chooseFolders(all: RowsByFolder, known: readonly string[], wish: ImportWish): FolderChoice {
  const { folders: named, home } = wish;
  const isNamed = (folder: string) => named.length === 0 || named.some((outer) => isInside(outer, folder));
  const isPassedOver = passedOver(known, wish);
  const wanted = new Map(all);
  const take = (isOther: (folder: string) => boolean) => {
    const others = [...wanted].filter(([folder]) => isOther(folder));
    for (const [folder] of others) wanted.delete(folder);
    return others.map(([path, rows]) => ({ path, photos: rows.size }));
  };
  const outside = take((folder) => !isNamed(folder));
  const leftOut = take(isPassedOver);
  const chosen = rootsFor([...wanted.keys()], known, named, home);
  const loose = take((folder) => chosen.loose.includes(folder));
  const roots = chosen.roots.map((root) => ({ ...root, start: commonStart(root.path, [...wanted.keys()]) }));
  return { wanted, roots, loose, outside: sumOf(outside), leftOut: sumOf(leftOut) };
}

/** The named folders, or the common top folders of rclip's photos. A folder in an indexed one belongs to that. */
function rootsFor(
  folders: readonly string[],
  known: readonly string[],
  named: readonly string[],
  home: string | undefined,
): ChosenFolders {
  if (named.length === 0) return chooseRoots(folders, { known, home, countFolders });
  const owners = named.map((folder) => known.find((root) => isInside(root, folder)) ?? folder);
  const paths = [...new Set(owners)];
  return { roots: paths.map((path) => ({ path, isNew: !known.includes(path) })), loose: [] };
}

/**
 * Make a function that finds hidden, excluded and system folders by their names and places. The scan of a root never
 * passes over the root itself, so such a folder must not become one, unless a person names it.
 */
function passedOver(known: readonly string[], { folders: named, scan, home }: ImportWish): (folder: string) => boolean {
  // The scan sees the others: it knows the roots to which they are relative.
  const excludeDirs = scan.excludeDirs.filter((entry) => !isPathEntry(entry) || isAbsolute(entry));
  const finders = new Map<string, (path: string) => boolean>();
  return (folder) => {
    if (named.length > 0 || known.some((root) => isInside(root, folder))) return false;
    const start = home !== undefined && isInside(home, folder) ? home : parse(folder).root;
    const finds = finders.get(start) ?? scanFilter(start, { ...scan, excludeDirs });
    finders.set(start, finds);
    return !finds(join(folder, 'photo'));
  };
}

function commonStart(root: string, folders: readonly string[]): string {
  const inside = folders.filter((folder) => isInside(root, folder));
  return inside.length === 0 ? root : inside.reduce(commonFolder);
}

function sumOf(folders: readonly { readonly photos: number }[]): number {
  return folders.reduce((sum, { photos }) => sum + photos, 0);
}

/** A folder that cannot be listed, although the photos in it can be read, may have any number of them. */
function countFolders(folder: string): number {
  try {
    return readdirSync(rawPath(folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
