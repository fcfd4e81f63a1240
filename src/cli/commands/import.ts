/** `picsift import rclip [DB]`: takes over the index of rclip, so that its photos can be searched at once. */

import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { rclipFoldersHere } from '../../../config/load.ts';
import { count, grouped } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import { expandHome } from '../../base/home-folder.ts';
import type { ImportSummary } from '../../engine/api.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, collect, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, report, shellWord, showPath } from '../output/console.ts';
import { createProgress, reportWaiting } from '../output/progress-display.ts';

const DATABASE = 'db.sqlite3';

interface ImportOptions extends IndexingOptions {
  readonly json?: boolean;
  readonly folder?: readonly string[];
}

export function importCommand(): Command {
  return new Command('import')
    .description("Take over another program's index. Its files are only read.")
    .addCommand(rclipCommand());
}

function rclipCommand(): Command {
  const command = new Command('rclip')
    .description("Import the photos and vectors of rclip's index, so that they can be searched at once.")
    .argument('[db]', "rclip's db.sqlite3, or its folder (default: where rclip keeps it)")
    .option(
      '--folder <dir>',
      'import only the photos in this folder, which becomes an indexed one (repeatable)',
      collect,
    )
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (named: string | undefined, options: ImportOptions) => {
    process.exitCode = await importRclip(named, options);
  });
}

/** @returns the exit code. */
async function importRclip(named: string | undefined, options: ImportOptions): Promise<number> {
  const { folder = [], quiet = false } = options;
  const config = configFor(options);
  await keepDataOutOf(folder, config);
  const folders = await Promise.all(folder.map(resolveFolder));
  const database = findDatabase(named);
  const progress = createProgress(quiet);
  const summary = await withEngine(config, (engine) =>
    interruptible((signal) =>
      engine.importRclip(
        { database, modelFolder: dirname(database), folders },
        { signal, onProgress: progress.update, onNotice: report, onWait: reportWaiting },
      ),
    ).finally(progress.end),
  );
  if (options.json) printJson({ database, ...summary });
  if (!quiet) reportImport(database, summary);
  return summary.interrupted ? EXIT.interrupted : EXIT.ok;
}

function findDatabase(named: string | undefined): string {
  if (named !== undefined) {
    const file = resolve(expandHome(named));
    return statSync(file, { throwIfNoEntry: false })?.isDirectory() ? join(file, DATABASE) : file;
  }
  const places = rclipFoldersHere().map((folder) => join(folder, DATABASE));
  const found = places.find((file) => existsSync(file));
  if (found !== undefined) return found;
  const looked = places.length === 0 ? '' : ` (looked for ${places.map((file) => showPath(file)).join(' and ')})`;
  throw new PicsiftError('bad-usage', `No index of rclip was found${looked}. Name its db.sqlite3.`);
}

function reportImport(database: string, summary: ImportSummary): void {
  const { imported, known, roots, loose, agreement, model, seconds, interrupted } = summary;
  const shown = (path: string) => showPath(path, process.stderr);
  const time = `in ${seconds.toFixed(1)} s`;
  report(`Imported ${count(imported, 'photo')} from ${shown(database)} ${time}; model: ${model}.`);
  if (agreement !== undefined) {
    const { compared, lowestCosine } = agreement;
    report(
      `  Checked: ${compared} of ${compared} photos have the same vector when embedded again (cosine ${lowestCosine.toFixed(4)} or more).`,
    );
  }
  if (known > 0) report(`  ${count(known, 'photo was', 'photos were')} indexed before.`);
  for (const { path, isNew, photos } of roots) {
    if (photos > 0 || isNew) report(`  ${shown(path)}: ${grouped(photos)}${isNew ? ' (now an indexed folder)' : ''}`);
  }
  for (const [n, what] of notTaken(summary)) if (n > 0) report(`  Not taken: ${grouped(n)} ${what}.`);
  for (const { path, photos } of loose) {
    const option = `--folder ${shellWord(shown(path))}`;
    report(`  Not taken: ${grouped(photos)} directly in ${shown(path)}. To import these too: ${option}`);
  }
  if (interrupted) report('Stopped. Imported photos are kept; run the same command again to continue.');
  else if (imported > 0) {
    const folders = roots.flatMap(({ path, photos }) => (photos > 0 ? shellWord(shown(path)) : []));
    report('They can be searched now. Dates, places and sizes are read, without embedding again, by:');
    report(`  picsift index ${folders.join(' ')}`);
  }
}

function notTaken({ changed, gone, leftOut, unusable, outside }: ImportSummary): [number, string][] {
  return [
    [changed, 'changed since; the next index run embeds them'],
    [gone, 'not on the disk any more'],
    [leftOut, 'hidden, excluded, ignored or of another format'],
    [unusable, 'without a sound vector; the next index run embeds them'],
    [outside, 'outside the named folders'],
  ];
}
