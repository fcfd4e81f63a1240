/** `picsift roots ...`: lists, adds and removes indexed folders. */

import { Command } from 'commander';
import { count } from '../../base/count.ts';
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
import { printJson, printLine, report, showPath } from '../output/console.ts';
import { reportWaiting } from '../output/progress-display.ts';
import { rootLine } from '../output/root-line.ts';
import { indexFolders } from './index.ts';

export function rootsCommand(): Command {
  return new Command('roots')
    .description('List, add and remove indexed folders. The photos themselves are never changed.')
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addCommand(listCommand());
}

function addCommand(): Command {
  const command = new Command('add').description('Index folders and add them to the list.').argument('<dirs...>');
  return addIndexingOptions(command).action(async (dirs: string[], options: IndexingOptions) => {
    process.exitCode = await indexFolders(dirs, options);
  });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('Remove a folder and its photos from the index, except photos that another indexed folder contains.')
    .argument('<dir>')
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (dir: string, options: CommonOptions) => {
      const folder = await presumeFolder(dir);
      const removed = await withEngine(configFor(options), (engine) =>
        interruptible((signal) => engine.removeRoot(folder, { signal, onWait: reportWaiting })),
      );
      if (!options.quiet)
        report(`Removed ${showPath(folder, process.stderr)} from the index: ${count(removed, 'photo')}.`);
      process.exitCode = EXIT.ok;
    });
}

function listCommand(): Command {
  return new Command('list')
    .description('List the indexed folders.')
    .addOption(jsonOption())
    .addOption(envFileOption())
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const { roots } = await withEngine(configFor(options), async (engine) => engine.status());
      if (options.json) printJson({ roots });
      else for (const root of roots) printLine(rootLine(root));
      process.exitCode = EXIT.ok;
    });
}
