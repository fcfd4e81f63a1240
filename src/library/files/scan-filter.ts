/** Which folders and files a scan visits. */

import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isInside } from './folder-paths.ts';
import { isPassedOver } from './ignore-files.ts';
import { isSystemFolder, type Reason } from './passed-over.ts';

export interface ScanOptions {
  /** Folder names ("node_modules"), or paths, absolute or relative to the scanned folder. */
  readonly excludeDirs: readonly string[];
  /** Also scan files and folders whose name begins with a dot. */
  readonly includeHidden: boolean;
  /** Also list a RAW file that has a JPEG or HEIC file of the same name beside it: both show the same picture. */
  readonly includeRawTwins?: boolean | undefined;
}

/** Make relative paths of the options absolute, relative to each root, so that a scan may begin in any folder below. */
export function anchorScan(roots: readonly string[], options: ScanOptions): ScanOptions {
  const excludeDirs = options.excludeDirs.flatMap((entry) =>
    /[\\/]/.test(entry) && !isAbsolute(entry) ? roots.map((root) => resolve(root, entry)) : entry,
  );
  return { ...options, excludeDirs };
}

/**
 * Make a function that decides by its name whether a scan skips a folder below `root`, and why. It never skips the root:
 * the user named it.
 */
export function folderFilter(root: string, { excludeDirs, includeHidden }: ScanOptions) {
  const names = new Set(excludeDirs.filter((entry) => !/[\\/]/.test(entry)));
  const paths = new Set(excludeDirs.map((entry) => (isAbsolute(entry) ? resolve(entry) : resolve(root, entry))));
  return (path: string): Reason | undefined => {
    const name = basename(path);
    if (isSystemFolder(path)) return 'system';
    if (names.has(name) || paths.has(path)) return 'excluded';
    return !includeHidden && name.startsWith('.') ? 'hidden' : undefined;
  };
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
      answer = folder !== dirname(folder) && skips(folder) === undefined && visits(dirname(folder));
      visited.set(folder, answer);
    }
    return answer;
  };
  return (path) => visits(dirname(path)) && (options.includeHidden || !basename(path).startsWith('.'));
}

/** True if a scan of `outer` with these options also lists the folder `inner`. */
export function scanReaches(outer: string, inner: string, options: ScanOptions): boolean {
  return isInside(outer, inner) && scanFilter(outer, options)(join(inner, 'photo')) && !isPassedOver(outer, inner);
}
