/**
 * Watches a folder and all folders below it. chokidar watches only folders, not files, because a watch for each file
 * would take gigabytes. Its events are only a hint that a folder changed; a scan finds out what changed.
 */

import { lstatSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName } from '../metadata/sidecar-names.ts';
import { findExcludes } from './excluded-folders.ts';
import { hasPhotoName } from './formats.ts';
import { IGNORE_FILE } from './ignore-files.ts';
import { NO_MEDIA_FILE } from './passed-over.ts';
import { exclusion, folderFilter, type ScanOptions } from './scan-filter.ts';

export interface WatchListener {
  /** From now on `onChange` reports every change. Earlier changes are not reported. */
  onReady(): void;
  /** Something in this folder, or below it, changed. It may be gone. */
  onChange(folder: string): void;
  /** Changes may have been missed: start a new watch, then scan everything. */
  onLost(): void;
  /** The system has no free watches. No more changes are reported. */
  onExhausted(limit: InotifyLimit): void;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/**
 * The error codes of inotify when there are no free watches and no free instances: inotify_add_watch(2) and
 * inotify_init(2). On other systems EMFILE means that too many files are open.
 */
const LIMITS = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' } as const;
export type InotifyLimit = (typeof LIMITS)[keyof typeof LIMITS];

/**
 * The kernel drops events when more than 16,384 are waiting (inotify(7), max_queued_events), and chokidar does not
 * report that. This many events in one turn of the event loop may mean that others were dropped.
 */
const BURST = 1_000;
/**
 * chokidar reads every file's stats when it starts on a folder: 100,000 files at once would take 300 MB. libuv has four
 * threads.
 */
const FOLDERS_AT_ONCE = 4;

/**
 * Watch a folder and all folders below it that a scan with these options visits.
 * @param root a real path.
 */
export function watchFolder(root: string, options: ScanOptions, listener: WatchListener): FolderWatch {
  const excludes = findExcludes(options.excludeDirs, [root]);
  const whySkipped = folderFilter(root, options, excludes);
  const isSkipped = (path: string) => path !== root && whySkipped(path) !== undefined;
  /** One watcher for each folder, so that a few start at a time, and each closes when its folder is removed. */
  const watchers = new Map<string, FSWatcher>();
  const waiting = new Set(exclusion([root], excludes)(root) ? [] : [root]);
  let opening = 0;
  let isReady = false;
  let isClosed = false;
  let eventsInTurn = 0;

  /** Before all folders are watched, a hint is not needed: the listener scans everything after `onReady`. */
  function hint(folder: string): void {
    if (isReady) listener.onChange(folder);
  }

  function pump(): void {
    for (const folder of waiting) {
      if (opening === FOLDERS_AT_ONCE || isClosed) return;
      waiting.delete(folder);
      opening++;
      open(folder, () => {
        opening--;
        // chokidar reads a folder before it watches it and reports no changes from the time in between.
        hint(folder);
        pump();
      });
    }
    if (opening > 0 || isReady || isClosed) return;
    isReady = true;
    listener.onReady();
  }

  function open(folder: string, onOpen: () => void): void {
    const watcher = watch(folder, {
      depth: 0,
      ignored: (path, stats) => (stats !== undefined && !stats.isDirectory()) || isSkipped(path),
      // Links may lead out of the folder; the scan does not follow them either.
      followSymlinks: false,
      // The scan reports folders that picsift may not read.
      ignorePermissionErrors: true,
      // Its rule for temporary files of editors would also hide folders.
      atomic: false,
    });
    watchers.set(folder, watcher);
    watcher.on('raw', (event, name) => onEvent(event, name, folder));
    watcher.on('addDir', enter);
    watcher.on('error', onError);
    watcher.on('ready', () => {
      if (!isFolder(folder)) leave(folder);
      onOpen();
    });
  }

  function enter(folder: string): void {
    if (isClosed || watchers.has(folder)) return;
    waiting.add(folder);
    pump();
  }

  function leave(folder: string): void {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watchers.delete(path);
      void closeQuietly(watcher);
    }
  }

  function onEvent(event: string, name: string | undefined, folder: string): void {
    if (eventsInTurn++ === 0) {
      setImmediate(() => {
        eventsInTurn = 0;
      });
    }
    if (eventsInTurn === BURST) listener.onLost();
    // An event about the folder itself carries the folder's own name.
    if (!name || name === basename(folder)) {
      if (event === 'rename' && folder !== root) {
        leave(folder);
        // Another folder may have replaced it.
        if (isFolder(folder)) enter(folder);
      }
      hint(folder);
    } else if (name === IGNORE_FILE || name === NO_MEDIA_FILE) {
      // It decides about all folders below.
      hint(folder);
    } else if (!isSkipped(join(folder, name))) {
      if (hasPhotoName(name) || isSidecarName(name)) hint(folder);
      if (event === 'rename' && isFolder(join(folder, name))) enter(join(folder, name));
    }
  }

  function onError(error: unknown): void {
    const limit = Object.entries(LIMITS).find(([code]) => code === systemCode(error))?.[1];
    if (limit === undefined) {
      listener.onLost();
    } else {
      // One report is enough. Closing also frees the watches that exist.
      void close();
      listener.onExhausted(limit);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all([...watchers.values()].map(closeQuietly));
    watchers.clear();
  }

  pump();
  return { close };
}

function closeQuietly(watcher: FSWatcher): Promise<void> {
  const closed = watcher.close();
  // `close` removes all listeners, but work in progress may still fail; an 'error' event without a listener is thrown.
  watcher.on('error', () => {});
  return closed;
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
