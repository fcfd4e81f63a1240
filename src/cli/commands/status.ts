/** `picsift status`: shows what is indexed, with which model, and the result of the last run. */

import { Command } from 'commander';
import type { Config } from '../../../config/schema.ts';
import { count, grouped } from '../../base/count.ts';
import { DEFAULT_MODEL } from '../../engine/active-model.ts';
import type { Status } from '../../engine/api.ts';
import { BUILT_IN_MODEL } from '../../model/store/manifest.ts';
import { EXIT } from '../exit-codes.ts';
import { type CommonOptions, configFor, envFileOption, jsonOption, withEngine } from '../options.ts';
import { printJson, printLine, showPath } from '../output/console.ts';
import { passedOverLine, rootLine } from '../output/root-line.ts';
import { progressOf, reportMissingExcludes } from '../output/summary.ts';
import { timeOf, unwatchedLines, watcherLine } from '../output/watcher-lines.ts';

const LISTED_FAILURES = 20;

export function statusCommand(): Command {
  return new Command('status')
    .description('Show what is indexed, with which model, and the result of the last run.')
    .addOption(jsonOption())
    .addOption(envFileOption())
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const config = configFor(options);
      const status = await withEngine(config, async (engine) => engine.status());
      if (options.json) printJson(statusJson(status));
      else print(status, config);
      reportMissingExcludes(status);
      process.exitCode = EXIT.ok;
    });
}

function statusJson(status: Status): object {
  return { ...status, failures: status.failures.map(({ path, code, message }) => ({ path, code, message })) };
}

function print(
  { dataDir, model, roots, failures, lastRun, indexing, watchers, text }: Status,
  { text: readsText }: Pick<Config, 'text'>,
): void {
  printLine(`Data       ${showPath(dataDir)}`);
  const hint = model === BUILT_IN_MODEL ? `  (small; for better results: picsift model use ${DEFAULT_MODEL})` : '';
  printLine(`Model      ${model ?? 'none yet: the first indexing run chooses it'}${hint}`);
  for (const [position, root] of roots.entries()) {
    printLine(`${position === 0 ? 'Folders' : '       '}    ${rootLine(root)}`);
    const passedOver = passedOverLine(root);
    if (passedOver !== undefined) printLine(`             ${passedOver}`);
  }
  if (roots.length === 0) printLine('Folders    none yet: picsift index DIR');
  if (text.photos > 0)
    printLine(
      `Text       read in ${grouped(text.read)} of ${count(text.photos, 'photo')}${readsText ? '' : ' (turned off)'}`,
    );
  if (lastRun !== null) {
    const when = timeOf(lastRun.finishedAt ?? lastRun.startedAt);
    const progress = lastRun.outcome === 'running' && lastRun.total > 0 ? `, ${lastRun.done} of ${lastRun.total}` : '';
    printLine(`Last run   ${lastRun.outcome}, ${when}${progress}`);
  }
  if (indexing !== null) {
    const progress = lastRun?.outcome === 'running' ? `, ${progressOf(lastRun)}` : '';
    printLine(`Indexing   now, by process ${indexing}${progress}`);
  }
  for (const [position, watcher] of watchers.entries()) {
    printLine(`${position === 0 ? 'Watched' : '       '}    ${watcherLine(watcher)}`);
    for (const line of unwatchedLines(watcher)) printLine(`             ${line}`);
  }
  if (failures.length === 0) return;
  printLine(`Unreadable ${failures.length === 1 ? 'one file' : `${failures.length} files`}:`);
  for (const { path, message } of failures.slice(0, LISTED_FAILURES)) printLine(`  ${showPath(path)}: ${message}`);
  if (failures.length > LISTED_FAILURES)
    printLine(`  and ${failures.length - LISTED_FAILURES} more (--json lists all)`);
}
