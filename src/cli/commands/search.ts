/** `picsift WORDS`: bring the folder's index up to date, then print the photos that fit, best first. */

import { Command } from 'commander';
import type { Engine, SearchAnswer } from '../../engine.ts';
import { FORMAT_NAMES } from '../../library/formats.ts';
import { isInside, presumeFolder, resolveFolder } from '../../library/roots.ts';
import type { FilterRequest } from '../../search/filter-options.ts';
import { parseFilters } from '../../search/filters.ts';
import { parseQuery } from '../../search/query.ts';
import { EXIT } from '../exit-codes.ts';
import {
  addFilterOptions,
  addIndexingOptions,
  configFor,
  filtersOf,
  type IndexingOptions,
  jsonOption,
  positiveInteger,
  withEngine,
} from '../options.ts';
import { count, printJson, printLine, showPath, tell } from '../output/console.ts';
import { createPreview } from '../output/preview.ts';
import { bringUpToDate } from '../up-to-date.ts';

export interface SearchOptions extends IndexingOptions, FilterRequest {
  readonly in: string;
  readonly top: number;
  readonly indexing: boolean;
  readonly filepathOnly?: boolean;
  readonly includeOffline?: boolean;
  readonly preview?: boolean;
  readonly raw?: boolean;
  readonly json?: boolean;
}

/** Another process's run is waited for this long; then what is there already is searched. */
const BRIEFLY_MS = 2_000;

export function searchCommand(): Command {
  const command = new Command('search')
    .summary('find photos by describing them (the default: "search" may be left out)')
    .description('Find photos by describing them. New photos in the folder are indexed first.')
    .argument('<words...>', 'what the photo shows, for example: dog on a beach, or: horse + stripes - people');
  return addSearchOptions(command).action(async (words: string[], options: SearchOptions) => {
    process.exitCode = await search(words.join(' '), options);
  });
}

/** Where to search, and how to show what is found. */
export function addSearchOptions(command: Command): Command {
  const shown = command
    .option('--in <dir>', 'search this folder', '.')
    .option('-t, --top <n>', 'how many photos to show', positiveInteger, 10)
    .option('-n, --no-indexing', 'search what is indexed already')
    .option('-f, --filepath-only', 'print paths without scores')
    .option('--include-offline', 'also find photos of drives that are away')
    .option('-p, --preview', 'show the photos, in terminals that can')
    .option('--raw', 'rank by the plain model')
    .addOption(jsonOption());
  return addFilterOptions(addIndexingOptions(shown));
}

/**
 * Index what is new, search, print.
 * @param query in the query language.
 * @returns the exit code.
 */
export async function search(query: string, options: SearchOptions): Promise<number> {
  // What is wrong with it is said before any photo is indexed.
  const hasWords = parseQuery(query, { allowPictures: true }).some(({ kind }) => kind === 'text');
  const filters = filtersOf(options);
  parseFilters(filters);
  return withEngine(configFor(options), async (engine) => {
    const folder = await folderOf(engine, options);
    const { top, includeOffline, raw } = options;
    const request = { query, allowPictures: true, raw, folders: [folder], filters, top, includeOffline };
    if (options.indexing) {
      // The query side loads while the folder is looked through; what goes wrong with it, the search will say.
      if (hasWords) engine.warmUp().catch(() => {});
      // Where another picsift is busy, what is there is better than hours of waiting; where nothing is, it is not.
      const outcome = await bringUpToDate(engine, folder, options, BRIEFLY_MS);
      const mustWait = outcome === 'elsewhere' && (await engine.search(request)).total === 0;
      const isIndexed =
        mustWait && engine.runFor([folder]) === undefined ? await bringUpToDate(engine, folder, options) : outcome;
      if (isIndexed === 'interrupted') return EXIT.interrupted;
    }
    const answer = await engine.search(request);
    await print(answer, folder, options, engine);
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

async function print(answer: SearchAnswer, folder: string, options: SearchOptions, engine: Engine): Promise<void> {
  if (options.json) {
    printJson(answerJson(answer, folder, options.includeOffline ?? false));
  } else {
    const preview = options.preview ? createPreview(engine, [folder]) : undefined;
    for (const { id, score, path, offline } of answer.results) {
      await preview?.(id);
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
