/**
 * Watches a folder and all folders below it, but no files, because a watch for each file would take gigabytes. Its
 * events are only a hint that a folder changed; a scan finds out what changed. A folder that cannot be watched does not
 * disturb the others: it is listed, and tried again.
 */

import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName } from '../metadata/sidecar-names.ts';
import { findExcludes } from './excluded-folders.ts';
import { hasPhotoName } from './formats.ts';
import { IGNORE_FILE } from './ignore-files.ts';
import { type OneFolderWatch, watchOneFolder } from './one-folder-watch.ts';
import { NO_MEDIA_FILE } from './passed-over.ts';
import { isDoubtful, pathFromBytes, rawPath } from './raw-path.ts';
import { exclusion, folderFilter, type ScanOptions } from './scan-filter.ts';
import { SHARED } from './why-unwatched.ts';

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
  /** The folders that are not watched, with the reason: an error code of the system, or `SHARED`. */
  readonly unwatched: ReadonlyMap<string, string>;
  /** Try to watch the unwatched folders again, and report a change of each that can be read. */
  retry(): void;
  /** Watch the folder again, because a drive was mounted on it or unmounted. */
  renew(folder: string): void;
  close(): Promise<void>;
}

/**
 * The error codes of inotify when there are no free watches and no free instances: inotify_add_watch(2) and
 * inotify_init(2). On other systems EMFILE means that too many files are open.
 */
const LIMITS = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' } as const;
export type InotifyLimit = (typeof LIMITS)[keyof typeof LIMITS];

/**
 * The kernel drops events when more than 16,384 are waiting (inotify(7), max_queued_events), and neither chokidar nor
 * Node.js reports that. This many events in one turn of the event loop may mean that others were dropped.
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
 * @param isShared decides whether changes in the folder cause no events. Then it is not watched, nor anything below it.
 */
export function watchFolder(
  root: string,
  options: ScanOptions,
  listener: WatchListener,
  isShared: (folder: string) => boolean = () => false,
): FolderWatch {
  const excludes = findExcludes(options.excludeDirs, [root]);
  const whySkipped = folderFilter(root, options, excludes);
  const isSkipped = (path: string) => path !== root && whySkipped(path) !== undefined;
  /** One watch for each folder, so that a few start at a time, and each closes when its folder is removed. */
  const watches = new Map<string, OneFolderWatch>();
  const unwatched = new Map<string, string>();
  /** Folders to be watched, and watched ones to be read again for folders in them. */
  const waiting = new Set(exclusion([root], excludes)(root) ? [] : [root]);
  let working = 0;
  let isReady = false;
  let isClosed = false;
  let eventsInTurn = 0;

  /** Before all folders are watched, a hint is not needed: the listener scans everything after `onReady`. */
  function hint(folder: string): void {
    if (isReady && !isClosed) listener.onChange(folder);
  }

  function queue(folder: string): void {
    waiting.add(folder);
    pump();
  }

  function pump(): void {
    for (const folder of waiting) {
      if (working === FOLDERS_AT_ONCE || isClosed) return;
      waiting.delete(folder);
      working++;
      void visit(folder).finally(() => {
        working--;
        pump();
      });
    }
    if (working > 0 || isReady || isClosed) return;
    isReady = true;
    listener.onReady();
  }

  /** Watch a folder if it is not watched yet, and then the folders in it. */
  async function visit(folder: string): Promise<void> {
    if (isShared(folder)) {
      // It is not touched: its server may not answer.
      unwatched.set(folder, SHARED);
      return hint(folder);
    }
    const watch = watches.get(folder) ?? open(folder);
    const whyClosed = await watch.opened.then(() => undefined, failed);
    // It was left, or replaced by another folder, in the meantime.
    if (isClosed || watches.get(folder) !== watch) return;
    if (whyClosed !== undefined) watches.delete(folder);
    // Reading it after it is watched misses no folder.
    const whyUnread = enterFoldersOf(folder);
    if (isGone(folder)) {
      // The root may come back: its owner looks after it.
      if (folder !== root) leave(folder);
      return;
    }
    const reason = whyClosed ?? whyUnread;
    if (reason === undefined) unwatched.delete(folder);
    else unwatched.set(folder, reason);
    if (whyUnread === undefined) hint(folder);
  }

  function open(folder: string): OneFolderWatch {
    const watch = watchOneFolder(folder, {
      onEvent: (event, name) => onEvent(event, name, folder),
      onError(error) {
        leave(folder);
        unwatched.set(folder, failed(error));
      },
    });
    watches.set(folder, watch);
    return watch;
  }

  /** @returns the reason why the folder cannot be read, if it cannot. */
  function enterFoldersOf(folder: string): string | undefined {
    try {
      for (const path of foldersIn(folder)) {
        if (!isSkipped(path) && !watches.has(path)) queue(path);
      }
      return undefined;
    } catch (error) {
      return systemCode(error) ?? String(error);
    }
  }

  function leave(folder: string): void {
    const isLeft = (path: string) => path === folder || path.startsWith(folder + sep);
    for (const [path, watch] of watches) {
      if (!isLeft(path)) continue;
      watches.delete(path);
      void watch.close();
    }
    for (const path of unwatched.keys()) if (isLeft(path)) unwatched.delete(path);
  }

  /** Read the folder again: it may have become readable, and those below it too. */
  function reopen(folder: string): void {
    for (const path of unwatched.keys()) if (path.startsWith(folder + sep)) waiting.add(path);
    queue(folder);
  }

  function renew(folder: string): void {
    // Folders that are passed over, or shared, have no watched folder above them.
    if (!watches.has(dirname(folder)) || isSkipped(folder)) return;
    leave(folder);
    queue(folder);
  }

  function onEvent(event: string, name: string | undefined, folder: string): void {
    if (isClosed) return;
    if (eventsInTurn++ === 0) {
      setImmediate(() => {
        eventsInTurn = 0;
      });
    }
    if (eventsInTurn === BURST) listener.onLost();
    // An event about the folder itself carries the folder's own name.
    if (!name || name === basename(folder)) {
      hint(folder);
      // Another folder may have replaced it.
      if (event === 'rename' && folder !== root) leave(folder);
      if (!isGone(folder)) reopen(folder);
    } else if (name === IGNORE_FILE || name === NO_MEDIA_FILE) {
      // It decides about all folders below.
      hint(folder);
    } else if (isDoubtful(name)) {
      // Only the folder itself tells the name.
      queue(folder);
    } else if (!isSkipped(join(folder, name))) {
      if (hasPhotoName(name) || isSidecarName(name)) hint(folder);
      onEntry(join(folder, name));
    }
  }

  /** Follow a change of an entry that may be a folder. The change of a watched folder is also reported by its own watch. */
  function onEntry(path: string): void {
    if (watches.has(path)) return;
    const stats = look(path);
    if (stats === 'gone' && unwatched.has(path)) leave(path);
    else if (stats === 'folder') reopen(path);
    // The folder that it is in is closed, perhaps by a folder further up.
    else if (stats === 'unknown') queue(dirname(path));
  }

  function failed(error: unknown): string {
    const code = systemCode(error) ?? String(error);
    const limit = Object.entries(LIMITS).find(([each]) => each === code)?.[1];
    if (limit !== undefined && !isClosed) {
      // One report is enough. Closing also frees the watches that exist.
      void close();
      listener.onExhausted(limit);
    }
    return code;
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all([...watches.values()].map((watch) => watch.close()));
    watches.clear();
  }

  function retry(): void {
    for (const folder of unwatched.keys()) waiting.add(folder);
    pump();
  }

  pump();
  return { unwatched, retry, renew, close };
}

/** Synchronous: the folder has just been read, so this takes microseconds. The thread pool takes far longer. */
function foldersIn(folder: string): string[] {
  const folders = readdirSync(rawPath(folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!folders.some(({ name }) => isDoubtful(name))) return folders.map(({ name }) => join(folder, name));
  return readdirSync(rawPath(folder), { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, pathFromBytes(name)));
}

const isGone = (folder: string) => ['gone', 'other'].includes(look(folder));

/** Find out what is at a path: a folder, something else, nothing, or what only somebody else may know. */
function look(path: string): 'folder' | 'other' | 'gone' | 'unknown' {
  try {
    return lstatSync(rawPath(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '') ? 'gone' : 'unknown';
  }
}
