/** Plans the changes of keywords, or writes them, one after another. */

import type { Engine, TagRequest, TagResult } from '../../src/engine/api.ts';
import type { KeywordChange } from '../../src/tagging/keyword.ts';
import type { Step } from './changes.ts';

export interface StepResult {
  readonly change: KeywordChange;
  readonly result: TagResult;
}

interface RunOptions extends Required<Pick<TagRequest, 'folders' | 'write' | 'signal'>> {
  readonly onWait?: TagRequest['onWait'];
  /** Called with the number of results so far. */
  readonly onResult?: (done: number) => void;
}

interface StepsRun {
  /** A result for each photo that exists, for each step. */
  readonly results: readonly StepResult[];
  /** The error that ended the run early; undefined if none did. */
  readonly error: unknown;
}

/**
 * Plan or write the steps. The rules are those of `picsift tag`: a photo is written, or its sidecar if it has one or cannot
 * hold keywords, and the former file is kept.
 * @throws whatever aborts the signal, after the current photo.
 */
export async function runSteps(engine: Engine, steps: readonly Step[], options: RunOptions): Promise<StepsRun> {
  const { signal, onResult, ...request } = options;
  const results: StepResult[] = [];
  try {
    for (const { change, ids } of steps) {
      await engine.tag({
        ...{ ...request, signal, ids, change, sidecar: false, keepOriginals: true },
        onResult(result) {
          results.push({ change, result });
          onResult?.(results.length);
        },
      });
      signal?.throwIfAborted();
    }
    return { results, error: undefined };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { results, error };
  }
}
