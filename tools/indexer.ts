/**
 * Indexing runs of this process. A call for folders that are being indexed joins that run; a run for other folders
 * waits its turn, since the catalog has one writer (the writer lease).
 */

import type { IndexOptions } from '../src/engine.ts';
import type { IndexProgress, IndexSummary } from '../src/indexing/messages.ts';
import { log } from './log.ts';

interface RunReport {
  readonly summary: IndexSummary;
  /** True where the built-in model had to stand in for the default one. */
  readonly fellBack: boolean;
}

interface Caller {
  onProgress(progress: IndexProgress): void;
  /** Aborted: the caller is gone. The run stops when its last caller is. */
  readonly signal: AbortSignal;
}

export type Indexer = (folders: readonly string[], caller: Caller) => Promise<RunReport>;

interface Run {
  readonly callers: Set<Caller>;
  readonly stop: AbortController;
  readonly report: Promise<RunReport>;
}

export function shareRuns(
  index: (folders: readonly string[], options: IndexOptions) => Promise<IndexSummary>,
): Indexer {
  const runs = new Map<string, Run>();

  function start(folders: readonly string[], forget: () => void): Run {
    const callers = new Set<Caller>();
    const stop = new AbortController();
    let fellBack = false;
    const report = index(folders, {
      signal: stop.signal,
      onProgress: (progress) => {
        for (const caller of callers) caller.onProgress(progress);
      },
      onNotice: (line) => {
        fellBack = true;
        log(line);
      },
    })
      .then((summary) => ({ summary, fellBack }))
      .finally(forget);
    return { callers, stop, report };
  }

  return async (folders, caller) => {
    const key = JSON.stringify(folders);
    const run: Run = runs.get(key) ?? start(folders, () => runs.get(key) === run && runs.delete(key));
    runs.set(key, run);
    run.callers.add(caller);
    const leave = () => {
      run.callers.delete(caller);
      if (run.callers.size > 0) return;
      run.stop.abort();
      // Whoever comes now gets a run of their own, after this one has ended.
      if (runs.get(key) === run) runs.delete(key);
    };
    caller.signal.addEventListener('abort', leave, { once: true });
    if (caller.signal.aborted) leave();
    try {
      return await run.report;
    } finally {
      caller.signal.removeEventListener('abort', leave);
      run.callers.delete(caller);
    }
  };
}
