/** `picsift export FILE`: a whole copy of the index, whatever is being written meanwhile. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { type CommonOptions, configFor, envFileOption, quietOption, withEngine } from '../options.ts';
import { showPath, tell } from '../output/console.ts';

export function exportCommand(): Command {
  return new Command('export')
    .description('Write a copy of the index to a new file, also while it is being written to.')
    .argument('<file>')
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (name: string, options: CommonOptions) => {
      const file = resolve(name);
      await withEngine(configFor(options), (engine) => engine.exportTo(file));
      if (!options.quiet) tell(`The index is copied to ${showPath(file, process.stderr)}.`);
      process.exitCode = EXIT.ok;
    });
}
