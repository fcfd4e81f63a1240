/** `picsift WORDS`: bring the folder's index up to date, then print the photos that fit, best first. */

import { Command } from 'commander';
import type { SearchAnswer } from '../../engine.ts';
import { FORMAT_NAMES } from '../../library/formats.ts';
import { resolveFolder } from '../../library/roots.ts';
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
import { printJson, printLine, showPath, tell } from '../output/console.ts';
import { createProgress } from '../output/progress.ts';
import { tellChanges, tellInterrupted, tellProblems } from '../output/summary.ts';

/** A search is about what is found: more are told by `picsift index`. */
const LISTED_PROBLEMS = 3;

interface SearchOptions extends IndexingOptions {
  readonly in: string;
  readonly top: number;
  readonly indexing: boolean;
  readonly filepathOnly?: boolean;
  readonly json?: boolean;
}

export function searchCommand(): Command {
  const command = new Command('search')
    .summary('find photos by describing them (the default: "search" may be left out)')
    .description('Find photos by describing them. New photos in the folder are indexed first.')
    .argument('<words...>', 'what the photo shows, for example: dog on a beach')
    .option('--in <dir>', 'search this folder', '.')
    .option('-t, --top <n>', 'how many photos to show', positiveInteger, 10)
    .option('-n, --no-indexing', 'search what is indexed already')
    .option('-f, --filepath-only', 'print paths without scores')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (words: string[], options: SearchOptions) => {
    process.exitCode = await search(words.join(' '), options);
  });
}

async function search(words: string, options: SearchOptions): Promise<number> {
  const query = normaliseQuery(words);
  const folder = await resolveFolder(options.in);
  return withEngine(configFor(options), async (engine) => {
    if (options.indexing) {
      const progress = createProgress(options.quiet ?? false);
      // The query side loads while the folder is looked through; what goes wrong with it, the search will say.
      engine.warmUp().catch(() => {});
      const summary = await interruptible((signal) =>
        engine.index([folder], { signal, onProgress: progress.update, onNotice: tell }),
      ).finally(progress.end);
      if (!options.quiet) {
        tellChanges(summary);
        tellProblems(summary, LISTED_PROBLEMS);
      }
      if (summary.interrupted) {
        tellInterrupted();
        return EXIT.interrupted;
      }
    }
    const answer = await engine.search({ query, folders: [folder], top: options.top });
    print(answer, folder, options);
    return answer.total === 0 ? EXIT.nothingIndexed : EXIT.ok;
  });
}

function print(answer: SearchAnswer, folder: string, options: SearchOptions): void {
  if (options.json) {
    printJson(answerJson(answer, folder));
  } else {
    for (const { score, path } of answer.results) {
      printLine(options.filepathOnly ? showPath(path) : `${score.toFixed(3)}\t${showPath(path)}`);
    }
  }
  if (answer.total === 0) {
    const where = showPath(folder, process.stderr);
    tell(
      options.indexing
        ? `There are no photos in ${where} that picsift can read (${FORMAT_NAMES}).`
        : `Nothing is indexed in ${where}. Leave --no-indexing out to index it.`,
    );
  }
}

/** The documented shape: null where something is not known. */
function answerJson({ query, model, total, results }: SearchAnswer, scope: string): object {
  return {
    query,
    model,
    scope,
    total,
    results: results.map(({ id, path, score, width, height, takenAt }) => ({
      id,
      path,
      score,
      width,
      height,
      takenAt,
    })),
  };
}
