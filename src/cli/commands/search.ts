/** `picsift WORDS`: bring the folder's index up to date, then print the photos that fit, best first. */

import { Command } from 'commander';
import type { Engine, SearchAnswer, SearchRequest } from '../../engine/api.ts';
import { isInside, presumeFolder, resolveFolder } from '../../library/files/folder-paths.ts';
import { FORMAT_NAMES } from '../../library/files/formats.ts';
import { type FilterRequest, filtersIn, isFiltered } from '../../search/filters/filter-table.ts';
import { circleOf } from '../../search/filters/geo-circle.ts';
import { parseFilters } from '../../search/filters/parse-filters.ts';
import { parseQuery } from '../../search/query/query.ts';
import { readPicture } from '../../search/query/read-picture.ts';
import { EXIT } from '../exit-codes.ts';
import {
  addFilterOptions,
  addIndexingOptions,
  configFor,
  type IndexingOptions,
  jsonOption,
  positiveInteger,
  withEngine,
} from '../options.ts';
import { showPath, tell } from '../output/console.ts';
import { createPreview } from '../output/preview.ts';
import { printResults, printResultsJson, tellAbout } from '../output/results.ts';
import { bringUpToDate } from '../up-to-date.ts';

export interface SearchOptions extends IndexingOptions, FilterRequest {
  readonly in: string;
  readonly top: number;
  readonly indexing: boolean;
  readonly filepathOnly?: boolean;
  readonly includeOffline?: boolean;
  readonly preview?: boolean;
  readonly all?: boolean;
  readonly words?: boolean;
  readonly raw?: boolean;
  readonly cursor?: string;
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
    .option('--all', 'show near-identical shots one by one, not as one result')
    .option('--no-words', 'names of folders, files, cameras and places, and keywords, count for nothing')
    .option('--raw', 'rank by the plain model: no prompts, no words, no groups')
    .option('--cursor <cursor>', 'the next page: "next" of the page before, as --json prints it')
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
  const terms = parseQuery(query, { allowPictures: true });
  const hasWords = terms.some(({ kind }) => kind === 'text');
  const { near } = parseFilters(filtersIn(options));
  const place = near && circleOf(near);
  for (const { kind, value } of terms) if (kind === 'file') await readPicture(value);
  return withEngine(configFor(options), async (engine) => {
    const folder = await folderOf(engine, options);
    const request = { ...requestOf(query, options), folders: [folder] };
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
    if (!options.quiet) tellAbout(answer, { hasWords, place });
    return answer.total === 0 && !isFiltered(options) ? EXIT.nothingIndexed : EXIT.ok;
  });
}

function requestOf(query: string, options: SearchOptions): Omit<SearchRequest, 'folders'> {
  const { top, includeOffline, raw, cursor, all = false, words = true } = options;
  return {
    query,
    allowPictures: true,
    filters: filtersIn(options),
    top,
    includeOffline,
    raw,
    cursor,
    // Where they are not said, what --raw says counts.
    ...(all && { grouped: false }),
    ...(!words && { words }),
  };
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
  if (options.json) printResultsJson(answer, folder, options);
  else await printResults(answer, options, options.preview ? createPreview(engine, [folder]) : undefined);
  if (answer.total > 0 || answer.leftOut > 0) return;
  const where = showPath(folder, process.stderr);
  if (isFiltered(options)) tell(`No photo in ${where} fits the filters.`);
  else if (options.indexing) tell(`There are no photos in ${where} that picsift can read (${FORMAT_NAMES}).`);
  else tell(`Nothing is indexed in ${where}. Leave --no-indexing out to index it.`);
}
