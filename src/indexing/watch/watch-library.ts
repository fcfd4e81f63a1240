/**
 * Keeps folders up to date while a process runs: indexes them at the start, after changes, on a schedule, and when
 * events may have been lost.
 */

import { setMaxListeners } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import type { Catalog } from '../../catalog/open.ts';
import { roots } from '../../catalog/roots.ts';
import { excludedFolder, findExcludes, missingExclude, missingExcludes } from '../../library/files/excluded-folders.ts';
import { isInside, presumeFolder, realPath } from '../../library/files/folder-paths.ts';
import { anchorScan, type ScanOptions, scanReaches } from '../../library/files/scan-filter.ts';
import type { IndexJob, IndexSummary } from '../run/messages.ts';
import { MISSING } from '../run/presence.ts';
import { trackForgotten } from './forgotten.ts';
import { createHints } from './hints.ts';
import { type FolderState, keepWatching, type WatchContext } from './keep-watching.ts';
import { startSchedule } from './schedule.ts';

export interface WatchOptions {
  /** Cron expression: when to scan everything, even without events. */
  readonly schedule?: string | undefined;
  readonly onState?: ((state: FolderState) => void) | undefined;
  readonly onRun?: ((summary: IndexSummary) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the current run finishes its batch, other processes can take the folders, and watching ends. */
  readonly signal: AbortSignal;
}

/** Options of a watcher's run, without its folders. */
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

/** Minimum time between scans of a folder that is not watched. */
const POLL_EVERY_MS = 60_000;
/** Maximum share of the time spent on polling: a library that takes long to scan is polled less often. */
const POLLING_SHARE = 0.1;
/** If more folders than this changed at once, their whole root is indexed. */
const MAX_FOLDERS = 50;
/** Wait after a failed run. */
const RETRY_MS = 30_000;

/**
 * Keep folders up to date until the signal aborts. An error does not end it: it is reported, and the run is repeated.
 * @param named folders as the user gave them. Missing ones are waited for.
 */
export async function watchLibrary(
  named: readonly string[],
  { catalog, scan, index }: WatchedLibrary,
  { schedule, onState, onRun, onNotice, signal }: WatchOptions,
): Promise<void> {
  // Every folder listens to the signal. Without this, Node.js would warn about a leak.
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
      : startSchedule(schedule, () => {
          for (const folder of held.values()) folder.rescan();
        });
  /** Decide whether the state of a folder is new. */
  function isNews(folder: string, state: string): boolean {
    if (known.get(folder) === state) return false;
    known.set(folder, state);
    debug('watch', () => `${folder}: ${state}`);
    return true;
  }

  const context: WatchContext = {
    catalog,
    scan,
    signal,
    held,
    claimed: new Set(),
    forgotten,
    pollAfterMs: () => Math.max(POLL_EVERY_MS, lastRunMs / POLLING_SHARE),
    lostAt: () => lostAt,
    isRecordedMissing: (folder) => roots(catalog).some(({ path, reason }) => path === folder && reason === MISSING),
    onHint: hints.add,
    // The events of all folders share one queue.
    onLost() {
      lostAt = performance.now();
      debug('watch', () => 'events may have been lost: all watched folders will be indexed');
    },
    onState(news) {
      if (isNews(news.folder, `${news.state} ${news.pid}`)) onState?.(news);
    },
    onEnd: (folder) => void known.delete(folder),
    onForgotten(folder) {
      if (!isNews(folder, 'forgotten')) return;
      onNotice?.(
        `${folder} was removed from the index, so it is not watched until it is indexed again or picsift is restarted.`,
      );
    },
    onNotice: withoutRepeats(onNotice),
    schedule: () => ({ schedule: schedule ?? null, nextRun: cron?.nextRun() ?? null }),
  };

  async function indexHinted(): Promise<void> {
    const notify = withoutRepeats(onNotice);
    while (!signal.aborted) {
      const hinted = await hints.next(signal);
      const folders = await foldersToIndex(hinted, [...held.keys()], scan);
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
        for (const path of summary.excluded) notify(excludedFolder(path));
        for (const path of summary.unsettled) hints.add(dirname(path));
      } catch (error) {
        if (signal.aborted) return;
        debug('watch', () => `the run failed, again in ${RETRY_MS / 1000} s: ${messageOf(error)}`);
        notify(messageOf(error));
        hinted.forEach(hints.add);
        await sleep(RETRY_MS, undefined, { signal });
      }
    }
  }

  const starts = await Promise.all(named.map(presumeFolder));
  for (const entry of missingExcludes(scan.excludeDirs, starts)) onNotice?.(missingExclude(entry));
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
 * Choose the folders to index for these hints: existing folders inside the folders that this process watches. A folder
 * that was removed, or that scans pass over, is replaced by the nearest other one above it. A folder that is reached
 * through a link is never chosen.
 */
async function foldersToIndex(
  hinted: readonly string[],
  roots: readonly string[],
  options: ScanOptions,
): Promise<string[]> {
  const scan = anchorScan(roots, options);
  const excludes = findExcludes(scan.excludeDirs, roots);
  const byRoot = new Map<string, Set<string>>();
  for (const hint of hinted) {
    // The nearest root: a folder that another root's scan skips (a hidden one, for example) may be a root itself.
    const root = roots.filter((each) => isInside(each, hint)).sort((a, b) => b.length - a.length)[0];
    if (root === undefined) continue;
    let folder = hint;
    const isScanned = async () =>
      (await realPath(folder).catch(() => undefined)) === folder && scanReaches(root, folder, scan, excludes);
    while (folder !== root && !(await isScanned())) folder = dirname(folder);
    byRoot.set(root, (byRoot.get(root) ?? new Set()).add(folder));
  }
  return [...byRoot].flatMap(([root, folders]) =>
    folders.has(root) || folders.size > MAX_FOLDERS ? [root] : [...folders],
  );
}

/** Make a function that passes a line on if it differs from the previous one. */
function withoutRepeats(onNotice: WatchOptions['onNotice']): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) onNotice?.(line);
    last = line;
  };
}
