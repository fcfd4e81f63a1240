/** `picsift index DIR...`: bring the index of some folders up to date, by hand or from cron. */

import { Command } from 'commander';
import { PicsiftError } from '../../errors.ts';
import { resolveFolder } from '../../library/roots.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, tell } from '../output/console.ts';
import { tellError } from '../output/errors.ts';
import { createProgress } from '../output/progress.ts';
import { summaryJson, tellChanges, tellInterrupted, tellProblems } from '../output/summary.ts';

const LISTED_PROBLEMS = 10;

interface IndexOptions extends IndexingOptions {
  readonly json?: boolean;
}

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Index the photos of folders, or what is new in them. Fit for cron with --quiet.')
    .argument('[dirs...]', 'folders; without any, those named in the configuration')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (dirs: string[], options: IndexOptions) => {
    process.exitCode = await index(dirs, options);
  });
}

async function index(dirs: string[], options: IndexOptions): Promise<number> {
  const config = configFor(options);
  const named = dirs.length > 0 ? dirs : config.folders;
  if (named.length === 0) {
    throw new PicsiftError('bad-usage', 'Name a folder to index, or list "folders" in config.json.');
  }
  // A drive that is not plugged in today must not keep the others from being indexed.
  const looked = await Promise.allSettled(named.map(resolveFolder));
  const folders = looked.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  const errors = looked.flatMap((look) => (look.status === 'rejected' ? [look.reason as unknown] : []));

  let interrupted = false;
  if (folders.length > 0) {
    const progress = createProgress(options.quiet ?? false);
    const summary = await withEngine(config, (engine) =>
      interruptible((signal) => engine.index(folders, { signal, onProgress: progress.update, onNotice: tell })),
    ).finally(progress.end);
    if (options.json) printJson(summaryJson(summary));
    if (!options.quiet) {
      tellChanges(summary);
      if (summary.added + summary.changed + summary.moved + summary.removed + summary.embedded === 0) {
        tell(`Nothing new: ${summary.kept.toLocaleString('en')} photos are indexed.`);
      }
    }
    tellProblems(summary, LISTED_PROBLEMS);
    if (summary.interrupted) tellInterrupted();
    interrupted = summary.interrupted;
  }
  for (const error of errors) tellError(error);
  if (interrupted) return EXIT.interrupted;
  return errors.length > 0 ? exitCodeOf(errors[0]) : EXIT.ok;
}
