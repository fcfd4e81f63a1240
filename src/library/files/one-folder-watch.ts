/** Watches one folder, without the folders in it: with chokidar, or with Node.js itself where chokidar cannot do it. */

import { watch as watchWithNode } from 'node:fs';
import { sep } from 'node:path';
import { type FSWatcher, watch as watchWithChokidar } from 'chokidar';
import { pathFromBytes, rawPath } from './raw-path.ts';

export interface OneFolderListener {
  /**
   * Something happened to an entry of the folder, or to the folder itself: then the name is its own name, or unknown.
   * @param name may be a lossy decoding: see `isDoubtful`.
   */
  onEvent(event: string, name: string | undefined): void;
  /** The watch has ended with an error after it was open. */
  onError(error: unknown): void;
}

export interface OneFolderWatch {
  /** Settles when all later events are reported, or when the watch is closed. Rejects if the folder cannot be watched. */
  readonly opened: Promise<void>;
  close(): Promise<void>;
}

/** @param folder a real path. */
export function watchOneFolder(folder: string, { onEvent, onError }: OneFolderListener): OneFolderWatch {
  let isClosed = false;
  let close: () => void | Promise<void> = () => {};
  const { promise: closed, resolve: endOpening } = withResolvers();

  function openWithNode(): void {
    if (isClosed) return;
    const watcher = watchWithNode(rawPath(folder), { encoding: 'buffer' }, (event, name) =>
      onEvent(event, name === null ? undefined : pathFromBytes(name)),
    );
    watcher.on('error', onError);
    close = () => watcher.close();
  }

  function openWithChokidar(): Promise<void> {
    const watcher = watchWithChokidar(folder, {
      depth: 0,
      // Nothing in the folder gets a watch of its own.
      ignored: (path) => path.length > folder.length,
      followSymlinks: false,
      // Its rule for temporary files of editors would also hide folders.
      atomic: false,
    });
    close = () => closeQuietly(watcher);
    watcher.on('raw', onEvent);
    return new Promise((resolve, reject) => {
      let onFailure: (error: unknown) => void = reject;
      watcher.on('error', (error) => onFailure(error));
      watcher.on('ready', () => {
        onFailure = () => replace(watcher);
        resolve();
      });
    });
  }

  /** Continue with Node.js after an error of chokidar, and close chokidar afterwards, so that no event is missed. */
  function replace(watcher: FSWatcher): void {
    try {
      openWithNode();
      onEvent('change', undefined);
    } catch (error) {
      onError(error);
    } finally {
      void closeQuietly(watcher);
    }
  }

  async function open(): Promise<void> {
    if (!isTextToChokidar(folder)) return openWithNode();
    try {
      await openWithChokidar();
    } catch {
      // It reads the stats of everything in the folder, and gives up when one path is too long.
      const closeChokidar = close;
      try {
        openWithNode();
      } finally {
        await closeChokidar();
      }
    }
  }

  return {
    opened: Promise.race([open(), closed]),
    async close() {
      isClosed = true;
      endOpening();
      await close();
    },
  };
}

/** chokidar takes text only, and takes every backslash for a separator. */
function isTextToChokidar(folder: string): boolean {
  return typeof rawPath(folder) === 'string' && (sep === '\\' || !folder.includes('\\'));
}

function closeQuietly(watcher: FSWatcher): Promise<void> {
  const closed = watcher.close();
  // `close` removes all listeners, but work in progress may still fail; an 'error' event without a listener is thrown.
  watcher.on('error', () => {});
  return closed;
}

/** As Promise.withResolvers, which Node.js 20 lacks. */
function withResolvers() {
  let resolve!: () => void;
  const promise = new Promise<void>((resolver) => {
    resolve = resolver;
  });
  return { promise, resolve };
}
