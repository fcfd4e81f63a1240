/** A watched library, and conditions to wait for, checked through the engine as a door does. */

import { basename } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { BackgroundOptions, Engine } from '../../src/engine/api.ts';
import type { IndexSummary } from '../../src/indexing/run/messages.ts';

export interface TestWatch {
  /** Reports of the watcher, in order. */
  readonly states: string[];
  readonly runs: IndexSummary[];
  readonly notices: string[];
  end(): Promise<void>;
}

/** Start to watch. It ends at the end of the test at the latest. */
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

/** Returns the first result for a query. */
export async function best(engine: Engine, query: string, folder: string): Promise<string | undefined> {
  const { results } = await engine.search({ query, folders: [folder], top: 1 });
  return results[0] && basename(results[0].path);
}

/** The number of photos in the index, in all folders. */
export const photosOf = (engine: Engine) => engine.status().roots.reduce((sum, { photos }) => sum + photos, 0);

/** Wait with a long time-out: a slow machine must not fail the test. */
export const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 120_000, interval: 50 });
