/**
 * A folder under watch. chokidar watches the folders alone, not the files (a watch for each file would cost gigabytes),
 * and what it tells is taken as a hint that a folder changed; what really changed, a scan finds out.
 */

import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { watch } from 'chokidar';
import { systemCode } from '../errors.ts';
import { hasPhotoName } from './formats.ts';
import { folderFilter, type ScanOptions } from './scan.ts';

export interface WatchListener {
  /** From now on every change is told. What changed before is not. */
  onReady(): void;
  /** Something in this folder, or below it, changed. */
  onChange(folder: string): void;
  /** Changes may have been missed: watch anew, then look everywhere. */
  onLost(): void;
  /** The system has no more watches to give. Nothing is told any more. */
  onExhausted(limit: 'max_user_watches' | 'max_user_instances'): void;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/**
 * The kernel drops events where too many wait (16,384, see inotify(7), max_queued_events), and nobody is told of it.
 * So many in one turn of the event loop may be what is left of more.
 */
const BURST = 1_000;
/** chokidar reads a new folder before it watches it: what comes in between is found by looking again later. */
const SECOND_LOOK_MS = 10_000;
/** What inotify says when it is out of watches, and out of instances: inotify_add_watch(2), inotify_init(2). */
const LIMITS = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' } as const;

/** @param root a real path. */
export function watchFolder(root: string, options: ScanOptions, listener: WatchListener): FolderWatch {
  const skips = folderFilter(root, options);
  const isSkipped = (path: string) => path !== root && skips(path, basename(path));
  let ready = false;
  let eventsInTurn = 0;
  const secondLooks = new Set<string>();
  let secondLook: NodeJS.Timeout | undefined;

  const watcher = watch(root, {
    ignored: (path, stats) => (stats !== undefined && !stats.isDirectory()) || isSkipped(path),
    // Links may lead out of the folder; the scan does not follow them either.
    followSymlinks: false,
    // A folder that may not be read is the reconcile's to report.
    ignorePermissionErrors: true,
    // Its notion of editors' temporary files would also hide folders.
    atomic: false,
  });

  function lookAgainLater(folder: string): void {
    secondLooks.add(folder);
    secondLook ??= setTimeout(() => {
      secondLook = undefined;
      for (const each of secondLooks) listener.onChange(each);
      secondLooks.clear();
    }, SECOND_LOOK_MS).unref();
  }

  function onEvent(event: string, name: string | undefined, folder: string): void {
    if (eventsInTurn++ === 0) {
      setImmediate(() => {
        eventsInTurn = 0;
      });
    }
    if (!ready) return;
    if (eventsInTurn === BURST) listener.onLost();
    // An event of the folder itself bears its own name.
    if (!name || name === basename(folder)) {
      // Gone from its place, and yet there is a folder: another one, which nobody watches.
      if (event === 'rename' && isFolder(folder)) listener.onLost();
      listener.onChange(folder);
    } else if (!isSkipped(join(folder, name))) {
      if (hasPhotoName(name)) listener.onChange(folder);
      else if (event === 'rename' && isFolder(join(folder, name))) listener.onChange(join(folder, name));
    }
  }

  watcher.on('raw', (event, name, details) => onEvent(event, name, (details as { watchedPath: string }).watchedPath));
  watcher.on('addDir', (folder) => {
    if (!ready) return;
    listener.onChange(folder);
    lookAgainLater(folder);
  });
  watcher.on('ready', () => {
    ready = true;
    listener.onReady();
  });
  watcher.on('error', (error) => {
    const limit = LIMITS[systemCode(error) as keyof typeof LIMITS] as (typeof LIMITS)[keyof typeof LIMITS] | undefined;
    if (limit === undefined) return listener.onLost();
    // One error is enough, and the watches it did get are given back.
    void close();
    listener.onExhausted(limit);
  });

  function close(): Promise<void> {
    ready = false;
    clearTimeout(secondLook);
    const closed = watcher.close();
    // It lets go of all listeners, and what was under way may still fail: without a listener that would be thrown.
    watcher.on('error', () => {});
    return closed;
  }
  return { close };
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
