/** `picsift roots ...`: which folders are indexed. */

import { Command } from 'commander';
import { presumeFolder } from '../../library/files/folder-paths.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import {
  addIndexingOptions,
  type CommonOptions,
  configFor,
  envFileOption,
  type IndexingOptions,
  jsonOption,
  quietOption,
  withEngine,
} from '../options.ts';
import { count, printJson, printLine, showPath, tell } from '../output/console.ts';
import { tellWaiting } from '../output/progress-display.ts';
import { rootLine } from '../output/root-line.ts';
import { indexFolders } from './index.ts';

export function rootsCommand(): Command {
  return new Command('roots')
    .description('See, add and forget the folders that are indexed. The photos themselves are never touched.')
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addCommand(listCommand());
}

function addCommand(): Command {
  const command = new Command('add').description('Index folders and keep them.').argument('<dirs...>');
  return addIndexingOptions(command).action(async (dirs: string[], options: IndexingOptions) => {
    process.exitCode = await indexFolders(dirs, options);
  });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('Forget a folder: erase from the index whatever no other indexed folder has.')
    .argument('<dir>')
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (dir: string, options: CommonOptions) => {
      const folder = await presumeFolder(dir);
      const forgotten = await withEngine(configFor(options), (engine) =>
        interruptible((signal) => engine.removeRoot(folder, { signal, onWait: tellWaiting })),
      );
      if (!options.quiet) tell(`Forgot ${showPath(folder, process.stderr)}: ${count(forgotten, 'photo')}.`);
      process.exitCode = EXIT.ok;
    });
}

function listCommand(): Command {
  return new Command('list')
    .description('List the folders that are indexed.')
    .addOption(jsonOption())
    .addOption(envFileOption())
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const { roots } = await withEngine(configFor(options), async (engine) => engine.status());
      if (options.json) printJson({ roots });
      else for (const root of roots) printLine(rootLine(root));
      process.exitCode = EXIT.ok;
    });
}
