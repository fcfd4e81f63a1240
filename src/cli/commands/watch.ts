/** `picsift watch DIR...`: keep the index of some folders up to date until told to stop. */

import { Command } from 'commander';
import { PicsiftError } from '../../base/errors.ts';
import type { IndexSummary } from '../../indexing/run/messages.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addModelOptions, configFor, type IndexingOptions, quietOption, withEngine } from '../options.ts';
import { count, showPath, tell } from '../output/console.ts';

export function watchCommand(): Command {
  const command = new Command('watch')
    .description('Keep the index of folders fresh: new photos can be found within seconds. Runs until Ctrl-C.')
    .argument('[dirs...]', 'folders; without any, those named in the configuration');
  return addModelOptions(command)
    .addOption(quietOption())
    .action(async (dirs: string[], options: IndexingOptions) => {
      process.exitCode = await watch(dirs, options);
    });
}

async function watch(dirs: string[], options: IndexingOptions): Promise<number> {
  const config = configFor(options);
  const named = dirs.length > 0 ? dirs : config.folders;
  if (named.length === 0) {
    throw new PicsiftError('bad-usage', 'Name a folder to watch, or list "folders" in config.json.');
  }
  const say = options.quiet ? () => {} : tell;
  return withEngine(config, async (engine) => {
    await interruptible((signal) =>
      engine.watch(named, {
        schedule: config.schedule,
        signal,
        onState: ({ folder, state, pid }) => say(`${showPath(folder, process.stderr)}: ${STATES[state](pid)}`),
        onRun: (summary) => say(inOneLine(summary)),
        // Also when quiet: it is what is wrong.
        onNotice: tell,
      }),
    );
    return EXIT.ok;
  });
}

const STATES = {
  starting: () => 'starting',
  watching: () => 'watching',
  polling: () => 'on a network drive, looking through it now and then',
  degraded: () => 'looking through it now and then',
  missing: () => 'gone, waiting for it',
  standby: (pid: number) => `process ${pid} watches it, standing by`,
};

function inOneLine({ added, changed, moved, removed, kept, failed, seconds }: IndexSummary): string {
  const changes = `${added} added, ${changed} changed, ${moved} moved, ${removed} removed`;
  return `${timeOfDay()} ${changes}, ${failed} failed, ${count(kept, 'photo')} unchanged (${seconds.toFixed(1)} s)`;
}

function timeOfDay(): string {
  return new Date().toLocaleTimeString('sv');
}
