/** `picsift index DIR...`: bring the index of some folders up to date, by hand or from cron. */

import { Command } from 'commander';
import { PicsiftError } from '../../base/errors.ts';
import type { Engine } from '../../engine/api.ts';
import { presumeFolder, resolveFolder } from '../../library/files/folder-paths.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, tell } from '../output/console.ts';
import { createProgress } from '../output/progress-display.ts';
import { reportError } from '../output/report-error.ts';
import {
  summaryJson,
  tellChanges,
  tellInterrupted,
  tellOffline,
  tellProblems,
  whatIsIndexed,
} from '../output/summary.ts';

const LISTED_PROBLEMS = 10;

export interface IndexOptions extends IndexingOptions {
  readonly json?: boolean;
  readonly wait?: boolean;
  readonly acceptRemovals?: boolean;
}

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Index the photos of folders, or what is new in them. Fit for cron with --quiet.')
    .argument('[dirs...]', 'folders; without any, those named in the configuration')
    .option('--accept-removals', 'photos that are gone are meant to be gone, however many')
    .option('--no-wait', 'do nothing where another picsift is indexing')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (dirs: string[], options: IndexOptions) => {
    process.exitCode = await indexFolders(dirs, options);
  });
}

/** @returns the exit code. */
export async function indexFolders(dirs: readonly string[], options: IndexOptions): Promise<number> {
  const config = configFor(options);
  const named = dirs.length > 0 ? dirs : config.folders;
  if (named.length === 0) {
    throw new PicsiftError('bad-usage', 'Name a folder to index, or list "folders" in config.json.');
  }
  return withEngine(config, async (engine) => {
    const { folders, errors } = await resolveFolders(engine, named, dirs.length > 0);
    const code = folders.length > 0 ? await index(engine, folders, options) : EXIT.ok;
    for (const error of errors) reportError(error);
    return code === EXIT.ok && errors.length > 0 ? exitCodeOf(errors[0]) : code;
  });
}

/**
 * The folders to index, and what is wrong with the others. A drive that is not plugged in today must not keep the
 * others from being indexed; one that was indexed before is passed on, to be noted as offline, and missing it is an
 * error only where it was named for this very run.
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

async function index(engine: Engine, folders: readonly string[], options: IndexOptions): Promise<number> {
  const { acceptRemovals = false, wait = true, quiet = false } = options;
  const progress = createProgress(quiet);
  try {
    const summary = await interruptible((signal) =>
      engine.index(folders, {
        signal,
        onProgress: progress.update,
        onNotice: tell,
        acceptRemovals,
        ...(wait ? {} : { waitMs: 0 }),
      }),
    ).finally(progress.end);
    if (options.json) printJson(summaryJson(summary));
    if (!quiet) {
      if (summary.joined) tell('Another picsift has done it meanwhile.');
      tellChanges(summary);
      tellOffline(summary);
      const { added, changed, moved, removed, embedded, kept, offline } = summary;
      if (added + changed + moved + removed + embedded === 0 && (kept > 0 || offline.length === 0)) {
        tell(`Nothing new: ${kept.toLocaleString('en')} photos are indexed.`);
      }
    }
    tellProblems(summary, LISTED_PROBLEMS);
    if (summary.interrupted) tellInterrupted();
    return summary.interrupted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'indexing-elsewhere') throw error;
    tell(`${whatIsIndexed(engine.runFor(folders))} Nothing was done. Leave --no-wait out to wait for it.`);
    return EXIT.ok;
  }
}
