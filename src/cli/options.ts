/** Options that several commands share, and the engine they lead to. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { engineOptions } from '../../config/engine-options.ts';
import { type Flags, loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { startDebug } from '../base/debug.ts';
import type { Engine } from '../engine/api.ts';
import { openEngine } from '../engine/engine.ts';
import { type FilterField, mapFilters } from '../search/filters/filter-table.ts';

export interface CommonOptions extends Pick<Flags, 'envFile'> {
  readonly quiet?: boolean;
}

export interface IndexingOptions extends CommonOptions, Flags {}

const collect = (value: string, previous: string[] = []) => [...previous, value];

export const envFileOption = () => new Option('--env-file <file>', 'read environment variables from this file');
export const quietOption = () =>
  new Option('-q, --quiet', 'no progress and no remarks, only results and what is wrong');
export const jsonOption = () => new Option('--json', 'print one JSON object');

/** Which model to use: for every command that may index. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--model <name>', 'index with this model (see: picsift model list)')
    .option('--model-dir <dir>', 'index with the model in this folder')
    .addOption(envFileOption());
}

/** What counts as part of a folder, and which model to use. */
export function addIndexingOptions(command: Command): Command {
  const scanned = command
    .option('--exclude-dir <dir>', 'pass over folders of this name or path (repeatable)', collect)
    .option('--include-hidden', 'also take files and folders that begin with a dot');
  return addModelOptions(scanned).addOption(quietOption());
}

/** Which photos may be found: see `filtersIn`. */
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

/** A whole number from 1. @throws InvalidArgumentError, which commander reports as wrong usage. */
export function positiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}

/** The configuration with a command's flags. From here on debug lines are written, where it asks for them. */
export function configFor(flags: Flags): Config {
  const config = loadConfig(flags);
  startDebug(config.debug);
  return config;
}

/** Open the engine, and close it whatever happens. */
export async function withEngine<T>(config: Config, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = openEngine(engineOptions(config));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
