/** A watched library: what is waited for, looked at through the engine as a door would. */

import { basename } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { BackgroundOptions, Engine } from '../../src/engine/api.ts';
import type { IndexSummary } from '../../src/indexing/run/messages.ts';

export interface TestWatch {
  /** What was told, in order. */
  readonly states: string[];
  readonly runs: IndexSummary[];
  readonly notices: string[];
  end(): Promise<void>;
}

/** Ended at the end of the test at the latest. */
export function startWatch(
  engine: Engine,
  folders: string[],
  options: Pick<BackgroundOptions, 'schedule' | 'inBackground'> = {},
): TestWatch {
  const stop = new AbortController();
  const [states, runs, notices] = [[] as string[], [] as IndexSummary[], [] as string[]];
  const done = engine.watch(folders, {
    ...options,
    signal: stop.signal,
    onState: ({ state }) => states.push(state),
    onRun: (summary) => runs.push(summary),
    onNotice: (line) => notices.push(line),
  });
  const end = async () => {
    stop.abort();
    await done;
  };
  onTestFinished(end);
  return { states, runs, notices, end };
}

/** The first result for a query. */
export async function best(engine: Engine, query: string, folder: string): Promise<string | undefined> {
  const { results } = await engine.search({ query, folders: [folder], top: 1 });
  return results[0] && basename(results[0].path);
}

/** Waits without haste: a slow machine is no failure. */
export const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 120_000, interval: 50 });
