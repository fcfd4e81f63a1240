/** `picsift export FILE`: writes a consistent copy of the index, even while another process writes to it. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { type CommonOptions, configFor, envFileOption, quietOption, withEngine } from '../options.ts';
import { report, showPath } from '../output/console.ts';

export function exportCommand(): Command {
  return new Command('export')
    .description('Copy the index to a new file. Works also while picsift is indexing.')
    .argument('<file>')
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (name: string, options: CommonOptions) => {
      const file = resolve(name);
      await withEngine(configFor(options), (engine) => engine.exportTo(file));
      if (!options.quiet) report(`Copied the index to ${showPath(file, process.stderr)}.`);
      process.exitCode = EXIT.ok;
    });
}
