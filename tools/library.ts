/** What all tools (and all connections of a process) share: the granted folders, the engine, the runs under way. */

import { type Grant, grantFolders } from '../src/access/grants.ts';
import { debug, since } from '../src/base/debug.ts';
import { messageOf, PicsiftError } from '../src/base/errors.ts';
import { log } from '../src/base/log.ts';
import type { Engine, EngineOptions, IndexOptions } from '../src/engine/api.ts';
import type { ScanOptions } from '../src/library/files/scan.ts';
import { type Indexer, shareRuns } from './indexer.ts';

export interface LibraryOptions {
  readonly engine: EngineOptions;
  /** As the user gave them. Nothing else is ever searched, read or named. */
  readonly folders: readonly string[];
  /** Cron expression: when to look through all of them. */
  readonly schedule?: string | undefined;
  /** Absent: nothing. */
  readonly shows?: Shows | undefined;
}

/** What an assistant is told of a photo beyond its place below a granted folder: only what the user has allowed. */
export interface Shows {
  /** Coordinates, and the place that they are of. */
  readonly locations: boolean;
  readonly fullPaths: boolean;
}

export interface Library {
  /** What counts as part of a folder. */
  readonly scan: ScanOptions;
  readonly shows: Shows;
  /** The granted folders as they are now. */
  grants(): Promise<Grant[]>;
  /** @throws PicsiftError where the catalog cannot be opened; the next call tries again. */
  engine(): Promise<Engine>;
  readonly index: Indexer;
  /** From now on, keep the granted folders up to date in the background. Once is enough. */
  watch(): void;
  /** Ends the engine, where one was opened. */
  close(): Promise<void>;
}

const SHOWS_NOTHING: Shows = { locations: false, fullPaths: false };

/** Does nothing yet: the engine is loaded and opened with the first call that needs it. */
export function openLibrary({ engine: options, folders, schedule, shows = SHOWS_NOTHING }: LibraryOptions): Library {
  let opening: Promise<Engine> | undefined;
  let closed = false;
  let watching = false;
  const closing = new AbortController();

  async function open(): Promise<Engine> {
    const startedAt = performance.now();
    const { openEngine } = await import('../src/engine/engine.ts');
    const engine = openEngine(options);
    debug('mcp', () => `engine loaded and opened in ${since(startedAt)}`);
    return engine;
  }

  async function engine(): Promise<Engine> {
    // A call that was on its way here when the conversation ended must not start threads any more.
    if (closed) throw new PicsiftError('interrupted', 'The server is ending.');
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function keepWatching(): Promise<void> {
    try {
      const options = { schedule, inBackground: true, onNotice: log, signal: closing.signal };
      await (await engine()).watch(folders, options);
    } catch (error) {
      // The next call finds out for itself, and tells.
      watching = false;
      if (!closed) log(messageOf(error));
    }
  }

  const indexNow = async (roots: readonly string[], indexOptions: IndexOptions) =>
    (await engine()).index(roots, indexOptions);

  return {
    scan: options.scan,
    shows,
    grants: grantFolders(folders, (error) => log(messageOf(error))),
    engine,
    index: shareRuns(indexNow),
    watch() {
      if (watching || closed || folders.length === 0) return;
      watching = true;
      void keepWatching();
    },
    async close() {
      closed = true;
      closing.abort();
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
