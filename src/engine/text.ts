/** Reads the text in pictures: when asked, and in the background of programs that keep folders up to date. */

import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/errors.ts';
import type { Catalog } from '../catalog/open.ts';
import { roots } from '../catalog/roots.ts';
import { leaseHolder, READER } from '../catalog/runs/lease.ts';
import { countRead, isTextUpToDate, type TextCounts, unreadContents } from '../catalog/text/unread.ts';
import { runJob } from '../indexing/job/run-job.ts';
import type { TextJob, TextProgress, TextSummary } from '../indexing/text/messages.ts';
import { startBackgroundReading } from '../indexing/text/start-background.ts';
import { installedReadingModels } from '../model/reading/installed.ts';
import { readerWith } from '../reading/reader-version.ts';
import type { TextOptions } from './api.ts';

interface TextContext {
  readonly catalog: Catalog;
  readonly catalogFile: string;
  /** Contains the models. */
  readonly storeFolder: string;
  /** The active model; absent if it cannot be loaded. */
  readonly currentModel: () => Promise<TextJob['model']>;
}

/** The reading of text in pictures, for one engine. */
export function createTexts({ catalog, catalogFile, storeFolder, currentModel }: TextContext) {
  const installedModels = () => installedReadingModels(storeFolder);
  return {
    /** Read the photos below the folders that are still to be read, in a child process. */
    async read(folders: readonly string[], options: TextOptions = {}): Promise<TextSummary> {
      const models = installedModels();
      if (unreadContents(catalog, folders, readerWith(models)).length === 0) {
        return { read: 0, failed: 0, left: 0, seconds: 0, interrupted: false, elsewhere: false };
      }
      const job = { catalogFile, folders, models, model: await currentModel() };
      return runJob<TextJob, TextSummary, TextProgress>('src/indexing/text/text-process.ts', job, options);
    },

    /**
     * Read what is still to be read in a process that outlives this one, unless another process reads.
     * @returns true if it was started.
     */
    async readAfterwards(): Promise<boolean> {
      const models = installedModels();
      if (isTextUpToDate(catalog, readerWith(models)) || leaseHolder(catalog, READER) !== undefined) return false;
      // All of them: the next command may be a long time away.
      const folders = roots(catalog).map(({ path }) => path);
      await startBackgroundReading({ catalogFile, folders, models, model: await currentModel() });
      return true;
    },

    /** Count the present photos below the folders, and those that the installed models have read. */
    count: (folders: readonly string[]): TextCounts => countRead(catalog, folders, readerWith(installedModels())),
  };
}

/** Time until the text that another process was reading is looked for again. */
const RETRY_MS = 60_000;

export interface BackgroundReader {
  /** Say that there may be new photos. */
  wake(): void;
  /** Resolves when the signal has aborted and nothing is being read any more. */
  readonly ended: Promise<void>;
}

/** Read after each `wake`, until the signal aborts. */
export function keepReading(
  read: () => Promise<TextSummary>,
  { signal, onNotice }: { readonly signal: AbortSignal; readonly onNotice: (line: string) => void },
): BackgroundReader {
  let isWanted = false;
  let lastNotice: string | undefined;
  let rouse = () => {};
  signal.addEventListener('abort', () => rouse(), { once: true });

  function noteOnce(error: unknown): void {
    const line = messageOf(error);
    if (line !== lastNotice) onNotice(line);
    lastNotice = line;
  }

  async function readWhenWanted(): Promise<void> {
    while (!signal.aborted) {
      if (!isWanted) await new Promise<void>((resolve) => (rouse = resolve));
      if (signal.aborted) return;
      isWanted = false;
      const isElsewhere = await read().then(({ elsewhere }) => elsewhere, noteOnce);
      if (!isElsewhere) continue;
      isWanted = true;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }

  return {
    wake() {
      isWanted = true;
      rouse();
    },
    ended: readWhenWanted(),
  };
}
