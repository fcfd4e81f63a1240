import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../config/load.ts';
import { fileSchema, OTHER_VARIABLES, SETTING_VARIABLES } from '../../config/schema.ts';
import { homeFolder } from '../../src/base/home-folder.ts';
import { packageRoot } from '../../src/base/paths.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const { shape } = fileSchema;
/** The path of every setting: ['model'], ['mcp', 'showLocations'], ... */
const SETTINGS = Object.entries(shape).flatMap(([name, schema]) =>
  schema instanceof z.ZodPrefault ? Object.keys(schema.unwrap().shape).map((inner) => [name, inner]) : [[name]],
);
const GUILD_SETTINGS = Object.keys(shape.discord.unwrap().shape.guilds.unwrap().valueType.shape);

function configFolder(files: Record<string, string>): { PICSIFT_CONFIG_DIR: string } {
  const folder = join(temporaryFolder(), 'config');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { PICSIFT_CONFIG_DIR: folder };
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    const config = loadConfig({}, configFolder({}));
    expect(config).toMatchObject({
      folders: [],
      excludeDirs: [],
      includeHidden: false,
      hubEndpoint: 'https://huggingface.co',
      discord: { apiBase: 'https://discord.com/api', guilds: {} },
      discordToken: undefined,
      hubToken: undefined,
    });
    expect(config.model).toBeUndefined();
    expect(config.dataDir).toMatch(/picsift$/);
  });

  it('prefers flags over the environment, the environment over .env, .env over the file', () => {
    const file = JSON.stringify({ dataDir: '/file', model: 'file', hubEndpoint: 'https://file.example' });
    const dotenv = 'PICSIFT_DATA_DIR=/dotenv\nPICSIFT_MODEL=dotenv\nDISCORD_TOKEN=from-dotenv\n';
    const folder = configFolder({ 'config.json': file, '.env': dotenv });
    expect(loadConfig({}, folder)).toMatchObject({
      dataDir: resolve('/dotenv'),
      model: 'dotenv',
      discordToken: 'from-dotenv',
    });
    const environment = { ...folder, PICSIFT_DATA_DIR: '/environment', PICSIFT_MODEL: '', DISCORD_TOKEN: 'real' };
    expect(loadConfig({}, environment)).toMatchObject({
      dataDir: resolve('/environment'),
      model: 'dotenv',
      discordToken: 'real',
    });
    expect(loadConfig({ model: 'flag' }, environment)).toMatchObject({
      model: 'flag',
      hubEndpoint: 'https://file.example',
    });
  });

  it('reads another .env on request, and only that one', () => {
    const folder = configFolder({ '.env': 'HF_TOKEN=usual' });
    const other = join(temporaryFolder(), 'other.env');
    writeFileSync(other, 'HF_TOKEN=other');
    expect(loadConfig({ envFile: other }, folder).hubToken).toBe('other');
    expect(() => loadConfig({ envFile: `${other}.none` }, folder)).toThrow(
      expect.objectContaining({ code: 'bad-config' }),
    );
  });

  it('expands the home folder', () => {
    const id = '123456789012345678';
    const byId = { [id]: ['~/Family'] };
    const guilds = { [id]: { folders: ['~/Family'], channels: byId, roles: byId, users: byId } };
    const file = JSON.stringify({ folders: ['~/Pictures', '/mnt/photos'], discord: { guilds, directMessages: byId } });
    const config = loadConfig({}, configFolder({ 'config.json': file }));
    expect(config.folders).toEqual([join(homedir(), 'Pictures'), '/mnt/photos']);
    const family = [join(homedir(), 'Family')];
    const expanded = { folders: family, channels: { [id]: family }, roles: { [id]: family }, users: { [id]: family } };
    expect(config.discord.guilds[id]).toMatchObject(expanded);
    expect(config.discord.directMessages).toEqual({ [id]: family });
  });

  it.each([
    ['dataDir', 'index'],
    ['modelDir', './model'],
    ['folders', ['Pictures']],
    ['folders', ['~bob/Pictures']],
    ['folders', [' ']],
    ['discord', { directMessages: { '123456789012345678': ['Family'] } }],
  ])('takes no relative path for %s from the file: %j', (setting, value) => {
    const text = JSON.stringify({ [setting]: value });
    const message = new RegExp(`${setting}.* in .*config\\.json: ".*" is not an absolute path\\. Begin it with`);
    expect(() => loadConfig({}, configFolder({ 'config.json': text }))).toThrow(message);
  });

  it('takes no relative path from a variable, and names the variable', () => {
    for (const name of ['PICSIFT_DATA_DIR', 'PICSIFT_MODEL_DIR']) {
      const message = (where: string) => new RegExp(`:\n${name}${where}: "index" is not an absolute path`);
      expect(() => loadConfig({}, { ...configFolder({}), [name]: 'index' })).toThrow(message(''));
      expect(() => loadConfig({}, configFolder({ '.env': `${name}=index` }))).toThrow(message(' in .*\\.env'));
    }
    expect(() => loadConfig({}, { PICSIFT_CONFIG_DIR: 'config' })).toThrow('PICSIFT_CONFIG_DIR ("config") is not');
    expect(loadConfig({}, { PICSIFT_CONFIG_DIR: '~/none' }).configDir).toBe(join(homedir(), 'none'));
  });

  it('takes a relative path from a flag, as a shell does', () => {
    expect(loadConfig({ modelDir: 'a model ' }, configFolder({})).modelDir).toBe(resolve('a model '));
  });

  it.runIf(process.platform === 'linux')('ignores relative XDG variables', () => {
    const [data, config] = [join(homedir(), '.local/share/picsift'), join(homedir(), '.config/picsift')];
    const relative = { XDG_DATA_HOME: 'data', XDG_CONFIG_HOME: './config' };
    expect(loadConfig({}, relative)).toMatchObject({ dataDir: data, configDir: config });
    const folder = temporaryFolder();
    expect(loadConfig({}, { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder })).toMatchObject({
      dataDir: join(folder, 'picsift'),
      configDir: join(folder, 'picsift'),
    });
  });

  it.each([undefined, '', 'home', './'])('finds the home folder of the account when HOME is %j', (home) => {
    const before = process.env.HOME;
    try {
      delete process.env.HOME;
      if (home !== undefined) process.env.HOME = home;
      expect(homeFolder()).toBe(userInfo().homedir);
    } finally {
      process.env.HOME = before;
    }
  });

  it('denies and hides everything in Discord that is not configured', () => {
    const file = JSON.stringify({ discord: { guilds: { '123456789012345678': {} } } });
    expect(loadConfig({}, configFolder({ 'config.json': file })).discord).toMatchObject({
      guilds: {
        '123456789012345678': {
          ...{ folders: [], channels: {}, roles: {}, users: {} },
          ...{ visibility: 'private', cooldown: 0, reindex: { roles: [], users: [] }, show: [] },
        },
      },
      directMessages: {},
      logQueries: false,
    });
  });

  it.each([
    ['{ "folders": "~/Pictures" }', 'folders'],
    ['{ "discord": { "guilds": { "123456789012345678": { "roles": { "Family": [] } } } } }', 'Family'],
    ['{ "unknown": 1 }', 'unknown'],
    ['{ "discord": { "guilds": { "my server": { "folders": [] } } } }', 'my server'],
    ['{ "hubEndpoint": "not an address" }', 'hubEndpoint'],
    ['{ "schedule": "61 * * * *" }', 'not a cron expression'],
    ['[]', 'not an object'],
    ['null', 'not an object'],
  ])('names what is wrong in %s', (text, word) => {
    expect(() => loadConfig({}, configFolder({ 'config.json': text }))).toThrow(
      expect.objectContaining({ code: 'bad-config', message: expect.stringContaining(word) }),
    );
  });

  it('parses the example, which shows every setting', () => {
    const text = readFileSync(join(packageRoot(), 'config/example.json'), 'utf8');
    const example = JSON.parse(text.replaceAll('"~/', `${JSON.stringify(homedir()).slice(0, -1)}/`)) as object;
    expect(fileSchema.parse(example)).toMatchObject(example);
    // The example has a model name instead of a model folder: the two exclude each other.
    for (const setting of SETTINGS) if (setting[0] !== 'modelDir') expect(example).toHaveProperty(setting);
    const [guild] = Object.values((example as { discord: { guilds: object } }).discord.guilds);
    expect(Object.keys(guild)).toEqual(GUILD_SETTINGS);
  });

  it('is documented: every setting and every variable', () => {
    const page = (name: string) => readFileSync(join(packageRoot(), 'docs', name), 'utf8');
    const quoted = (name: string) => `\`${name}\``;
    for (const setting of SETTINGS) expect(page('configuration.md')).toContain(`| ${setting.map(quoted).join(': ')} `);
    for (const name of GUILD_SETTINGS) expect(page('discord.md')).toContain(`| ${quoted(name)} `);
    for (const name of Object.keys({ ...SETTING_VARIABLES, ...OTHER_VARIABLES })) {
      expect(page('configuration.md')).toContain(`| ${quoted(name)} `);
    }
  });
});
