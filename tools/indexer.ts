/**
 * Indexing runs of this process. A call for folders that are being indexed joins that run; a run for other folders
 * waits its turn, since the catalog has one writer (the writer lease).
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../src/base/log.ts';
import type { IndexOptions } from '../src/engine/api.ts';
import type { IndexProgress, IndexSummary } from '../src/indexing/run/messages.ts';

interface RunReport {
  readonly summary: IndexSummary;
  /** True where the built-in model had to stand in for the default one. */
  readonly fellBack: boolean;
}

interface Caller {
  onProgress(progress: IndexProgress): void;
  /** Aborted: the caller takes back what it asked for. The run stops where nobody else waits for it. */
  readonly signal: AbortSignal;
  /** How long it waits for the end, in ms. The run goes on without it. */
  readonly patienceMs: number;
}

/** @returns what was done; or how far the run has come, where it takes longer than the caller waits. */
export type Indexer = (folders: readonly string[], caller: Caller) => Promise<RunReport | IndexProgress>;

interface Run {
  readonly callers: Set<Caller>;
  readonly stop: AbortController;
  readonly report: Promise<RunReport>;
  progress: IndexProgress;
}

/** What went wrong while nobody waited is told to whoever asks next, but not hours later. */
const FAILURE_TOLD_WITHIN_MS = 120_000;

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
      else setTimeout(forget, FAILURE_TOLD_WITHIN_MS).unref();
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
      // Whoever comes now gets a run of their own, after this one has ended.
      if (runs.get(key) === run) runs.delete(key);
    };
    caller.signal.addEventListener('abort', cancel, { once: true });
    if (caller.signal.aborted) cancel();
    const patience = new AbortController();
    const tooLong = sleep(caller.patienceMs, undefined, { signal: patience.signal, ref: false });
    try {
      return await Promise.race([run.report, tooLong.then(() => run.progress)]);
    } catch (error) {
      // Told once.
      if (runs.get(key) === run) runs.delete(key);
      throw error;
    } finally {
      patience.abort();
      caller.signal.removeEventListener('abort', cancel);
      run.callers.delete(caller);
    }
  };
}
