/**
 * `picsift WORDS`: brings the folder's index up to date, then prints the photos that fit, best first. Without words it
 * lists all photos that pass the filters.
 */

import { Command, Option } from 'commander';
import type { Engine, SearchAnswer, SearchRequest } from '../../engine/api.ts';
import { listOrder, SORTS, type Sort } from '../../search/browse/order.ts';
import { type FilterRequest, filtersIn } from '../../search/filters/filter-table.ts';
import { circleOf } from '../../search/filters/geo-circle.ts';
import { parseFilters } from '../../search/filters/parse-filters.ts';
import { parseQuery } from '../../search/query/query.ts';
import { readPicture } from '../../search/query/read-picture.ts';
import { addCollectOptions, type Collection, type CollectOptions, openCollection } from '../collect-results.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import {
  addFilterOptions,
  addIndexingOptions,
  configFor,
  fitOption,
  type IndexingOptions,
  jsonOption,
  literalOption,
  positiveInteger,
  withEngine,
} from '../options.ts';
import { createPreview } from '../output/preview.ts';
import { printResults, printResultsJson, reportRemarks } from '../output/results.ts';
import { reportNothing, searchedFolder } from '../searched-folder.ts';
import { bringUpToDate, prepareVerdicts } from '../up-to-date.ts';

export interface SearchOptions extends IndexingOptions, FilterRequest, CollectOptions {
  readonly in: string;
  readonly top: number;
  readonly sort?: Sort;
  readonly reverse?: boolean;
  readonly fit?: 'strong' | 'fair';
  readonly indexing: boolean;
  readonly filepathOnly?: boolean;
  readonly print0?: boolean;
  readonly includeOffline?: boolean;
  readonly preview?: boolean;
  readonly all?: boolean;
  readonly literal?: boolean;
  readonly words?: boolean;
  readonly raw?: boolean;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function searchCommand(): Command {
  const command = new Command('search')
    .summary('find photos by describing them (default command: "search" is optional)')
    .description('Find photos by describing them. New photos in the folder are indexed first.')
    .argument(
      '[words...]',
      'what the photo shows, for example: dog on a beach, or: horse + stripes - people; without words, all photos are listed, the newest first',
    );
  return addSearchOptions(command).action(async (words: string[], options: SearchOptions) => {
    process.exitCode = await search(words.length === 0 ? undefined : words.join(' '), options);
  });
}

/** Add the options that choose the folder and the output. */
export function addSearchOptions(command: Command): Command {
  const shown = command
    .option('--in <dir>', 'search this folder', '.')
    .option('-t, --top <n>', 'number of photos to show', positiveInteger, 10)
    .addOption(new Option('--sort <order>', 'order of the photos that are shown').choices(SORTS))
    .option('--reverse', 'the opposite order')
    .addOption(fitOption())
    .option('-n, --no-indexing', 'do not index new photos first')
    .option('-f, --filepath-only', 'print paths without scores')
    .addOption(
      new Option('-0, --print0', 'the same, each followed by NUL, for xargs -0').conflicts(['json', 'preview']),
    )
    .option('--include-offline', 'also find photos on disconnected drives')
    .option('-p, --preview', 'show the photos, if the terminal supports pictures')
    .option('--all', 'show near-identical photos separately, not as one result')
    .addOption(literalOption())
    .option('--no-words', 'ignore the names of folders, files, cameras and places, and keywords')
    .option('--raw', 'rank only by the model: no prompts, no words, no groups')
    .option('--cursor <cursor>', 'show the next page: the value of "next" from the --json output')
    .addOption(jsonOption());
  return addFilterOptions(addIndexingOptions(addCollectOptions(shown)));
}

/**
 * Index what is new, search, print.
 * @param query in the query language. Undefined: list the photos.
 * @returns the exit code.
 */
export async function search(query: string | undefined, options: SearchOptions): Promise<number> {
  // Report errors in the query and the filters before indexing.
  const terms = query === undefined ? [] : parseQuery(query, { allowPictures: true });
  if (query === undefined) listOrder(options);
  const hasWords = terms.some(({ kind }) => kind === 'text');
  const { near } = parseFilters(filtersIn(options));
  const place = near && circleOf(near);
  for (const { kind, value } of terms) if (kind === 'file') await readPicture(value);
  const config = configFor(options);
  await keepDataOutOf([options.in], config);
  return withEngine(config, async (engine) => {
    const folder = await searchedFolder(engine, options);
    const collect = await openCollection(folder, options, config, engine);
    const request = { ...requestOf(query, options), folders: [folder] };
    let isComplete = true;
    if (options.indexing) {
      // Load the text half of the model while the folder is scanned. The search reports its errors.
      if (hasWords) engine.warmUp(request).catch(() => {});
      const isEmpty = async () => (await engine.search(request)).total === 0;
      const outcome = await bringUpToDate(engine, folder, { ...options, readsText: config.text }, isEmpty);
      if (outcome === 'interrupted') return EXIT.interrupted;
      isComplete = outcome === 'indexed';
    }
    // Only verdicts tell which photos fit well enough.
    if (options.fit !== undefined && hasWords && (await prepareVerdicts(engine, options)) === 'interrupted') {
      return EXIT.interrupted;
    }
    const answer = await engine.search(request);
    // The JSON says where the photos are now, so it is printed last. A person sees the results first.
    const early = options.json ? await collect(answer.results) : undefined;
    await print(answer, folder, options, engine, early?.places);
    const exitCode = reportNothing(answer, folder, options, isComplete);
    if (!options.quiet) reportRemarks(answer, { hasWords, place });
    const collection = early ?? (await collect(answer.results));
    // The answer is complete: what fails now is no error of the search, and the next one tries again.
    if (options.indexing && config.text) await engine.readTextAfterwards().catch(() => {});
    return collection?.exitCode ?? exitCode;
  });
}

function requestOf(query: string | undefined, options: SearchOptions): Omit<SearchRequest, 'folders'> {
  const { top, sort, reverse, fit, includeOffline, literal, raw, cursor, all = false, words = true } = options;
  return {
    query,
    allowPictures: true,
    filters: filtersIn(options),
    top,
    sort,
    reverse,
    fit,
    includeOffline,
    literal,
    raw,
    cursor,
    // Set only if given, because --raw determines the defaults.
    ...(all && { grouped: false }),
    ...(!words && { words }),
  };
}

async function print(
  answer: SearchAnswer,
  folder: string,
  options: SearchOptions,
  engine: Engine,
  places: Collection['places'] | undefined,
): Promise<void> {
  if (options.json) printResultsJson(answer, folder, options, places);
  else await printResults(answer, options, options.preview ? createPreview(engine, [folder]) : undefined);
}
