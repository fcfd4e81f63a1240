/**
 * Shares the indexing runs of this process. A call for folders that are being indexed joins that run. A run for other
 * folders waits for its turn, because the catalog has one writer (see the writer lease).
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../src/base/log.ts';
import type { IndexOptions } from '../src/engine/api.ts';
import type { IndexProgress, IndexSummary } from '../src/indexing/run/messages.ts';

interface RunReport {
  readonly summary: IndexSummary;
  /** True if the built-in model was used because the default one is not available. */
  readonly fellBack: boolean;
}

interface Caller {
  onProgress(progress: IndexProgress): void;
  /** Aborted: the caller cancels its request. The run stops if no other caller waits for it. */
  readonly signal: AbortSignal;
  /** How long the caller waits for the end, in ms. The run continues without it. */
  readonly patienceMs: number;
}

/** Index folders. @returns the report; or the progress, if the run takes longer than the caller waits. */
export type Indexer = (folders: readonly string[], caller: Caller) => Promise<RunReport | IndexProgress>;

interface Run {
  readonly callers: Set<Caller>;
  readonly stop: AbortController;
  readonly report: Promise<RunReport>;
  progress: IndexProgress;
}

/** An error without a waiting caller is kept for this time: the next caller gets it. */
const KEEP_FAILURE_MS = 120_000;

/** Make an indexer from a function that runs the indexing. */
export function shareRuns(
  index: (folders: readonly string[], options: IndexOptions) => Promise<IndexSummary>,
): Indexer {
  const runs = new Map<string, Run>();

  function start(key: string, folders: readonly string[]): Run {
    const callers = new Set<Caller>();
    const stop = new AbortController();
    let fellBack = false;
    const report = index(folders, {
      signal: stop.signal,
      onProgress: (progress) => {
        run.progress = progress;
        for (const caller of callers) caller.onProgress(progress);
      },
      onNotice: (line) => {
        fellBack = true;
        log(line);
      },
    }).then((summary) => ({ summary, fellBack }));
    const run: Run = { callers, stop, report, progress: { phase: 'scan', done: 0, total: 0 } };
    runs.set(key, run);
    const forget = () => {
      if (runs.get(key) === run) runs.delete(key);
    };
    report.then(forget, () => {
      if (callers.size > 0) forget();
      else setTimeout(forget, KEEP_FAILURE_MS).unref();
    });
    return run;
  }

  return async (folders, caller) => {
    const key = JSON.stringify(folders);
    const run = runs.get(key) ?? start(key, folders);
    run.callers.add(caller);
    const cancel = () => {
      run.callers.delete(caller);
      if (run.callers.size > 0) return;
      run.stop.abort();
      // A later caller gets a new run, after this one has ended.
      if (runs.get(key) === run) runs.delete(key);
    };
    caller.signal.addEventListener('abort', cancel, { once: true });
    if (caller.signal.aborted) cancel();
    const patience = new AbortController();
    const tooLong = sleep(caller.patienceMs, undefined, { signal: patience.signal, ref: false });
    try {
      return await Promise.race([run.report, tooLong.then(() => run.progress)]);
    } catch (error) {
      // Reported once.
      if (runs.get(key) === run) runs.delete(key);
      throw error;
    } finally {
      patience.abort();
      caller.signal.removeEventListener('abort', cancel);
      run.callers.delete(caller);
    }
  };
}
