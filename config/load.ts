/**
 * Loads settings from all sources: flags > environment > .env > config.json > default. No other module reads
 * process.env.
 */

import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { PicsiftError } from '../src/base/errors.ts';
import { expandHome } from '../src/base/home-folder.ts';
import { quoted } from '../src/base/safe-text.ts';
import { rclipFolders } from './rclip-folders.ts';
import { parseSettings, readTextFile } from './read-settings.ts';
import { type Config, fileSchema, OTHER_VARIABLES, type OtherSettings, SETTING_VARIABLES } from './schema.ts';
import { standardFolder } from './standard-folders.ts';
import { nearest, unknownName } from './unknown-name.ts';

/** Settings that the command line can change, by the names of its options. */
export interface Flags {
  readonly envFile?: string | undefined;
  readonly model?: string | undefined;
  readonly modelDir?: string | undefined;
  readonly provider?: string | undefined;
  readonly excludeDir?: readonly string[] | undefined;
  readonly includeHidden?: boolean | undefined;
  /** The option --text is a filter. */
  readonly noText?: boolean | undefined;
}

/**
 * Load all settings. `.env` is read from the configuration folder or from `--env-file`, never from the current folder:
 * a folder of photos from somebody else must not redirect a download or receive a token.
 * @throws PicsiftError `bad-config` that names the setting and the problem.
 */
export function loadConfig(
  { envFile, excludeDir = [], model, modelDir, provider, includeHidden, noText = false }: Flags = {},
  environment: NodeJS.ProcessEnv = process.env,
): Config {
  const configDir = configFolder(environment);
  const dotenvFile = envFile ?? join(configDir, '.env');
  const dotenv = parseDotenv(readTextFile(dotenvFile, envFile !== undefined) ?? '');
  const variables = { ...dotenv, ...withoutEmpty(environment) };

  const file = join(configDir, 'config.json');
  const text = readTextFile(file, false);
  const settings = text === undefined ? {} : parseSettings(text, file);
  /** What a person must correct, if it is not config.json. */
  const sources = new Map<string, string>();
  for (const [variable, setting] of Object.entries(SETTING_VARIABLES)) {
    const value = variables[variable];
    if (!value) continue;
    assign(settings, setting, value);
    sources.set(setting, environment[variable] ? variable : `${variable} in ${dotenvFile}`);
  }
  // What a person types is relative to the current folder.
  const flags = {
    model,
    modelDir: modelDir && resolve(expandHome(modelDir)),
    provider,
    includeHidden,
  } satisfies Omit<Required<Flags>, 'envFile' | 'excludeDir' | 'noText'>;
  for (const [setting, value] of Object.entries(flags)) if (value !== undefined) settings[setting] = value;
  if (noText) settings.text = false;

  const parsed = fileSchema.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const setting = path.join('.');
      return `\n${sources.get(setting) ?? `${setting || 'A setting'} in ${file}`}: ${message}.`;
    });
    throw new PicsiftError('bad-config', `The configuration is not valid. Correct it:${problems.join('')}`);
  }
  const config = parsed.data;
  return {
    ...config,
    ...otherSettings(variables),
    dataDir: config.dataDir ?? standardFolder('data', environment),
    excludeDirs: [...config.excludeDirs, ...excludeDir.map(expandHome).flatMap(bothMeanings)],
    configDir,
    remarks: [...unknownVariables(dotenv, dotenvFile), ...unknownVariables(environment, 'the environment')],
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

/** List the folders in which rclip may keep its data: see rclip-folders.ts. */
export function rclipFoldersHere(environment: NodeJS.ProcessEnv = process.env): string[] {
  return rclipFolders(environment);
}

/** True if the terminal, as that of Emacs, understands no escape codes. */
export function isDumb(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.TERM === 'dumb';
}

/** True if a terminal is to get the same lines as a pipe. */
export function wantsPlainLines(environment: NodeJS.ProcessEnv = process.env): boolean {
  return isDumb(environment) || Boolean(environment.NO_COLOR);
}

/** Return all variables, for programs that are to be started as another program starts them. */
export function allVariables(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...environment };
}

/** True if this process can open windows, as far as that is known: on Linux only with a display. */
export function hasDisplay(environment: NodeJS.ProcessEnv = process.env, platform: string = process.platform): boolean {
  const isUnix = platform !== 'darwin' && platform !== 'win32';
  return !isUnix || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.WSL_DISTRO_NAME);
}

function configFolder(environment: NodeJS.ProcessEnv): string {
  const named = environment.PICSIFT_CONFIG_DIR;
  if (!named) return standardFolder('config', environment);
  const folder = expandHome(named);
  if (isAbsolute(folder)) return folder;
  const text = `PICSIFT_CONFIG_DIR (${quoted(named)}) is not an absolute path. Begin it with / or ~/.`;
  throw new PicsiftError('bad-config', text);
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

/** Remark on variables that look like picsift's, but are not: a misspelled one would otherwise have no effect. */
function unknownVariables(variables: object, where: string): string[] {
  const known = Object.keys({ ...SETTING_VARIABLES, ...OTHER_VARIABLES });
  const ours = known.filter((name) => name.startsWith('PICSIFT_'));
  return Object.keys(variables)
    .filter((name) => !known.includes(name) && (/^picsift[_-]/i.test(name) || nearest(name, ours) !== undefined))
    .map((name) => `In ${where}: ${unknownName(name, ours)}`);
}

function otherSettings(variables: Readonly<Record<string, string | undefined>>): OtherSettings {
  const settings = Object.entries(OTHER_VARIABLES).map(([variable, name]) => [name, variables[variable]]);
  return Object.fromEntries(settings) as OtherSettings;
}
