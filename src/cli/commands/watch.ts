/** `picsift watch DIR...`: keeps the index of folders up to date until a signal stops it. */

import { Command } from 'commander';
import { count } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { IndexSummary } from '../../indexing/run/messages.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addModelOptions, configFor, type IndexingOptions, quietOption, withEngine } from '../options.ts';
import { report, showPath } from '../output/console.ts';

interface WatchOptions extends IndexingOptions {
  readonly text?: boolean;
}

export function watchCommand(): Command {
  const command = new Command('watch')
    .description('Keep the index of folders up to date: new photos can be found within seconds. Runs until Ctrl-C.')
    .argument('[dirs...]', 'folders to watch (default: those in the configuration)');
  return addModelOptions(command)
    .option('--no-text', 'do not read the text in pictures')
    .addOption(quietOption())
    .action(async (dirs: string[], options: WatchOptions) => {
      process.exitCode = await watch(dirs, options);
    });
}

async function watch(dirs: string[], options: WatchOptions): Promise<number> {
  const config = configFor({ ...options, noText: options.text === false });
  const named = dirs.length > 0 ? dirs : config.folders;
  if (named.length === 0) {
    throw new PicsiftError('bad-usage', 'Name a folder to watch, or list "folders" in config.json.');
  }
  await keepDataOutOf(named, config);
  const reportProgress = options.quiet ? () => {} : report;
  return withEngine(config, async (engine) => {
    await interruptible((signal) =>
      engine.watch(named, {
        schedule: config.schedule,
        signal,
        onState: ({ folder, state, pid }) =>
          reportProgress(`${showPath(folder, process.stderr)}: ${STATES[state](pid)}`),
        onRun: (summary) => reportProgress(inOneLine(summary)),
        // Notices are problems, so --quiet shows them too.
        onNotice: report,
      }),
    );
    return EXIT.ok;
  });
}

const STATES = {
  starting: () => 'starting',
  watching: () => 'watching',
  polling: () => 'on a network drive or shared, scanning it regularly',
  degraded: () => 'scanning it regularly',
  missing: () => 'missing, waiting for it',
  standby: (pid: number) => `watched by process ${pid}, waiting to take over`,
};

function inOneLine({ added, changed, moved, removed, kept, failed, seconds }: IndexSummary): string {
  const changes = `${added} added, ${changed} changed, ${moved} moved, ${removed} removed`;
  return `${timeOfDay()} ${changes}, ${failed} failed, ${count(kept, 'photo')} unchanged (${seconds.toFixed(1)} s)`;
}

function timeOfDay(): string {
  return new Date().toLocaleTimeString('sv');
}
