/** State that all tools and connections of a process share: granted folders, engine and indexing runs. */

import { type Grant, grantFolders } from '../src/access/grants.ts';
import { debug, since } from '../src/base/debug.ts';
import { messageOf, PicsiftError } from '../src/base/errors.ts';
import { log } from '../src/base/log.ts';
import type { CloseOptions, Engine, EngineOptions, IndexOptions } from '../src/engine/api.ts';
import type { ScanOptions } from '../src/library/files/scan-filter.ts';
import { type OpenQuestions, openQuestions } from './confirmation/open-questions.ts';
import { type Indexer, shareRuns } from './indexer.ts';

export interface LibraryOptions {
  readonly engine: EngineOptions;
  /** Granted folders as the user gave them. Nothing outside them is searched, read or named. */
  readonly folders: readonly string[];
  /** Cron expression: when to scan all of them. */
  readonly schedule?: string | undefined;
  /** Absent: no extra facts. */
  readonly shows?: Shows | undefined;
  /** Let assistants write keywords that the user confirms. Default: no. */
  readonly allowsTagging?: boolean | undefined;
}

/** Extra facts of a photo that the user allows an assistant to see, beyond its path below a granted folder. */
export interface Shows {
  /** Coordinates and their place. */
  readonly locations: boolean;
  readonly fullPaths: boolean;
}

export interface Library {
  /** Which files count as part of a folder. */
  readonly scan: ScanOptions;
  readonly shows: Shows;
  readonly allowsTagging: boolean;
  readonly questions: OpenQuestions;
  /** Resolve the granted folders in their current state. */
  grants(): Promise<Grant[]>;
  /** Open the engine, once. @throws PicsiftError if the catalog cannot be opened; the next call tries again. */
  engine(): Promise<Engine>;
  readonly index: Indexer;
  /** Keep the granted folders up to date in the background from now on. Further calls do nothing. */
  watch(): void;
  /** Close the engine, if it was opened. */
  close(options?: CloseOptions): Promise<void>;
}

const SHOWS_NOTHING: Shows = { locations: false, fullPaths: false };

/** Open a library. The engine is loaded and opened by the first call that needs it. */
export function openLibrary({
  engine: options,
  folders,
  schedule,
  shows = SHOWS_NOTHING,
  allowsTagging = false,
}: LibraryOptions): Library {
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
    // A call that arrives after the end of the conversation must not start threads.
    if (closed) throw new PicsiftError('interrupted', 'The server is shutting down.');
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
      // The next call gets the error itself and reports it.
      watching = false;
      if (!closed) log(messageOf(error));
    }
  }

  const indexNow = async (roots: readonly string[], indexOptions: IndexOptions) =>
    (await engine()).index(roots, { ...indexOptions, text: false });

  return {
    scan: options.scan,
    shows,
    allowsTagging,
    questions: openQuestions(),
    grants: grantFolders(folders, (error) => log(messageOf(error))),
    engine,
    index: shareRuns(indexNow),
    watch() {
      if (watching || closed || folders.length === 0) return;
      watching = true;
      void keepWatching();
    },
    async close(options) {
      closed = true;
      closing.abort();
      await (await opening?.catch(() => undefined))?.close(options);
    },
  };
}
