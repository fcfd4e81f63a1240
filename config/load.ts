/**
 * Loads settings from all sources: flags > environment > .env > config.json > default. No other module reads
 * process.env.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import envPaths from 'env-paths';
import { z } from 'zod';
import { messageOf, PicsiftError, systemCode } from '../src/base/errors.ts';
import {
  type Config,
  expandHome,
  fileSchema,
  OTHER_VARIABLES,
  type OtherSettings,
  SETTING_VARIABLES,
} from './schema.ts';

/** Settings that the command line can change, by the names of its options. */
export interface Flags {
  readonly envFile?: string | undefined;
  readonly model?: string | undefined;
  readonly modelDir?: string | undefined;
  readonly excludeDir?: readonly string[] | undefined;
  readonly includeHidden?: boolean | undefined;
}

/**
 * Load all settings. `.env` is read from the configuration folder or from `--env-file`, never from the current folder:
 * a folder of photos from somebody else must not redirect a download or receive a token.
 * @throws PicsiftError `bad-config` that names the setting and the problem.
 */
export function loadConfig(
  { envFile, excludeDir = [], model, modelDir, includeHidden }: Flags = {},
  environment: NodeJS.ProcessEnv = process.env,
): Config {
  const standard = envPaths('picsift', { suffix: '' });
  const configDir = resolve(environment.PICSIFT_CONFIG_DIR || standard.config);
  const dotenv = readIfThere(envFile ?? join(configDir, '.env'), envFile !== undefined);
  const variables = { ...parseDotenv(dotenv ?? ''), ...withoutEmpty(environment) };

  const file = join(configDir, 'config.json');
  const settings = readSettings(file);
  for (const [variable, setting] of Object.entries(SETTING_VARIABLES)) {
    const value = variables[variable];
    if (value) assign(settings, setting, value);
  }
  const flags = { model, modelDir, includeHidden } satisfies Omit<Required<Flags>, 'envFile' | 'excludeDir'>;
  for (const [setting, value] of Object.entries(flags)) if (value !== undefined) settings[setting] = value;

  const parsed = fileSchema.safeParse(settings);
  if (!parsed.success) {
    throw new PicsiftError(
      'bad-config',
      `The configuration is not valid. Correct ${file}:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const config = parsed.data;
  return {
    ...config,
    ...otherSettings(variables),
    dataDir: config.dataDir ?? standard.data,
    excludeDirs: [...config.excludeDirs, ...excludeDir.map(expandHome).flatMap(bothMeanings)],
    configDir,
  };
}

/**
 * Return what a relative path on the command line may mean: a folder below the scanned one, as in config.json, or below
 * the current one, as a shell completes it.
 */
function bothMeanings(entry: string): string[] {
  return /[\\/]/.test(entry) && existsSync(resolve(entry)) ? [entry, resolve(entry)] : [entry];
}

/** Detect tmux and screen: inside them, the environment may describe another terminal than the one in use. */
export function isMultiplexed(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment.TMUX || environment.STY) || /^(tmux|screen)/.test(environment.TERM ?? '');
}

function readSettings(file: string): Record<string, unknown> {
  const text = readIfThere(file, false);
  if (text === undefined) return {};
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
      return settings as Record<string, unknown>;
    }
    throw new Error('it is not an object');
  } catch (error) {
    throw new PicsiftError('bad-config', `${file} is not valid JSON (${messageOf(error)}). Correct it.`, {
      cause: error,
    });
  }
}

function readIfThere(file: string, required: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!required && (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR')) return undefined;
    throw new PicsiftError(
      'bad-config',
      `${file} cannot be read (${messageOf(error)}). Check its name and permissions.`,
      {
        cause: error,
      },
    );
  }
}

/** Set "a.b" in nested objects. */
function assign(settings: Record<string, unknown>, path: string, value: unknown): void {
  const [head, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length === 0) {
    settings[head] = value;
    return;
  }
  const inner = { ...(settings[head] as Record<string, unknown> | undefined) };
  assign(inner, rest.join('.'), value);
  settings[head] = inner;
}

/** An exported but empty variable means "not set". */
function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value)) as Record<string, string>;
}

function otherSettings(variables: Readonly<Record<string, string | undefined>>): OtherSettings {
  const settings = Object.entries(OTHER_VARIABLES).map(([variable, name]) => [name, variables[variable]]);
  return Object.fromEntries(settings) as OtherSettings;
}
