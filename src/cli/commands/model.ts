/** `picsift model ...`: lists, downloads, verifies, switches and measures models. */

import { join } from 'node:path';
import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import type { Config } from '../../../config/schema.ts';
import { PicsiftError } from '../../base/errors.ts';
import { DEFAULT_MODEL } from '../../engine/active-model.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { prepareModel } from '../../model/prepare/prepare-model.ts';
import { findModel, pullModel, verifyModel } from '../../model/store/install.ts';
import { loadManifest, modelNames } from '../../model/store/manifest.ts';
import { fingerprint } from '../../model/store/model-folder.ts';
import type { ModelStore } from '../../model/store/model-store.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { type CommonOptions, configFor, envFileOption, quietOption, withEngine } from '../options.ts';
import { printLine, report, showPath } from '../output/console.ts';
import { createProgress, type ProgressDisplay } from '../output/progress-display.ts';
import { reportChanges, reportInterrupted, reportProblems } from '../output/summary.ts';
import { measureCommand } from './measure-model.ts';

const LISTED_PROBLEMS = 10;

export function modelCommand(): Command {
  return new Command('model')
    .description('List, download, verify, switch and measure models.')
    .addCommand(listCommand())
    .addCommand(pullCommand())
    .addCommand(verifyCommand())
    .addCommand(useCommand())
    .addCommand(measureCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('List the available models.')
    .addOption(envFileOption())
    .action(async (options: CommonOptions) => {
      const config = configFor(options);
      const store = storeOf(config);
      const inUse = await withEngine(config, async (engine) => engine.status().model);
      for (const name of modelNames()) {
        const { title, megabytes, licence, repository } = loadManifest(name);
        const place = repository === undefined ? 'built in' : findModel(store, name) ? 'installed' : `${megabytes} MB`;
        const state = name === inUse ? 'in use' : place;
        printLine(`${name.padEnd(18)} ${state.padEnd(10)} ${title}${name === DEFAULT_MODEL ? ' (default)' : ''}`);
        printLine(`${''.padEnd(30)}licence: ${licence}`);
      }
    });
}

function pullCommand(): Command {
  return new Command('pull')
    .description('Download a model, check it and install it.')
    .argument('<name>')
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (name: string, options: CommonOptions) => {
      const progress = createProgress(options.quiet ?? false);
      const store = storeOf(configFor(options));
      const model = await interruptible((signal) =>
        pullModel(store, name, { signal, onProgress: downloadProgress(progress) }),
      ).finally(progress.end);
      // Now rather than at the first search, which a person waits for.
      await prepareModel(model, await fingerprint(model), store.folder);
      if (!options.quiet) report(`${name} is installed in ${showPath(model.folder, process.stderr)}.`);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare the files of an installed model with the record of its download.')
    .argument('<name>')
    .addOption(envFileOption())
    .action(async (name: string, options: CommonOptions) => {
      const files = await verifyModel(storeOf(configFor(options)), name);
      for (const { file, ok, reason } of files)
        printLine(`${ok ? 'ok ' : 'BAD'}  ${file}${reason ? `: ${reason}` : ''}`);
      if (files.some(({ ok }) => !ok)) {
        throw new PicsiftError(
          'model-broken',
          `The model ${name} is damaged. Download it again: picsift model pull ${name}`,
        );
      }
    });
}

function useCommand(): Command {
  return new Command('use')
    .description('Switch to a model and embed all photos with it. The old vectors are kept.')
    .argument('<name|dir>', "a model's name (see: picsift model list), or its folder")
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (nameOrFolder: string, options: CommonOptions) => {
      process.exitCode = await use(nameOrFolder, options);
    });
}

async function use(nameOrFolder: string, options: CommonOptions): Promise<number> {
  const config = configFor(options);
  // The command's argument overrides the model in the configuration.
  const { model, modelDir, ...rest } = config;
  const progress = createProgress(options.quiet ?? false);
  return withEngine(rest, async (engine) => {
    const summary = await interruptible(async (signal) => {
      const { name } = await engine.useModel(nameOrFolder, { signal, onProgress: downloadProgress(progress) });
      progress.end();
      if (!options.quiet) report(`The model is now ${name}.`);
      const roots = await Promise.allSettled(engine.status().roots.map(({ path }) => resolveFolder(path)));
      const folders = roots.flatMap((root) => (root.status === 'fulfilled' ? root.value : []));
      return folders.length > 0 ? engine.index(folders, { signal, onProgress: progress.update }) : undefined;
    }).finally(progress.end);
    if (summary !== undefined) {
      if (!options.quiet) reportChanges(summary);
      reportProblems(summary, LISTED_PROBLEMS);
    }
    if (summary?.interrupted) reportInterrupted();
    return summary?.interrupted ? EXIT.interrupted : EXIT.ok;
  });
}

function storeOf(config: Config): ModelStore {
  const { hub, dataDir } = engineOptions(config);
  return { ...hub, folder: join(dataDir, 'models') };
}

function downloadProgress(progress: ProgressDisplay) {
  return ({ receivedBytes, totalBytes }: { receivedBytes: number; totalBytes?: number | undefined }) =>
    progress.update({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 });
}
