/** `picsift tag WORDS --add KEYWORD`: adds a keyword to the photos that fit. Without --write it only shows the plan. */

import { Command } from 'commander';
import { count } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { SearchAnswer, TagResult } from '../../engine/api.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { parseQuery } from '../../search/query/query.ts';
import { type KeywordChange, normaliseKeyword } from '../../tagging/keyword.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import {
  addIndexingOptions,
  configFor,
  fitOption,
  type IndexingOptions,
  jsonOption,
  literalOption,
  positiveInteger,
  withEngine,
} from '../options.ts';
import { printJson, printLine, report, showPath } from '../output/console.ts';
import { reportWaiting } from '../output/progress-display.ts';
import { reportUnderstood } from '../output/results.ts';
import { bringUpToDate } from '../up-to-date.ts';

interface TagOptions extends IndexingOptions {
  readonly in: string;
  readonly add?: string;
  readonly remove?: string;
  readonly top?: number;
  readonly literal?: boolean;
  readonly min?: 'strong' | 'fair';
  readonly write?: boolean;
  readonly sidecar?: boolean;
  readonly backup: boolean;
  readonly indexing: boolean;
  readonly json?: boolean;
}

const DEFAULT_TOP = 10;

export function tagCommand(): Command {
  const command = new Command('tag')
    .summary('add a keyword to the photos that fit, in the files or in sidecars')
    .description(
      'Add a keyword to the photos that fit, or remove it. Without --write the command only shows what it would write.',
    )
    .argument('<words...>', 'what the photos show')
    .option('--add <keyword>', 'the keyword to add')
    .option('--remove <keyword>', 'the keyword to remove')
    .option('-t, --top <n>', `number of photos, best first (default: ${DEFAULT_TOP}, with --min: all)`, positiveInteger)
    .addOption(fitOption('min'))
    .addOption(literalOption())
    .option('--write', 'write the changes')
    .option('--sidecar', 'write PHOTO.xmp beside each photo, and never the photo itself')
    .option('--no-backup', 'do not keep a copy (NAME_original) of each written file')
    .option('--in <dir>', 'search this folder', '.')
    .option('-n, --no-indexing', 'do not index new photos first')
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (words: string[], options: TagOptions) => {
    process.exitCode = await tag(words.join(' '), options);
  });
}

async function tag(query: string, options: TagOptions): Promise<number> {
  // Report errors in the query and the keyword before indexing.
  parseQuery(query, { allowPictures: true });
  const change = changeOf(options);
  const config = configFor(options);
  await keepDataOutOf([options.in], config);
  return withEngine(config, async (engine) => {
    const folders = [await resolveFolder(options.in)];
    if (options.indexing && (await bringUpToDate(engine, folders[0]!, options)) === 'interrupted') {
      return EXIT.interrupted;
    }
    const { literal, min } = options;
    const top = options.top ?? (min === undefined ? DEFAULT_TOP : Number.MAX_SAFE_INTEGER);
    // Every shot of a burst gets the keyword, not only the one that a search shows.
    const request = { query, allowPictures: true, folders, literal, top, grouped: false, fit: min };
    const answer = await engine.search(request);
    const results = await interruptible((signal) =>
      engine
        .tag({
          ids: answer.results.map(({ id }) => id),
          folders,
          change,
          write: options.write ?? false,
          sidecar: options.sidecar ?? false,
          keepOriginals: options.backup,
          signal,
          onWait: reportWaiting,
          onResult: options.json ? undefined : printResult,
        })
        .then((done) => ({ done, interrupted: signal.aborted })),
    );
    if (options.json) printJson(tagJson(answer, change, results.done, options));
    if (!options.quiet) {
      reportUnderstood(answer);
      reportSummary(change, results.done, options);
    }
    if (results.interrupted) return EXIT.interrupted;
    if (answer.total === 0) return EXIT.nothingIndexed;
    return options.write && results.done.some(({ outcome }) => outcome === 'refused') ? EXIT.failure : EXIT.ok;
  });
}

function changeOf({ add, remove }: TagOptions): KeywordChange {
  if ((add === undefined) === (remove === undefined)) {
    throw new PicsiftError('bad-usage', 'Name one keyword: --add KEYWORD or --remove KEYWORD.');
  }
  return add === undefined
    ? { action: 'remove', keyword: normaliseKeyword(remove!) }
    : { action: 'add', keyword: normaliseKeyword(add) };
}

const LABELS = { planned: 'would', written: 'wrote', unchanged: 'as it is', refused: 'refused' };

function printResult(result: TagResult): void {
  const { outcome, path } = result;
  const sidecar = 'target' in result && result.target !== path ? `\t(${showPath(result.target)})` : '';
  const reason = outcome === 'refused' ? `\t(${result.reason})` : '';
  printLine(`${LABELS[outcome]}\t${showPath(path)}${sidecar}${reason}`);
}

function reportSummary(change: KeywordChange, results: readonly TagResult[], { write, sidecar }: TagOptions): void {
  const of = (outcome: TagResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  if (write) {
    report(`Written: ${count(of('written'), 'photo')}; unchanged: ${of('unchanged')}; refused: ${of('refused')}.`);
    if (of('refused') > 0 && !sidecar) report('For photos that cannot be written, use --sidecar.');
  } else if (of('planned') === 0) {
    report('There is nothing to write.');
  } else {
    const verb = `${change.action === 'add' ? 'get' : 'lose'}${of('planned') === 1 ? 's' : ''}`;
    report(
      `Nothing was written. With --write ${count(of('planned'), 'photo')} ${verb} the keyword "${change.keyword}".`,
    );
  }
}

/** Make the documented JSON: null for values that do not apply. */
function tagJson(answer: SearchAnswer, change: KeywordChange, results: readonly TagResult[], options: TagOptions) {
  const scores = new Map(answer.results.map(({ id, score }) => [id, score]));
  return {
    query: answer.query,
    ...change,
    write: options.write ?? false,
    results: results.map((result) => ({
      id: result.id,
      path: result.path,
      score: scores.get(result.id),
      outcome: result.outcome,
      target: 'target' in result ? result.target : null,
      reason: 'reason' in result ? result.reason : null,
    })),
  };
}
