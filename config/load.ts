/** Settings from all their sources: flags > environment > .env > config.json > default. The only reader of process.env. */

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import envPaths from 'env-paths';
import { z } from 'zod';
import { messageOf, PicsiftError, systemCode } from '../src/base/errors.ts';
import { type Config, fileSchema, SETTING_VARIABLES } from './schema.ts';

export interface Flags {
  readonly envFile?: string | undefined;
  readonly model?: string | undefined;
  readonly modelDir?: string | undefined;
  readonly excludeDirs?: readonly string[] | undefined;
  readonly includeHidden?: boolean | undefined;
}

/**
 * `.env` is read from the configuration folder or from `--env-file`, never from the folder picsift is run in: a folder
 * of photos from elsewhere must not be able to redirect a download or to see a token.
 * @throws PicsiftError `bad-config` naming the setting and what is wrong with it.
 */
export function loadConfig(flags: Flags = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const standard = envPaths('picsift', { suffix: '' });
  const configDir = resolve(environment.PICSIFT_CONFIG_DIR || standard.config);
  const dotenv = readIfThere(flags.envFile ?? join(configDir, '.env'), flags.envFile !== undefined);
  const variables = { ...parseDotenv(dotenv ?? ''), ...withoutEmpty(environment) };

  const file = join(configDir, 'config.json');
  const settings = readSettings(file);
  for (const [variable, setting] of Object.entries(SETTING_VARIABLES)) {
    const value = variables[variable];
    if (value) assign(settings, setting, value);
  }
  if (flags.model !== undefined) assign(settings, 'model', flags.model);
  if (flags.modelDir !== undefined) assign(settings, 'modelDir', flags.modelDir);
  if (flags.includeHidden !== undefined) assign(settings, 'includeHidden', flags.includeHidden);

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
    dataDir: resolve(expandHome(config.dataDir ?? standard.data)),
    ...(config.modelDir === undefined ? {} : { modelDir: resolve(expandHome(config.modelDir)) }),
    folders: config.folders.map(expandHome),
    excludeDirs: [...config.excludeDirs, ...(flags.excludeDirs ?? [])].map(expandHome),
    discord: {
      ...config.discord,
      directMessages: expandAll(config.discord.directMessages),
      guilds: Object.fromEntries(
        Object.entries(config.discord.guilds).map(([id, guild]) => [
          id,
          {
            ...guild,
            folders: guild.folders.map(expandHome),
            channels: expandAll(guild.channels),
            roles: expandAll(guild.roles),
            users: expandAll(guild.users),
          },
        ]),
      ),
    },
    configDir,
    debug: variables.PICSIFT_DEBUG,
    discordToken: variables.DISCORD_TOKEN,
    hubToken: variables.HF_TOKEN,
    mcpToken: variables.PICSIFT_MCP_TOKEN,
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

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith(`~${sep}`) ? join(homedir(), path.slice(1)) : path;
}

function expandAll(foldersById: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(foldersById).map(([id, folders]) => [id, folders.map(expandHome)]));
}
