/** `picsift browse`: counts the photos of a folder by month, camera, person and more. */

import { relative } from 'node:path';
import { Command, Option } from 'commander';
import type { CountsAnswer } from '../../engine/api.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { COUNTABLE, type Countable } from '../../search/browse/counts.ts';
import { type FilterRequest, filtersIn, isFiltered } from '../../search/filters/filter-table.ts';
import { parseFilters } from '../../search/filters/parse-filters.ts';
import { EXIT } from '../exit-codes.ts';
import {
  addFilterOptions,
  addIndexingOptions,
  configFor,
  type IndexingOptions,
  jsonOption,
  withEngine,
} from '../options.ts';
import { count, grouped, printJson, printLine, report, showPath } from '../output/console.ts';
import { bringUpToDate } from '../up-to-date.ts';

interface BrowseOptions extends IndexingOptions, FilterRequest {
  readonly by: Countable;
  readonly in: string;
  readonly indexing: boolean;
  readonly includeOffline?: boolean;
  readonly json?: boolean;
}

/** While another process indexes, count the photos that are indexed so far. */
const MAX_WAIT_MS = 2_000;

export function browseCommand(): Command {
  const command = new Command('browse')
    .description('Count the photos of a folder by year, month, folder, camera, place or person.')
    .addOption(new Option('--by <what>', 'what to count by').choices(COUNTABLE).default('month'))
    .option('--in <dir>', 'count in this folder', '.')
    .option('-n, --no-indexing', 'do not index new photos first')
    .option('--include-offline', 'also count photos on disconnected drives')
    .addOption(jsonOption());
  return addFilterOptions(addIndexingOptions(command)).action(async (options: BrowseOptions) => {
    process.exitCode = await browse(options);
  });
}

async function browse(options: BrowseOptions): Promise<number> {
  const { by, includeOffline } = options;
  const filters = filtersIn(options);
  parseFilters(filters);
  return withEngine(configFor(options), async (engine) => {
    const folder = await resolveFolder(options.in);
    if (options.indexing && (await bringUpToDate(engine, folder, options, MAX_WAIT_MS)) === 'interrupted') {
      return EXIT.interrupted;
    }
    const answer = await engine.counts({ folders: [folder], by, filters, includeOffline });
    if (options.json) printJson({ by, scope: folder, ...answer });
    else print(answer, by, folder);
    if (!options.quiet && answer.leftOut > 0) {
      report(
        `Not counted: ${count(answer.leftOut, 'photo')} on disconnected drives (--include-offline counts them too).`,
      );
    }
    return answer.total === 0 && !isFiltered(options) ? EXIT.nothingIndexed : EXIT.ok;
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
