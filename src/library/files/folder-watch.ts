/**
 * A folder under watch, with all below it. chokidar watches the folders alone, not the files (a watch for each file
 * would cost gigabytes), and what it tells is taken as a hint that a folder changed; what changed, a scan finds out.
 */

import { lstatSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { systemCode } from '../../base/errors.ts';
import { isSidecarName } from '../metadata/sidecar-names.ts';
import { hasPhotoName } from './formats.ts';
import { folderFilter, type ScanOptions } from './scan.ts';

export interface WatchListener {
  /** From now on every change is told. What changed before is not. */
  onReady(): void;
  /** Something in this folder, or below it, changed. It may be gone. */
  onChange(folder: string): void;
  /** Changes may have been missed: watch anew, then look everywhere. */
  onLost(): void;
  /** The system has no more watches to give. Nothing is told any more. */
  onExhausted(limit: InotifyLimit): void;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/**
 * What inotify says when it is out of watches, and out of instances: inotify_add_watch(2), inotify_init(2). On other
 * systems EMFILE means that too many files are open.
 */
const LIMITS = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' } as const;
export type InotifyLimit = (typeof LIMITS)[keyof typeof LIMITS];

/**
 * The kernel drops events where too many wait (16,384, see inotify(7), max_queued_events), and nobody is told of it.
 * So many in one turn of the event loop may be what is left of more.
 */
const BURST = 1_000;
/** chokidar looks at every file of a folder when it begins: 100,000 at once would take 300 MB. As many as libuv has threads. */
const FOLDERS_AT_ONCE = 4;

/** @param root a real path. */
export function watchFolder(root: string, options: ScanOptions, listener: WatchListener): FolderWatch {
  const skips = folderFilter(root, options);
  const isSkipped = (path: string) => path !== root && skips(path, basename(path));
  /** One for each folder, so that they can be read a few at a time, and closed when their folder goes. */
  const watchers = new Map<string, FSWatcher>();
  const waiting = new Set([root]);
  let underWay = 0;
  let isReady = false;
  let isClosed = false;
  let eventsInTurn = 0;

  /** Until all is watched, everything is to be looked through anyway. */
  function hint(folder: string): void {
    if (isReady) listener.onChange(folder);
  }

  function pump(): void {
    for (const folder of waiting) {
      if (underWay === FOLDERS_AT_ONCE || isClosed) return;
      waiting.delete(folder);
      underWay++;
      open(folder, () => {
        underWay--;
        // It was read before it was watched: what came in between is in it, and nobody was told.
        hint(folder);
        pump();
      });
    }
    if (underWay > 0 || isReady || isClosed) return;
    isReady = true;
    listener.onReady();
  }

  function open(folder: string, onOpen: () => void): void {
    const watcher = watch(folder, {
      depth: 0,
      ignored: (path, stats) => (stats !== undefined && !stats.isDirectory()) || isSkipped(path),
      // Links may lead out of the folder; the scan does not follow them either.
      followSymlinks: false,
      // A folder that may not be read is the reconcile's to report.
      ignorePermissionErrors: true,
      // Its notion of editors' temporary files would also hide folders.
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
    // What happens to the folder itself bears its own name.
    if (!name || name === basename(folder)) {
      if (event === 'rename' && folder !== root) {
        leave(folder);
        // Another folder may have taken its place.
        if (isFolder(folder)) enter(folder);
      }
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
      // One is enough, and the watches that were got are given back.
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
  // It lets go of all listeners, and what was under way may still fail: without a listener that would be thrown.
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
