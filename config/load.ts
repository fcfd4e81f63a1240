/** Settings from all their sources: flags > environment > .env > config.json > default. The only reader of process.env. */

import { readFileSync } from 'node:fs';
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

/** What the command line can set, as its options are called. */
export interface Flags {
  readonly envFile?: string | undefined;
  readonly model?: string | undefined;
  readonly modelDir?: string | undefined;
  readonly excludeDir?: readonly string[] | undefined;
  readonly includeHidden?: boolean | undefined;
}

/**
 * `.env` is read from the configuration folder or from `--env-file`, never from the folder picsift is run in: a folder
 * of photos from elsewhere must not be able to redirect a download or to see a token.
 * @throws PicsiftError `bad-config` naming the setting and what is wrong with it.
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
      `The configuration cannot be used. Mend ${file}:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const config = parsed.data;
  return {
    ...config,
    ...otherSettings(variables),
    dataDir: config.dataDir ?? standard.data,
    excludeDirs: [...config.excludeDirs, ...excludeDir.map(expandHome)],
    configDir,
  };
}

/** True inside tmux and screen, which stand between a program and the terminal that the environment tells of. */
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
    throw new PicsiftError('bad-config', `${file} is not valid JSON (${messageOf(error)}). Mend it.`, { cause: error });
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
