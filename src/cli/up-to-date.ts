/** Before a command looks at photos: index what is new in their folder. */

import { PicsiftError } from '../base/errors.ts';
import type { Engine } from '../engine/api.ts';
import { interruptible } from './interrupt.ts';
import type { IndexingOptions } from './options.ts';
import { tell } from './output/console.ts';
import { createProgress } from './output/progress-display.ts';
import { tellChanges, tellInterrupted, tellOffline, tellProblems, whatIsIndexed } from './output/summary.ts';

/** A search is about what is found: more are told by `picsift index`. */
const LISTED_PROBLEMS = 3;

/**
 * Index a folder, showing how far that is.
 * @param waitMs how long to wait for another process's run; absent: until it is over.
 */
export async function bringUpToDate(engine: Engine, folder: string, options: IndexingOptions, waitMs?: number) {
  const progress = createProgress(options.quiet ?? false);
  try {
    const summary = await interruptible((signal) =>
      engine.index([folder], { signal, onProgress: progress.update, onNotice: tell, waitMs }),
    ).finally(progress.end);
    if (!options.quiet) {
      tellChanges(summary);
      tellOffline(summary);
      tellProblems(summary, LISTED_PROBLEMS);
    }
    if (summary.interrupted) tellInterrupted();
    return summary.interrupted ? 'interrupted' : 'indexed';
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'indexing-elsewhere') throw error;
    tell(`${whatIsIndexed(engine.runFor([folder]))} Searching what is there already.`);
    return 'elsewhere';
  }
}
