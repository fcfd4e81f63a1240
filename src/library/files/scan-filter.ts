/** Which folders and files a scan visits. */

import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Excludes, findExcludes, isPathEntry } from './excluded-folders.ts';
import { isInside } from './folder-paths.ts';
import { isPassedOver } from './ignore-files.ts';
import { isSystemFolder, type Reason } from './passed-over.ts';

export interface ScanOptions {
  /**
   * Folder names ("node_modules"), or paths, absolute or relative to the scanned folder. A path excludes the folder that
   * it leads to, however that folder is reached, and also when it is the scanned folder itself.
   */
  readonly excludeDirs: readonly string[];
  /** Also scan files and folders whose name begins with a dot. */
  readonly includeHidden: boolean;
  /** Also list a RAW file that has a JPEG or HEIC file of the same name beside it: both show the same picture. */
  readonly includeRawTwins?: boolean | undefined;
}

/** Make relative paths of the options absolute, relative to each root, so that a scan may begin in any folder below. */
export function anchorScan(roots: readonly string[], options: ScanOptions): ScanOptions {
  const excludeDirs = options.excludeDirs.flatMap((entry) =>
    isPathEntry(entry) && !isAbsolute(entry) ? roots.map((root) => resolve(root, entry)) : entry,
  );
  return { ...options, excludeDirs: [...new Set(excludeDirs)] };
}

/**
 * Make a function that decides by its name and place whether a scan skips a folder below `root`, and why. It never skips
 * the root: the user named it. See `exclusion` for a root that is excluded.
 * @param excludes those of the options, if they are known already.
 */
export function folderFilter(
  root: string,
  { excludeDirs, includeHidden }: ScanOptions,
  excludes = findExcludes(excludeDirs, [root]),
) {
  return (path: string): Reason | undefined => {
    if (isSystemFolder(path)) return 'system';
    if (excludes.hasName(path) || excludes.hasPlace(path)) return 'excluded';
    return !includeHidden && basename(path).startsWith('.') ? 'hidden' : undefined;
  };
}

/**
 * Make a function that decides whether a folder is excluded, itself or by a folder above it. Names count below the
 * nearest root only, because the user named the root. Places count everywhere.
 */
export function exclusion(roots: readonly string[], excludes: Excludes): (folder: string) => boolean {
  const named = new Set(roots);
  const byPlace = remembered((folder, above) => excludes.hasPlace(folder) || above(folder));
  return remembered((folder, above) =>
    named.has(folder) ? byPlace(folder) : excludes.hasName(folder) || excludes.hasPlace(folder) || above(folder),
  );
}

/**
 * Remember the answer for each folder: all photos of one folder have the same.
 * @param decide gets the folder, and a function that decides for the folder above it.
 */
function remembered(decide: (folder: string, above: (folder: string) => boolean) => boolean) {
  const answers = new Map<string, boolean>();
  const above = (folder: string): boolean => folder !== dirname(folder) && answer(dirname(folder));
  function answer(folder: string): boolean {
    let known = answers.get(folder);
    if (known === undefined) {
      known = decide(folder, above);
      answers.set(folder, known);
    }
    return known;
  }
  return answer;
}

/**
 * Make a function that decides whether a scan with these options finds a path below `root`. A search uses it for photos
 * that were indexed with other options.
 * @param excludes see `folderFilter`.
 */
export function scanFilter(
  root: string,
  options: ScanOptions,
  excludes = findExcludes(options.excludeDirs, [root]),
): (path: string) => boolean {
  const skips = folderFilter(root, options, excludes);
  const isExcluded = exclusion([root], excludes);
  const visits = remembered((folder, above) =>
    folder === root ? !isExcluded(root) : skips(folder) === undefined && above(folder),
  );
  return (path) => visits(dirname(path)) && (options.includeHidden || !basename(path).startsWith('.'));
}

/** True if a scan of `outer` with these options also lists the folder `inner`. @param excludes see `folderFilter`. */
export function scanReaches(outer: string, inner: string, options: ScanOptions, excludes?: Excludes): boolean {
  if (!isInside(outer, inner)) return false;
  return scanFilter(outer, options, excludes)(join(inner, 'photo')) && !isPassedOver(outer, inner);
}
