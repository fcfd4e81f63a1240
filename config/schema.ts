/** Every setting, once: its name in the configuration file, its environment variable, its meaning and its default. */

import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { CronPattern } from 'croner';
import { z } from 'zod';
import { DEFAULT_HUB_ENDPOINT } from '../src/model/store/hub.ts';

/** Of the file system; "~" is the home folder. */
const folder = z.string().min(1).transform(expandHome);
/** A relative one is below the current folder. */
const absoluteFolder = folder.transform((path) => resolve(path));
const NO_ID = 'is not a Discord id: 17 to 20 digits, in quotation marks';
/** Discord's ids: 64-bit numbers, written as text. */
const snowflake = z.string().regex(/^\d{17,20}$/, NO_ID);
/** A record names its wrong keys only by "invalid key". */
const byId = { error: ({ code }: { code?: string }) => (code === 'invalid_key' ? NO_ID : undefined) };

/** Cron's five fields, or croner's additions to them. */
const cronExpression = z.string().superRefine((text, context) => {
  try {
    new CronPattern(text);
  } catch {
    context.addIssue(`"${text}" is not a cron expression (an example: "0 3 * * *", every night at three)`);
  }
});

const folders = z.array(folder).default([]);
/** Folders by the id of a channel, a role or a person. */
const foldersById = z.record(snowflake, z.array(folder), byId).default({});
const ids = z.array(snowflake).default([]);

const guildSchema = z.strictObject({
  folders: folders.describe('Folders whose photos everybody in this server may find. An empty list means nobody.'),
  channels: foldersById.describe('Folders for everybody who can use a channel, by its id; threads belong to it.'),
  roles: foldersById.describe('Folders for the people who have a role, by its id.'),
  users: foldersById.describe('Folders for single people, by their ids.'),
  visibility: z
    .enum(['private', 'channel'])
    .default('private')
    .describe('Who sees an answer that nobody said more about: the person who asked, or everybody in the channel.'),
  cooldown: z.number().min(0).max(3600).default(0).describe('Seconds that a person waits between two commands.'),
  reindex: z
    .strictObject({ roles: ids, users: ids })
    .prefault({})
    .describe('Who may use /reindex. Empty lists mean nobody.'),
  show: z
    .array(z.enum(['path', 'date', 'score', 'id']))
    .default([])
    .describe(
      'What an answer says of each photo: its place below the folder, when it was taken, how well it fits, its id.',
    ),
});

export const fileSchema = z.strictObject({
  dataDir: absoluteFolder
    .optional()
    .describe("Where the catalog and pulled models are kept. Default: the user's data folder."),
  model: z.string().min(1).optional().describe('Model to index with, by name. Default: clip-vit-b32.'),
  modelDir: absoluteFolder
    .optional()
    .describe('Folder of a model in the Hugging Face layout, instead of a named model.'),
  folders: z.array(folder).default([]).describe('Folders that the MCP server may search. An empty list means none.'),
  excludeDirs: z.array(folder).default([]).describe('Folder names or paths that are never looked into.'),
  includeHidden: z.boolean().default(false).describe('Also index files and folders whose name begins with a dot.'),
  schedule: cronExpression
    .optional()
    .describe(
      'When programs that keep running look through all folders, as a cron expression. Default: at their start.',
    ),
  includeRawTwins: z
    .boolean()
    .default(false)
    .describe('Also index a RAW file that has a JPEG or HEIC of the same name beside it.'),
  hubEndpoint: z
    .url({ protocol: /^https?$/ })
    .default(DEFAULT_HUB_ENDPOINT)
    .describe('Where models are pulled from.'),
  mcp: z
    .strictObject({
      showLocations: z
        .boolean()
        .default(false)
        .describe('Let the assistant see where photos were taken: coordinates and place names.'),
      showFullPaths: z
        .boolean()
        .default(false)
        .describe('Let the assistant see where on the disk photos are, beside their path below a granted folder.'),
    })
    .prefault({}),
  discord: z
    .strictObject({
      apiBase: z
        .url({ protocol: /^https?$/ })
        .default('https://discord.com/api')
        .describe("Base address of Discord's API."),
      guilds: z
        .record(snowflake, guildSchema, byId)
        .default({})
        .describe('The servers the bot answers in, by id. No others.'),
      directMessages: foldersById.describe(
        'The people whom the bot answers in direct messages, by id, and their folders.',
      ),
      logQueries: z.boolean().default(false).describe('Write what people search for into the log.'),
    })
    .prefault({}),
});

type FileConfig = z.infer<typeof fileSchema>;
type SettingPath = keyof FileConfig | `mcp.${keyof FileConfig['mcp']}` | `discord.${keyof FileConfig['discord']}`;

/** Environment variables (also in `.env`) that set what the file could set. */
export const SETTING_VARIABLES = {
  PICSIFT_DATA_DIR: 'dataDir',
  PICSIFT_MODEL: 'model',
  PICSIFT_MODEL_DIR: 'modelDir',
  HF_ENDPOINT: 'hubEndpoint',
  DISCORD_API_BASE: 'discord.apiBase',
} as const satisfies Record<string, SettingPath>;

/** Environment variables that have no place in the file, and what they are in `Config`. */
export const OTHER_VARIABLES = {
  PICSIFT_CONFIG_DIR: 'configDir',
  PICSIFT_DEBUG: 'debug',
  DISCORD_TOKEN: 'discordToken',
  HF_TOKEN: 'hubToken',
  PICSIFT_MCP_TOKEN: 'mcpToken',
} as const;

export type OtherSettings = {
  readonly [Name in (typeof OTHER_VARIABLES)[keyof typeof OTHER_VARIABLES]]: string | undefined;
};

export interface Config extends FileConfig, OtherSettings {
  readonly dataDir: string;
  /** Folder that config.json and .env were looked for in. */
  readonly configDir: string;
}

/** A path with the home folder for "~" at its beginning. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith(`~${sep}`) ? join(homedir(), path.slice(1)) : path;
}
