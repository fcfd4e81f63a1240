/** Options that several commands share, and functions that load the configuration and open the engine. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { engineOptions } from '../../config/engine-options.ts';
import { type Flags, loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { startDebug } from '../base/debug.ts';
import type { Engine } from '../engine/api.ts';
import { openEngine } from '../engine/engine.ts';
import { PROVIDERS } from '../model/provider/provider.ts';
import { type FilterField, mapFilters } from '../search/filters/filter-table.ts';
import { report } from './output/console.ts';

export interface CommonOptions extends Pick<Flags, 'envFile'> {
  readonly quiet?: boolean;
}

export interface IndexingOptions extends CommonOptions, Flags {}

export const collect = (value: string, previous: string[] = []) => [...previous, value];

export const envFileOption = () => new Option('--env-file <file>', 'read environment variables from this file');
export const quietOption = () => new Option('-q, --quiet', 'print only results and errors, no progress and no remarks');
/** @param name for the command; a search that only prints says `--fit`. */
export const fitOption = (name = 'fit') =>
  new Option(`--${name} <verdict>`, 'only photos that fit at least this well').choices(['strong', 'fair']);
export const literalOption = () =>
  new Option('--literal', 'take the words as they are: no dates, places or people are read in them');
export const jsonOption = () => new Option('--json', 'print one JSON object');

/** Add the options that choose a model, for every command that may index. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--model <name>', 'index with this model (see: picsift model list), or with hf:OWNER/NAME of the hub')
    .option('--model-dir <dir>', 'index with the model in this folder')
    .addOption(new Option('--provider <name>', 'what runs the model (default: auto)').choices(PROVIDERS))
    .addOption(envFileOption());
}

/** Add the options that choose the files to index and the model. */
export function addIndexingOptions(command: Command): Command {
  const scanned = command
    .option('--exclude-dir <dir>', 'skip folders with this name or path (repeatable)', collect)
    .option('--include-hidden', 'include files and folders whose name begins with a dot');
  return addModelOptions(scanned).addOption(quietOption());
}

/** Add an option for each filter: see `filtersIn`. */
export function addFilterOptions(command: Command): Command {
  for (const option of Object.values(mapFilters(filterOption))) command.addOption(option);
  return command;
}

function filterOption(name: string, { kind, value, help }: FilterField): Option {
  const option = new Option(`--${name} <${value}>`, help).helpGroup('Only photos:');
  switch (kind) {
    case 'text':
    case 'choice':
      return option;
    case 'texts':
      return option.argParser(collect);
    case 'number':
      return option.argParser(positiveInteger);
  }
}

/**
 * Parse a whole number of at least 1.
 * @throws InvalidArgumentError, which commander reports as wrong usage.
 */
export function positiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number, 1 or greater.');
  return number;
}

/** Parse a port. 0: any free one. @throws InvalidArgumentError, which commander reports as wrong usage. */
export function portNumber(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InvalidArgumentError('Give a port: 0 to 65535.');
  return Number(value);
}

/** Load the configuration with a command's flags, and start debug output if the configuration enables it. */
export function configFor({ quiet = false, ...flags }: IndexingOptions): Config {
  const config = loadConfig(flags);
  if (!quiet) for (const remark of config.remarks) report(remark);
  startDebug(config.debug);
  return config;
}

/** Open the engine, run `work`, and close the engine even after an error. */
export async function withEngine<T>(config: Config, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = openEngine({ ...engineOptions(config), isShortLived: true });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
