/** `picsift model ...`: lists, searches, downloads, verifies, switches and measures models. */

import { join } from 'node:path';
import { Command, Option } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import type { Config } from '../../../config/schema.ts';
import { bytes } from '../../base/count.ts';
import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { DEFAULT_MODEL } from '../../engine/active-model.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import { formatHubReference, isHubReference, parseHubReference } from '../../model/hub/hub-reference.ts';
import { installedHubModels } from '../../model/hub/installed.ts';
import { searchHub } from '../../model/hub/search-hub.ts';
import type { Precision } from '../../model/layout/layout.ts';
import { prepareInstalled } from '../../model/prepare/prepare-model.ts';
import { installedReadingModels, type ReadingModel } from '../../model/reading/installed.ts';
import { findReadingManifest, readingManifests } from '../../model/reading/manifest.ts';
import { pullReadingModel, verifyReadingModel } from '../../model/reading/pull.ts';
import { findModel, pullModel, verifyModel } from '../../model/store/install.ts';
import { loadManifest, modelNames } from '../../model/store/manifest.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import type { ModelStore, PullOptions } from '../../model/store/model-store.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { type CommonOptions, configFor, envFileOption, quietOption, withEngine } from '../options.ts';
import { printLine, report, showPath } from '../output/console.ts';
import { printModel, reportFiles } from '../output/model-lines.ts';
import { createProgress, type ProgressDisplay } from '../output/progress-display.ts';
import { reportChanges, reportInterrupted, reportProblems } from '../output/summary.ts';
import { measureCommand } from './measure-model.ts';

const LISTED_PROBLEMS = 10;
const MODEL_NAME = "a model's name (see: picsift model list), or hf:OWNER/NAME for one of the hub";
const PRECISIONS: readonly Precision[] = ['float32', 'int8'];

interface PullingOptions extends CommonOptions {
  readonly variant?: Precision;
}

export function modelCommand(): Command {
  return new Command('model')
    .description('List, search, download, verify, switch and measure models.')
    .addCommand(listCommand())
    .addCommand(searchCommand())
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
        printModel(name, state, `${title}${name === DEFAULT_MODEL ? ' (default)' : ''}`, licence);
      }
      for (const { record } of installedHubModels(store)) {
        const { name, licence } = record;
        printModel(name, name === inUse ? 'in use' : 'installed', 'from the hub', licence && safeText(licence));
      }
      listReadingModels(store);
    });
}

function listReadingModels(store: ModelStore): void {
  printLine('');
  printLine(
    'These read text in pictures, in more scripts than the built-in one. Each is used as soon as it is installed:',
  );
  const installed = new Set(installedReadingModels(store.folder).map(({ name }) => name));
  for (const { name, title, licence, files } of readingManifests()) {
    const sizes = files.map(({ size }) => size);
    const total = sizes.every((size) => size !== undefined) ? bytes(sizes.reduce((sum, size) => sum + size, 0)) : '';
    printModel(name, installed.has(name) ? 'installed' : total, title, licence);
  }
}

function searchCommand(): Command {
  return new Command('search')
    .description('Search the hub for models that picsift can use.')
    .argument('<words...>', "words of the model's name, such as: siglip2 base")
    .addOption(envFileOption())
    .action(async (words: string[], options: CommonOptions) => {
      const store = storeOf(configFor(options));
      const found = await interruptible((signal) => searchHub(store, words.join(' '), signal));
      if (found.length === 0) report('The hub has no such model in a layout that picsift knows. Try fewer words.');
      for (const { name, bytes: size, licence, isGated } of found) {
        const remark = isGated ? 'asks for consent to its terms (HF_TOKEN)' : '';
        printModel(name, size === undefined ? '' : bytes(size), remark, licence && safeText(licence, 60));
      }
    });
}

function pullCommand(): Command {
  return new Command('pull')
    .description('Download a model, check it and install it.')
    .argument('<name>', MODEL_NAME)
    .addOption(variantOption())
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (name: string, options: PullingOptions) => {
      const progress = createProgress(options.quiet ?? false);
      const store = storeOf(configFor(options));
      const reading = findReadingManifest(name);
      const model = await interruptible<ReadingModel | ModelSpec>((signal) => {
        const pullOptions = { signal, ...downloadReports(progress, options) };
        const exact = withVariant(name, options);
        return reading ? pullReadingModel(store, reading, pullOptions) : pullModel(store, exact, pullOptions);
      }).finally(progress.end);
      if ('recognition' in model) {
        if (!options.quiet) report(`${name} is installed. The next picsift index reads your photos with it.`);
        return;
      }
      // Now rather than at the first search, which a person waits for.
      await prepareInstalled(model, store.folder);
      if (!options.quiet) report(`${model.name} is installed in ${showPath(model.folder, process.stderr)}.`);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare the files of an installed model with the record of its download.')
    .argument('<name>')
    .addOption(envFileOption())
    .action(async (name: string, options: CommonOptions) => {
      const reading = findReadingManifest(name);
      const store = storeOf(configFor(options));
      const files = await (reading ? verifyReadingModel(store, reading) : verifyModel(store, name));
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
    .argument('<name|dir>', `${MODEL_NAME}, or its folder`)
    .addOption(variantOption())
    .addOption(envFileOption())
    .addOption(quietOption())
    .action(async (nameOrFolder: string, options: PullingOptions) => {
      process.exitCode = await use(withVariant(nameOrFolder, options), options);
    });
}

async function use(nameOrFolder: string, options: PullingOptions): Promise<number> {
  if (findReadingManifest(nameOrFolder) !== undefined) {
    const text = `${nameOrFolder} reads text in pictures. It is used as soon as it is installed: picsift model pull ${nameOrFolder}`;
    throw new PicsiftError('bad-usage', text);
  }
  const config = configFor(options);
  // The command's argument overrides the model in the configuration.
  const { model, modelDir, ...rest } = config;
  const progress = createProgress(options.quiet ?? false);
  return withEngine(rest, async (engine) => {
    const summary = await interruptible(async (signal) => {
      const { name } = await engine.useModel(nameOrFolder, { signal, ...downloadReports(progress, options) });
      progress.end();
      if (!options.quiet) report(`The model is now ${name}.`);
      const roots = await Promise.allSettled(engine.status().roots.map(({ path }) => resolveFolder(path)));
      const folders = roots.flatMap((root) => (root.status === 'fulfilled' ? root.value : []));
      return folders.length > 0
        ? engine.index(folders, { signal, onProgress: progress.update, text: false })
        : undefined;
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

function variantOption(): Option {
  return new Option('--variant <weights>', 'of a model of the hub: full precision, or 8-bit weights').choices(
    PRECISIONS,
  );
}

/** Add the variant to the name of a model of the hub. */
function withVariant(name: string, { variant }: PullingOptions): string {
  if (variant === undefined) return name;
  if (isHubReference(name)) return formatHubReference({ ...parseHubReference(name), variant });
  throw new PicsiftError('bad-usage', '--variant works with models of the hub only, such as hf:OWNER/NAME.');
}

function downloadReports(progress: ProgressDisplay, { quiet = false }: PullingOptions): PullOptions {
  return {
    ...(!quiet && { onFiles: reportFiles }),
    onProgress: ({ receivedBytes, totalBytes = 0 }) =>
      progress.update({ phase: 'download', done: receivedBytes, total: totalBytes }),
  };
}
