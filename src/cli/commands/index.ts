/** `picsift index DIR...`: brings the index of folders up to date, by hand or from cron. */

import { Command } from 'commander';
import type { Config } from '../../../config/schema.ts';
import { count } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { Engine } from '../../engine/api.ts';
import { presumeFolder, resolveFolder } from '../../library/files/folder-paths.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, report } from '../output/console.ts';
import { createProgress } from '../output/progress-display.ts';
import { reportError } from '../output/report-error.ts';
import {
  reportChanges,
  reportExcluded,
  reportInterrupted,
  reportMissingExcludes,
  reportOffline,
  reportProblems,
  reportReread,
  summaryJson,
  whatIsIndexed,
} from '../output/summary.ts';
import { readText } from '../read-text.ts';
import { prepareVerdicts } from '../up-to-date.ts';

const LISTED_PROBLEMS = 10;

export interface IndexOptions extends IndexingOptions {
  readonly json?: boolean;
  readonly wait?: boolean;
  readonly text?: boolean;
  readonly acceptRemovals?: boolean;
}

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Index new and changed photos of folders. Use --quiet for cron.')
    .argument('[dirs...]', 'folders to index (default: those in the configuration)')
    .option('--accept-removals', 'treat all missing photos as deleted, however many')
    .option('--no-wait', 'do nothing if another picsift is indexing')
    .option('--no-text', 'do not read the text in pictures')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (dirs: string[], options: IndexOptions) => {
    process.exitCode = await indexFolders(dirs, options);
  });
}

/** @returns the exit code. */
export async function indexFolders(dirs: readonly string[], options: IndexOptions): Promise<number> {
  const config = configFor({ ...options, noText: options.text === false });
  const named = dirs.length > 0 ? dirs : config.folders;
  if (named.length === 0) {
    throw new PicsiftError('bad-usage', 'Name a folder to index, or list "folders" in config.json.');
  }
  await keepDataOutOf(named, config);
  return withEngine(config, async (engine) => {
    const { folders, errors } = await resolveFolders(engine, named, dirs.length > 0);
    const code = folders.length > 0 ? await index(engine, folders, options, config) : EXIT.ok;
    for (const error of errors) reportError(error);
    return code === EXIT.ok && errors.length > 0 ? exitCodeOf(errors[0]) : code;
  });
}

/**
 * Resolve the folders to index, and collect the errors of the others. A disconnected drive must not prevent the
 * indexing of other folders. A missing folder that was indexed before is kept, so that the run marks it as offline. It
 * is an error only if it was named on the command line.
 */
async function resolveFolders(engine: Engine, named: readonly string[], isExplicit: boolean) {
  const known = new Set(engine.status().roots.map(({ path }) => path));
  const folders: string[] = [];
  const errors: unknown[] = [];
  for (const name of named) {
    try {
      folders.push(await resolveFolder(name));
    } catch (error) {
      const path = await presumeFolder(name);
      if (known.has(path)) folders.push(path);
      if (isExplicit || !known.has(path)) errors.push(error);
    }
  }
  return { folders, errors };
}

async function index(
  engine: Engine,
  folders: readonly string[],
  options: IndexOptions,
  config: Pick<Config, 'text'>,
): Promise<number> {
  const { acceptRemovals = false, wait = true, quiet = false } = options;
  const progress = createProgress(quiet);
  try {
    const summary = await interruptible((signal) =>
      engine.index(folders, {
        signal,
        onProgress: progress.update,
        onNotice: report,
        acceptRemovals,
        text: false,
        ...(wait ? {} : { waitMs: 0 }),
      }),
    ).finally(progress.end);
    if (!quiet) {
      if (summary.joined) report('Another picsift has indexed these folders in the meantime.');
      reportChanges(summary);
      reportReread(summary);
      reportOffline(summary);
      reportExcluded(summary);
      reportMissingExcludes(engine.status());
      const { added, changed, moved, removed, embedded, kept, offline, excluded } = summary;
      const isEmpty = kept === 0 && offline.length + excluded.length > 0;
      if (added + changed + moved + removed + embedded === 0 && !isEmpty) {
        report(`Nothing new: ${count(kept, 'photo is', 'photos are')} indexed.`);
      }
    }
    reportProblems(summary, LISTED_PROBLEMS);
    if (summary.interrupted) reportInterrupted();
    else if (summary.kept + summary.added + summary.changed > 0) await prepareVerdicts(engine, options);
    const text = config.text && !summary.interrupted ? await readText(engine, folders, options) : undefined;
    if (options.json) printJson(summaryJson(summary, text));
    return summary.interrupted || text?.interrupted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'indexing-elsewhere') throw error;
    report(`${whatIsIndexed(engine.runFor(folders))} Nothing was done. Run without --no-wait to wait for it.`);
    return EXIT.ok;
  }
}
