/** Indexes new photos of a folder before a command uses them. */

import { PicsiftError } from '../base/errors.ts';
import type { Engine } from '../engine/api.ts';
import { interruptible } from './interrupt.ts';
import type { IndexingOptions } from './options.ts';
import { report } from './output/console.ts';
import { createProgress } from './output/progress-display.ts';
import {
  reportChanges,
  reportExcluded,
  reportInterrupted,
  reportOffline,
  reportProblems,
  whatIsIndexed,
} from './output/summary.ts';
import { reportUnread } from './read-text.ts';

/** A search reports few problems, to keep the results visible. `picsift index` reports more. */
const LISTED_PROBLEMS = 3;

/** After a run of so many seconds, what verdicts need takes no longer than a few per cent of it. */
const LONG_RUN_S = 120;

/** How long to wait for another process that is indexing. */
const MAX_WAIT_MS = 2_000;

interface UpToDateOptions extends IndexingOptions {
  /** The command reads text afterwards. A person who added photos learns that. */
  readonly readsText?: boolean;
}

/**
 * Index a folder and show the progress.
 * @param isEmpty while another picsift is indexing, the photos that are indexed so far are enough, unless this says that
 *   there are none and the other one indexes other folders. Absent: wait until the other one ends.
 */
export async function bringUpToDate(
  engine: Engine,
  folder: string,
  options: UpToDateOptions,
  isEmpty?: () => Promise<boolean>,
): Promise<'indexed' | 'elsewhere' | 'interrupted'> {
  if (isEmpty === undefined) return index(engine, folder, options);
  const outcome = await index(engine, folder, options, MAX_WAIT_MS);
  const mustWait = outcome === 'elsewhere' && (await isEmpty()) && engine.runFor([folder]) === undefined;
  return mustWait ? index(engine, folder, options) : outcome;
}

/**
 * @param waitMs how long to wait for another process's run; absent: until it ends.
 * @returns `elsewhere` if another process was still indexing after that time.
 */
async function index(engine: Engine, folder: string, options: UpToDateOptions, waitMs?: number) {
  const progress = createProgress(options.quiet ?? false);
  try {
    const summary = await interruptible((signal) =>
      engine.index([folder], {
        signal,
        onProgress: progress.update,
        onNotice: report,
        waitMs,
        ifNeeded: true,
        text: false,
      }),
    ).finally(progress.end);
    if (!summary.interrupted && summary.seconds > LONG_RUN_S) await prepareVerdicts(engine, options);
    if (!options.quiet) {
      reportChanges(summary);
      if (options.readsText && summary.embedded > 0) reportUnread(engine, folder);
      reportOffline(summary);
      reportExcluded(summary);
      reportProblems(summary, LISTED_PROBLEMS);
    }
    if (summary.interrupted) reportInterrupted();
    return summary.interrupted ? 'interrupted' : 'indexed';
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'indexing-elsewhere') throw error;
    report(`${whatIsIndexed(engine.runFor([folder]))} Using the photos that are indexed so far.`);
    return 'elsewhere';
  }
}

/** If it takes longer, a person wants to know why. */
const LONG_MS = 1_000;

/**
 * Make what the verdicts of searches need. A search reports the errors.
 * @returns `interrupted` after Ctrl-C, which ends that early.
 */
export async function prepareVerdicts(
  engine: Engine,
  { quiet = false }: { readonly quiet?: boolean },
): Promise<'done' | 'interrupted'> {
  const say = () => report('Preparing the verdicts of searches (once for each model; Ctrl-C leaves it for later) ...');
  const timer = quiet ? undefined : setTimeout(say, LONG_MS);
  try {
    return await interruptible(async (signal) => {
      await engine.prepareVerdicts(signal).catch(() => {});
      return signal.aborted ? 'interrupted' : 'done';
    });
  } finally {
    clearTimeout(timer);
  }
}
