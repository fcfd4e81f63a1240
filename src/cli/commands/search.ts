/** `picsift WORDS`: bring the folder's index up to date, then print the photos that fit, best first. */

import { Command } from 'commander';
import type { Engine, SearchAnswer } from '../../engine.ts';
import { PicsiftError } from '../../errors.ts';
import { FORMAT_NAMES } from '../../library/formats.ts';
import { isInside, presumeFolder, resolveFolder } from '../../library/roots.ts';
import { normaliseQuery } from '../../search/query.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import {
  addIndexingOptions,
  configFor,
  type IndexingOptions,
  jsonOption,
  positiveInteger,
  withEngine,
} from '../options.ts';
import { count, printJson, printLine, showPath, tell } from '../output/console.ts';
import { createProgress } from '../output/progress.ts';
import { tellChanges, tellInterrupted, tellOffline, tellProblems, whatIsIndexed } from '../output/summary.ts';

/** A search is about what is found: more are told by `picsift index`. */
const LISTED_PROBLEMS = 3;

interface SearchOptions extends IndexingOptions {
  readonly in: string;
  readonly top: number;
  readonly indexing: boolean;
  readonly filepathOnly?: boolean;
  readonly includeOffline?: boolean;
  readonly json?: boolean;
}

/** Another process's run is waited for this long; then what is there already is searched. */
const BRIEFLY_MS = 2_000;

export function searchCommand(): Command {
  const command = new Command('search')
    .summary('find photos by describing them (the default: "search" may be left out)')
    .description('Find photos by describing them. New photos in the folder are indexed first.')
    .argument('<words...>', 'what the photo shows, for example: dog on a beach')
    .option('--in <dir>', 'search this folder', '.')
    .option('-t, --top <n>', 'how many photos to show', positiveInteger, 10)
    .option('-n, --no-indexing', 'search what is indexed already')
    .option('-f, --filepath-only', 'print paths without scores')
    .option('--include-offline', 'also find photos of drives that are away')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (words: string[], options: SearchOptions) => {
    process.exitCode = await search(words.join(' '), options);
  });
}

async function search(words: string, options: SearchOptions): Promise<number> {
  const query = normaliseQuery(words);
  return withEngine(configFor(options), async (engine) => {
    const folder = await folderOf(engine, options);
    const request = { query, folders: [folder], top: options.top, includeOffline: options.includeOffline };
    if (options.indexing) {
      // The query side loads while the folder is looked through; what goes wrong with it, the search will say.
      engine.warmUp().catch(() => {});
      // Where another picsift is busy, what is there is better than hours of waiting; where nothing is, it is not.
      const outcome = await index(engine, folder, options, BRIEFLY_MS);
      const mustWait = outcome === 'elsewhere' && (await engine.search(request)).total === 0;
      const isIndexed =
        mustWait && engine.runFor([folder]) === undefined ? await index(engine, folder, options) : outcome;
      if (isIndexed === 'interrupted') return EXIT.interrupted;
    }
    const answer = await engine.search(request);
    print(answer, folder, options);
    return answer.total === 0 ? EXIT.nothingIndexed : EXIT.ok;
  });
}

/** The folder to search; one that is away only where its photos are asked for all the same. */
async function folderOf(engine: Engine, options: SearchOptions): Promise<string> {
  try {
    return await resolveFolder(options.in);
  } catch (error) {
    const path = await presumeFolder(options.in);
    const isKnown = engine.status().roots.some((root) => isInside(root.path, path));
    if (options.includeOffline && isKnown) return path;
    throw error;
  }
}

async function index(engine: Engine, folder: string, options: SearchOptions, waitMs?: number) {
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

function print(answer: SearchAnswer, folder: string, options: SearchOptions): void {
  if (options.json) {
    printJson(answerJson(answer, folder, options.includeOffline ?? false));
  } else {
    for (const { score, path, offline } of answer.results) {
      const mark = offline && !options.filepathOnly ? '\t(offline)' : '';
      printLine((options.filepathOnly ? '' : `${score.toFixed(3)}\t`) + showPath(path) + mark);
    }
  }
  if (answer.leftOut > 0 && !options.quiet) {
    tell(`${count(answer.leftOut, 'photo')} on drives that are away left out (--include-offline finds them too).`);
  }
  if (answer.total === 0 && answer.leftOut === 0) {
    const where = showPath(folder, process.stderr);
    tell(
      options.indexing
        ? `There are no photos in ${where} that picsift can read (${FORMAT_NAMES}).`
        : `Nothing is indexed in ${where}. Leave --no-indexing out to index it.`,
    );
  }
}

/** The documented shape: null where something is not known, `offline` where it was asked for. */
function answerJson({ query, model, total, results }: SearchAnswer, scope: string, withOffline: boolean): object {
  return {
    query,
    model,
    scope,
    total,
    results: results.map(({ id, path, score, width, height, takenAt, offline }) => ({
      id,
      path,
      score,
      width,
      height,
      takenAt,
      ...(withOffline ? { offline } : {}),
    })),
  };
}
