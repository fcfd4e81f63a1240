/** `picsift browse`: counts the photos of a folder by month, camera, person and more. */

import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { count, grouped } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import type { CountsAnswer } from '../../engine/api.ts';
import { COUNTABLE, type Countable } from '../../search/browse/counts.ts';
import { type FilterRequest, filtersIn } from '../../search/filters/filter-table.ts';
import { parseFilters } from '../../search/filters/parse-filters.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import {
  addFilterOptions,
  addIndexingOptions,
  configFor,
  type IndexingOptions,
  jsonOption,
  withEngine,
} from '../options.ts';
import { printJson, printLine, report, showPath } from '../output/console.ts';
import { reportNothing, searchedFolder } from '../searched-folder.ts';
import { bringUpToDate } from '../up-to-date.ts';

interface BrowseOptions extends IndexingOptions, FilterRequest {
  readonly by: Countable;
  readonly in: string;
  readonly indexing: boolean;
  readonly includeOffline?: boolean;
  readonly json?: boolean;
}

export function browseCommand(): Command {
  const command = new Command('browse')
    .description('Count the photos of a folder by year, month, folder, camera, place, person, keyword, type or rating.')
    .addOption(new Option('--by <what>', 'what to count by').choices(COUNTABLE).default('month'))
    .option('--in <dir>', 'count in this folder', '.')
    .option('-n, --no-indexing', 'do not index new photos first')
    .option('--include-offline', 'also count photos on disconnected drives')
    .addOption(jsonOption())
    .allowExcessArguments();
  return addFilterOptions(addIndexingOptions(command)).action(async (options: BrowseOptions, { args }: Command) => {
    if (args.length > 0) throw noWords(args);
    process.exitCode = await browse(options);
  });
}

/** People name the folder as `picsift index` takes it, or search for the word. */
function noWords(words: readonly string[]): PicsiftError {
  const search = `picsift search browse ${words.map((word) => safeText(word)).join(' ')}`;
  return new PicsiftError(
    'bad-usage',
    `"browse" takes no words. Name the folder with --in. To search for these words: ${search}`,
  );
}

async function browse(options: BrowseOptions): Promise<number> {
  const { by, includeOffline } = options;
  const filters = filtersIn(options);
  parseFilters(filters);
  const config = configFor(options);
  await keepDataOutOf([options.in], config);
  return withEngine(config, async (engine) => {
    const folder = await searchedFolder(engine, options);
    const request = { folders: [folder], by, filters, includeOffline };
    const isEmpty = async () => (await engine.counts(request)).total === 0;
    const outcome = options.indexing ? await bringUpToDate(engine, folder, options, isEmpty) : 'indexed';
    if (outcome === 'interrupted') return EXIT.interrupted;
    const answer = await engine.counts(request);
    if (options.json) printJson({ by, scope: folder, ...answer });
    else print(answer, by, folder);
    const exitCode = reportNothing(answer, folder, options, outcome === 'indexed');
    if (!options.quiet && answer.leftOut > 0) {
      report(
        `Not counted: ${count(answer.leftOut, 'photo')} on disconnected drives (--include-offline counts them too).`,
      );
    }
    return exitCode;
  });
}

function print({ counts, unknown }: CountsAnswer, by: Countable, folder: string): void {
  const shown = (name: string) => (by === 'folder' ? relative(folder, name) || '.' : name);
  const width = counts.reduce(
    (widest, { photos }) => Math.max(widest, grouped(photos).length),
    grouped(unknown).length,
  );
  for (const { name, photos } of counts) printLine(`${grouped(photos).padStart(width)}\t${showPath(shown(name))}`);
  if (unknown > 0) printLine(`${grouped(unknown).padStart(width)}\t(${by} not known)`);
}
