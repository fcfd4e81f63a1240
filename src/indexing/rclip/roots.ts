/** Chooses the folders that become indexed ones, from the folders of imported photos. Pure. */

import { dirname, join, parse, relative, sep } from 'node:path';
import { isInside } from '../../library/files/folder-paths.ts';

export interface ChosenFolders {
  /** Indexed already, or to be indexed: together they contain all photos, except the loose ones. */
  readonly roots: readonly { readonly path: string; readonly isNew: boolean }[];
  /** Folders whose own photos are left out: as a root such a folder would bring in far more than photos. */
  readonly loose: readonly string[];
}

/** Folders with a home folder or a drive for each entry; in WSL also the drives and home folders of Windows. */
const SHARED = /^(\/home|\/Users|\/mnt(\/[a-z](\/Users(\/[^/]+)?)?)?|\/Volumes|(\/run)?\/media(\/[^/]+)?)$/;

export interface Surroundings {
  /** The indexed folders: photos in them need no new one. */
  readonly known: readonly string[];
  /** The home folder of the user, if there is one. */
  readonly home: string | undefined;
  /** Returns the number of folders directly in a folder. */
  readonly countFolders: (folder: string) => number;
}

/**
 * Choose the common top folders of the photos: folders that contain photos themselves, or whose folders mostly do. Never
 * a drive, a home folder or anything above one.
 * @param folders those with photos, real paths.
 */
export function chooseRoots(folders: readonly string[], { known, home, countFolders }: Surroundings): ChosenFolders {
  const isKnown = (folder: string) => known.some((root) => isInside(root, folder));
  const used = known.filter((root) => folders.some((folder) => isInside(root, folder)));
  const loose: string[] = [];
  const isTooWide = (folder: string) =>
    folder === dirname(folder) || SHARED.test(folder) || (home !== undefined && isInside(folder, home));

  function tops(group: readonly string[]): string[] {
    const top = group.reduce(commonFolder);
    const holdsPhotos = group.includes(top);
    if (holdsPhotos && !isTooWide(top)) return [top];
    if (holdsPhotos) loose.push(top);
    const below = group.filter((folder) => folder !== top);
    const branches = groupBy(below, (folder) => join(top, relative(top, folder).split(sep)[0]!));
    if (!isTooWide(top) && branches.size * 2 > countFolders(top)) return [top];
    return [...branches.values()].flatMap(tops);
  }

  // On Windows the drives have no common folder.
  const drives = groupBy(
    folders.filter((folder) => !isKnown(folder)),
    (folder) => parse(folder).root,
  );
  const fresh = [...drives.values()].flatMap(tops).sort();
  return {
    roots: [...used.map((path) => ({ path, isNew: false })), ...fresh.map((path) => ({ path, isNew: true }))],
    loose,
  };
}

/** Return the deepest folder that contains both, or is one of them. */
export function commonFolder(a: string, b: string): string {
  let common = a;
  while (!isInside(common, b)) common = dirname(common);
  return common;
}

function groupBy(folders: readonly string[], keyOf: (folder: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const folder of folders) {
    const group = groups.get(keyOf(folder));
    if (group === undefined) groups.set(keyOf(folder), [folder]);
    else group.push(folder);
  }
  return groups;
}
