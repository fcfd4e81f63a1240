/** What all requests of a gallery share: its folders, its engine, what its pages may do, and what is indexed now. */

import { type Grant, grantFolders } from '../access/grants.ts';
import type { Right } from '../access/rights.ts';
import { messageOf, PicsiftError } from '../base/errors.ts';
import type { Engine, EngineOptions, IndexOptions } from '../engine/api.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import { type Confirmations, createConfirmations } from './access/confirmations.ts';

export interface GalleryOptions {
  readonly engine: EngineOptions;
  /** As the user gave them. Nothing outside them is searched, read or named. */
  readonly folders: readonly string[];
  readonly rights: readonly Right[];
  /** Cron expression: when to scan all folders. */
  readonly schedule?: string | undefined;
  /** Receives lines for the person who runs the server. */
  readonly log: (line: string) => void;
}

type Progress = Parameters<NonNullable<IndexOptions['onProgress']>>[0];

export interface Gallery {
  readonly scan: ScanOptions;
  readonly rights: ReadonlySet<Right>;
  readonly log: (line: string) => void;
  readonly confirmations: Confirmations;
  /** Resolve the folders in their current state. */
  grants(): Promise<Grant[]>;
  /** Open the engine, once. @throws PicsiftError if the catalog cannot be opened; the next call tries again. */
  engine(): Promise<Engine>;
  /** Show this folder too, and keep it up to date. Does nothing if it is shown already. */
  addFolder(folder: string): void;
  /** What this process is indexing; undefined: nothing. */
  progress(): Progress | undefined;
  /** Why the folders could not be indexed; undefined: they could. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/** How long index runs may take to stop, in ms. */
const RUNS_MS = 700;

/** Open a gallery: indexes what is new, and keeps its folders up to date. */
export function openGallery({ engine: options, folders, rights, schedule, log }: GalleryOptions): Gallery {
  const named: string[] = [];
  let resolveGrants = grantFolders(named, () => {});
  let opening: Promise<Engine> | undefined;
  let progress: Progress | undefined;
  let problem: string | undefined;
  const closing = new AbortController();
  const { signal } = closing;

  async function open(): Promise<Engine> {
    const { openEngine } = await import('../engine/engine.ts');
    return openEngine(options);
  }

  async function engine(): Promise<Engine> {
    if (signal.aborted) throw new PicsiftError('interrupted', 'The server is shutting down.');
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  /**
   * Keep a folder up to date. Only the first index of all is done here, because it may download a model, which takes long
   * and has a progress of its own. All others are done by the watcher, in a process of low priority.
   */
  async function keepFresh(folder: string): Promise<void> {
    try {
      const opened = await engine();
      const onProgress = (now: Progress) => {
        progress = now;
      };
      const [grant] = await grantFolders([folder], noteProblem)();
      if (grant?.path !== undefined && opened.status().model === null) {
        const run = { text: false, onProgress, onNotice: log, signal };
        await opened.index([grant.path], run).finally(() => {
          progress = undefined;
        });
      }
      problem = undefined;
      if (!signal.aborted) await opened.watch([folder], { schedule, onNotice: log, signal });
    } catch (error) {
      noteProblem(error);
    }
  }

  function noteProblem(error: unknown): void {
    if (signal.aborted) return;
    problem = messageOf(error);
    log(problem);
  }

  const gallery: Gallery = {
    scan: options.scan,
    rights: new Set(rights),
    log,
    confirmations: createConfirmations(),
    grants: () => resolveGrants(),
    engine,
    addFolder(folder) {
      if (named.includes(folder)) return;
      named.push(folder);
      resolveGrants = grantFolders(named, (error) => log(messageOf(error)));
      void keepFresh(folder);
    },
    progress: () => progress,
    problem: () => problem,
    async close() {
      closing.abort();
      await (await opening?.catch(() => undefined))?.close({ runsMs: RUNS_MS });
    },
  };
  for (const folder of folders) gallery.addFolder(folder);
  return gallery;
}
