/**
 * Folders kept up to date for as long as a process runs: looked through at the start, where something changed, on a
 * schedule, and wherever something may have been missed.
 */

import { setMaxListeners } from 'node:events';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cron } from 'croner';
import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import type { Catalog } from '../../catalog/open.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import { anchorScan, type ScanOptions } from '../../library/files/scan.ts';
import type { IndexJob, IndexSummary } from '../run/messages.ts';
import { trackForgotten } from './forgotten.ts';
import { createHints } from './hints.ts';
import { type FolderState, keepWatching, type WatchContext } from './keep-watching.ts';

export interface WatchOptions {
  /** Cron expression: when to look through everything, whatever was heard. */
  readonly schedule?: string | undefined;
  readonly onState?: ((state: FolderState) => void) | undefined;
  readonly onRun?: ((summary: IndexSummary) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the run under way finishes its batch, the folders pass to another process, and the watching ends. */
  readonly signal: AbortSignal;
}

/** What a watcher's run is like beside its folders. */
export type WatchJob = Pick<IndexJob, 'scan' | 'unlessForgotten'>;

export interface WatchedLibrary {
  readonly catalog: Catalog;
  readonly scan: ScanOptions;
  index(
    folders: readonly string[],
    job: WatchJob,
    options: Pick<WatchOptions, 'onNotice' | 'signal'>,
  ): Promise<IndexSummary>;
}

/** How often to look where the system does not tell of changes. */
const POLL_EVERY_MS = 60_000;
/** A library that takes long to look through is polled less often: this share of the time at most. */
const POLLING_SHARE = 0.1;
/** More folders than this at once are looked at together, from their root. */
const MAX_FOLDERS = 50;
/** After a run that failed. */
const RETRY_MS = 30_000;

/**
 * Until the signal is aborted. Nothing that goes wrong on the way ends it: it is told, and tried again.
 * @param named folders as the user gave them; those that are not there are waited for.
 */
export async function watchLibrary(
  named: readonly string[],
  { catalog, scan, index }: WatchedLibrary,
  { schedule, onState, onRun, onNotice, signal }: WatchOptions,
): Promise<void> {
  // Every folder waits with it: Node.js would take that for a leak.
  setMaxListeners(0, signal);
  const hints = createHints();
  const held: WatchContext['held'] = new Map();
  const known = new Map<string, string>();
  const forgotten = trackForgotten(catalog);
  let lastRunMs = 0;
  let lostAt = 0;
  const cron =
    schedule === undefined
      ? undefined
      : new Cron(schedule, { unref: true }, () => {
          for (const folder of held.values()) folder.rescan();
        });
  /** Tell only what is new of a folder. */
  function isNews(folder: string, what: string): boolean {
    if (known.get(folder) === what) return false;
    known.set(folder, what);
    debug('watch', () => `${folder}: ${what}`);
    return true;
  }

  const context: WatchContext = {
    catalog,
    scan,
    signal,
    held,
    forgotten,
    pollAfterMs: () => Math.max(POLL_EVERY_MS, lastRunMs / POLLING_SHARE),
    lostAt: () => lostAt,
    onHint: hints.add,
    // The events of all folders come through one queue.
    onLost() {
      lostAt = performance.now();
      debug('watch', () => 'events may have been lost: all watched folders will be indexed');
    },
    onState(news) {
      if (isNews(news.folder, `${news.state} ${news.pid}`)) onState?.(news);
    },
    onForgotten(folder) {
      if (!isNews(folder, 'forgotten')) return;
      onNotice?.(
        `${folder} was removed from the index, so it is not watched until it is indexed again or picsift starts anew.`,
      );
    },
    onNotice: withoutRepeats(onNotice),
    schedule: () => ({ schedule: schedule ?? null, nextRun: cron?.nextRun()?.getTime() ?? null }),
  };

  async function indexHinted(): Promise<void> {
    const tell = withoutRepeats(onNotice);
    while (!signal.aborted) {
      const hinted = await hints.next(signal);
      const folders = await foldersToIndex(hinted, [...held.keys()]);
      debug('watch', () => `hints settled: ${hinted.length}; to index: ${folders.join(', ') || 'nothing'}`);
      if (folders.length === 0) continue;
      try {
        const startedAt = performance.now();
        const job = { scan: anchorScan([...held.keys()], scan), unlessForgotten: forgotten.candidates(folders) };
        const summary = await index(folders, job, { onNotice, signal });
        forgotten.add(folders);
        lastRunMs = performance.now() - startedAt;
        debug('watch', () => `indexed in ${since(startedAt)}; unsettled files: ${summary.unsettled.length}`);
        onRun?.(summary);
        for (const path of summary.unsettled) hints.add(dirname(path));
      } catch (error) {
        if (signal.aborted) return;
        debug('watch', () => `the run failed, again in ${RETRY_MS / 1000} s: ${messageOf(error)}`);
        tell(messageOf(error));
        hinted.forEach(hints.add);
        await sleep(RETRY_MS, undefined, { signal });
      }
    }
  }

  try {
    const runs = indexHinted().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    await Promise.all([runs, ...[...new Set(named)].map((folder) => keepWatching(folder, context))]);
  } finally {
    cron?.stop();
  }
}

/**
 * What to scan for these hints: folders that are there, inside folders that are watched here. For one that is gone the
 * nearest one above it that is not; never one that is reached through a link.
 */
async function foldersToIndex(hinted: readonly string[], roots: readonly string[]): Promise<string[]> {
  const byRoot = new Map<string, Set<string>>();
  for (const hint of hinted) {
    // The nearest: a folder that another one passes over (a hidden one, say) may be watched by itself.
    const root = roots.filter((each) => isInside(each, hint)).sort((a, b) => b.length - a.length)[0];
    if (root === undefined) continue;
    let folder = hint;
    while (folder !== root && (await realpath(folder).catch(() => undefined)) !== folder) folder = dirname(folder);
    byRoot.set(root, (byRoot.get(root) ?? new Set()).add(folder));
  }
  return [...byRoot].flatMap(([root, folders]) =>
    folders.has(root) || folders.size > MAX_FOLDERS ? [root] : [...folders],
  );
}

/** Passes a line on where it is not the one before. */
function withoutRepeats(onNotice: WatchOptions['onNotice']): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) onNotice?.(line);
    last = line;
  };
}
