/** Declares every setting once: its name in the configuration file, environment variable, meaning and default. */

import { isAbsolute } from 'node:path';
import { CronPattern } from 'croner';
import { z } from 'zod';
import { RIGHTS } from '../src/access/rights.ts';
import { expandHome } from '../src/base/home-folder.ts';
import { quoted } from '../src/base/safe-text.ts';
import { PICTURE_CACHE_BYTES } from '../src/library/render/picture-cache.ts';
import { DEFAULT_HUB_ENDPOINT } from '../src/model/hub/hub-address.ts';
import { PROVIDERS } from '../src/model/provider/provider.ts';
import { unknownName } from './unknown-name.ts';

/** A folder of the file system; "~" is the home folder. Never relative: picsift runs in any folder, also from cron. */
const folder = z
  .string()
  .transform(expandHome)
  .refine(isAbsolute, {
    error: ({ input }) => `${quoted(String(input))} is not an absolute path. Begin it with / or ~/`,
  });
const NOT_AN_ID = 'is not a Discord id: 17 to 20 digits, in quotation marks';
/** Discord's ids are 64-bit numbers, written as text. */
const snowflake = z.string().regex(/^\d{17,20}$/, NOT_AN_ID);
/** For a wrong key of a record, Zod reports only "invalid key". */
const byId = { error: ({ code }: { code?: string }) => (code === 'invalid_key' ? NOT_AN_ID : undefined) };

/** Cron's five fields, or croner's extensions of them. */
const cronExpression = z.string().superRefine((text, context) => {
  try {
    new CronPattern(text);
  } catch {
    context.addIssue(`"${text}" is not a cron expression (for example "0 3 * * *": every night at three)`);
  }
});

/** An object with these keys only. The error for another key says which one may be meant. */
function settings<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? (keys as string[]).map((key) => unknownName(key, known)).join(' ') : undefined,
  });
}

/** The environment has only texts. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const folders = z.array(folder).default([]);
/** Folders by the id of a channel, a role or a person. */
const foldersById = z.record(snowflake, z.array(folder), byId).default({});
const ids = z.array(snowflake).default([]);

const guildSchema = settings({
  folders: folders.describe('Folders whose photos everybody in this server may find. An empty list grants none.'),
  channels: foldersById.describe("Folders for everybody who can use a channel, by the channel's id. Includes threads."),
  roles: foldersById.describe("Folders for the members of a role, by the role's id."),
  users: foldersById.describe('Folders for individual people, by their ids.'),
  visibility: z
    .enum(['private', 'channel'])
    .default('private')
    .describe(
      'Who sees an answer if the command does not say: only the person who asked, or everybody in the channel.',
    ),
  cooldown: z.number().min(0).max(3600).default(0).describe('Seconds that a person must wait between two commands.'),
  reindex: settings({ roles: ids, users: ids }).prefault({}).describe('Who may use /reindex. Empty lists mean nobody.'),
  show: z
    .array(z.enum(['path', 'date', 'title', 'people', 'score', 'id']))
    .default([])
    .describe(
      'What an answer shows for each photo: its path below the folder, its date, its title, the people in it, its score, its id. Words find titles, descriptions and people only if they are shown.',
    ),
});

export const fileSchema = settings({
  dataDir: folder.optional().describe("Folder for the catalog and the pulled models. Default: the user's data folder."),
  model: z
    .string()
    .min(1)
    .optional()
    .describe('Name of the model to index with, or hf:OWNER/NAME of the hub. Default: clip-vit-b32.'),
  modelDir: folder.optional().describe('Folder of a model in the Hugging Face layout, instead of a named model.'),
  provider: z
    .enum(PROVIDERS)
    .default('auto')
    .describe('What runs the model: auto (the fastest that gives the right vectors), cpu, or a kind of accelerator.'),
  folders: z.array(folder).default([]).describe('Folders that the MCP server may search. An empty list means none.'),
  excludeDirs: z
    .array(z.string().min(1).transform(expandHome))
    .default([])
    .describe('Names or paths of folders to skip.'),
  includeHidden: z.boolean().default(false).describe('Also index files and folders whose name begins with a dot.'),
  schedule: cronExpression
    .optional()
    .describe('When long-running programs scan all folders, as a cron expression. Default: at their start.'),
  includeRawTwins: z
    .boolean()
    .default(false)
    .describe('Also index a RAW file when a JPEG or HEIC with the same name is in the same folder.'),
  text: flag.default(true).describe('Read the text in pictures, after they were indexed.'),
  hemisphere: z
    .enum(['north', 'south'])
    .default('north')
    .describe('Where you live: it decides which months "summer" is in a query.'),
  hubEndpoint: z
    .url({ protocol: /^https?$/ })
    .default(DEFAULT_HUB_ENDPOINT)
    .describe('Address of the hub that models are pulled from.'),
  mcp: settings({
    showLocations: flag
      .default(false)
      .describe('Let the assistant see where photos were taken: coordinates and place names.'),
    showFullPaths: z
      .boolean()
      .default(false)
      .describe("Let the assistant see photos' full paths, in addition to their paths below a granted folder."),
    allowTagging: z
      .boolean()
      .default(false)
      .describe('Let the assistant write keywords into photos. Each time, the user confirms it in a form.'),
  }).prefault({}),
  gallery: settings({
    address: z
      .string()
      .min(1)
      .default('127.0.0.1:7333')
      .describe(
        'Where `picsift gallery` listens: HOST:PORT. Another address than 127.0.0.1 needs PICSIFT_GALLERY_TOKEN.',
      ),
    allow: z.array(z.enum(RIGHTS)).default([]).describe('What its pages may do besides looking.'),
    cacheMegabytes: z
      .int()
      .min(10)
      .default(PICTURE_CACHE_BYTES / 1e6)
      .describe('Maximum size of the thumbnails that are kept in the data folder.'),
  }).prefault({}),
  discord: settings({
    apiBase: z
      .url({ protocol: /^https?$/ })
      .default('https://discord.com/api')
      .describe("Base address of Discord's API."),
    guilds: z
      .record(snowflake, guildSchema, byId)
      .default({})
      .describe('The only servers in which the bot answers, by id.'),
    directMessages: foldersById.describe(
      'The people whom the bot answers in direct messages, by id, with their folders.',
    ),
    logQueries: z.boolean().default(false).describe('Write queries into the log.'),
  }).prefault({}),
});

type FileConfig = z.infer<typeof fileSchema>;
type SettingPath =
  | keyof FileConfig
  | `mcp.${keyof FileConfig['mcp']}`
  | `gallery.${keyof FileConfig['gallery']}`
  | `discord.${keyof FileConfig['discord']}`;

/**
 * Environment variables (also in `.env`) for settings that the file can have too. Nothing converts the value: the
 * schema of the setting must accept a text.
 */
export const SETTING_VARIABLES = {
  PICSIFT_DATA_DIR: 'dataDir',
  PICSIFT_MODEL: 'model',
  PICSIFT_MODEL_DIR: 'modelDir',
  PICSIFT_PROVIDER: 'provider',
  PICSIFT_TEXT: 'text',
  PICSIFT_MCP_SHOW_LOCATIONS: 'mcp.showLocations',
  HF_ENDPOINT: 'hubEndpoint',
  DISCORD_API_BASE: 'discord.apiBase',
} as const satisfies Record<string, SettingPath>;

/** Environment variables for settings that the file cannot have, with their names in `Config`. */
export const OTHER_VARIABLES = {
  PICSIFT_CONFIG_DIR: 'configDir',
  PICSIFT_DEBUG: 'debug',
  DISCORD_TOKEN: 'discordToken',
  HF_TOKEN: 'hubToken',
  PICSIFT_MCP_TOKEN: 'mcpToken',
  PICSIFT_GALLERY_TOKEN: 'galleryToken',
} as const;

export type OtherSettings = {
  readonly [Name in (typeof OTHER_VARIABLES)[keyof typeof OTHER_VARIABLES]]: string | undefined;
};

export interface Config extends FileConfig, OtherSettings {
  readonly dataDir: string;
  /** Folder of config.json and .env. */
  readonly configDir: string;
  /** Lines for the person who wrote the settings: what has no effect. */
  readonly remarks: readonly string[];
}
