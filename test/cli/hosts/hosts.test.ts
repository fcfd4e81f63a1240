/** The table of hosts: their files on each system, how a file is recognised, and what a host passes to a server. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_INHERITED_ENV_VARS } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { environmentOf, lostVariables } from '../../../src/cli/hosts/environment.ts';
import { findProgram } from '../../../src/cli/hosts/find-program.ts';
import { hostOf, projectOf } from '../../../src/cli/hosts/host-files.ts';
import { HOST_NAMES, HOSTS, type Host, type Place } from '../../../src/cli/hosts/hosts.ts';
import type { ProcessLaunch } from '../../../src/cli/hosts/launch.ts';
import { sharedFolder, temporaryFolder } from '../../support/photos/drawings.ts';
import { HAS_MODES } from '../../support/platform/capabilities.ts';

const LINUX: Place = { platform: 'linux', home: '/home/ada', folder: '/home/ada/project', variables: {} };
const MAC: Place = { ...LINUX, platform: 'darwin', home: '/Users/ada' };
const WINDOWS: Place = {
  platform: 'win32',
  home: 'C:\\Users\\ada',
  folder: 'C:\\project',
  variables: { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
};

const filesOn = (place: Place) => HOST_NAMES.map((name) => HOSTS[name].file(place));

describe('the file of a host', () => {
  it('is where the host looks for it', () => {
    expect(filesOn(LINUX)).toEqual([
      '/home/ada/.config/Claude/claude_desktop_config.json',
      '/home/ada/.claude.json',
      '/home/ada/.cursor/mcp.json',
      '/home/ada/.config/Code/User/mcp.json',
      '/home/ada/.gemini/settings.json',
      '/home/ada/.codex/config.toml',
      '/home/ada/.codeium/windsurf/mcp_config.json',
      '/home/ada/.config/zed/settings.json',
    ]);
    expect(filesOn(MAC)).toEqual([
      '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
      '/Users/ada/.claude.json',
      '/Users/ada/.cursor/mcp.json',
      '/Users/ada/Library/Application Support/Code/User/mcp.json',
      '/Users/ada/.gemini/settings.json',
      '/Users/ada/.codex/config.toml',
      '/Users/ada/.codeium/windsurf/mcp_config.json',
      '/Users/ada/.config/zed/settings.json',
    ]);
    expect(filesOn(WINDOWS)).toEqual([
      'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      'C:\\Users\\ada\\.claude.json',
      'C:\\Users\\ada\\.cursor\\mcp.json',
      'C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json',
      'C:\\Users\\ada\\.gemini\\settings.json',
      'C:\\Users\\ada\\.codex\\config.toml',
      'C:\\Users\\ada\\.codeium\\windsurf\\mcp_config.json',
      'C:\\Users\\ada\\AppData\\Roaming\\Zed\\settings.json',
    ]);
  });

  it('may be moved by the variables of the system and of the host', () => {
    const variables = { XDG_CONFIG_HOME: '/x', CODEX_HOME: '/y', CLAUDE_CONFIG_DIR: '/z' };
    const place = { ...LINUX, variables };
    expect(HOSTS.claude.file(place)).toBe('/x/Claude/claude_desktop_config.json');
    expect(HOSTS.zed.file(place)).toBe('/x/zed/settings.json');
    expect(HOSTS.codex.file(place)).toBe('/y/config.toml');
    expect(HOSTS['claude-code'].file(place)).toBe('/z/.claude.json');
    expect(HOSTS.claude.file({ ...MAC, variables })).toBe(HOSTS.claude.file(MAC));
  });

  it('is recognised by its name, on every system, or else by its content', () => {
    for (const place of [LINUX, MAC, WINDOWS]) {
      for (const name of HOST_NAMES) expect(hostOf(HOSTS[name].file(place), undefined).title).toBe(HOSTS[name].title);
    }
    expect(hostOf('/p/.vscode/mcp.json', { mcpServers: {} })).toBe(HOSTS.vscode);
    expect(hostOf('/p/.mcp.json', undefined)).toBe(HOSTS['claude-code']);
    expect(hostOf('/p/a.json', { servers: {} })).toBe(HOSTS.vscode);
    expect(hostOf('/p/a.json', { context_servers: {} })).toBe(HOSTS.zed);
    expect(hostOf('/p/a.toml', undefined)).toBe(HOSTS.codex);
    expect(hostOf('/p/mcp.json', { mcpServers: {} }).title).toBe('your program');
  });

  it('may belong to a project', () => {
    expect(projectOf('/p/a/.vscode/mcp.json', HOSTS.vscode, LINUX)).toBe('/p/a');
    expect(projectOf('/p/a/.mcp.json', HOSTS['claude-code'], LINUX)).toBe('/p/a');
    expect(projectOf('C:\\p\\.cursor\\mcp.json', HOSTS.cursor, WINDOWS)).toBe('C:\\p');
    // The same name in the home folder is the file of the user.
    for (const name of HOST_NAMES) expect(projectOf(HOSTS[name].file(LINUX), HOSTS[name], LINUX)).toBeUndefined();
  });
});

const START: ProcessLaunch = {
  kind: 'process',
  command: 'picsift',
  args: [],
  cwd: '/',
  hasFolder: false,
  env: {},
  passedOn: [],
  envFile: undefined,
};

describe('the environment of a server', () => {
  const variables = {
    HOME: '/home/ada',
    PATH: '/shell/bin',
    LANG: 'de',
    PICSIFT_MODEL: 'pocket',
    PICSIFT_MCP_TOKEN: 'x',
  };
  const place: Place = { ...LINUX, home: sharedFolder(), variables };

  it('has what the SDK passes on, what the entry sets, and all of the shell if the host does that', () => {
    const everything = Object.fromEntries(DEFAULT_INHERITED_ENV_VARS.map((name) => [name, 'x']));
    const here = { ...place, platform: process.platform, variables: { ...everything, LANG: 'de' } };
    expect(Object.keys(environmentOf(HOSTS.cursor, START, here)).sort()).toEqual(
      [...DEFAULT_INHERITED_ENV_VARS].sort(),
    );
    const launch = { ...START, env: { PICSIFT_MODEL: 'other', HOME: null }, passedOn: ['LANG'] };
    expect(environmentOf(HOSTS.codex, launch, place)).toEqual({
      PATH: '/shell/bin',
      LANG: 'de',
      PICSIFT_MODEL: 'other',
    });
    expect(environmentOf(HOSTS.zed, START, place)).toEqual(variables);
  });

  it('names the settings that get lost, but no token', () => {
    expect(lostVariables(environmentOf(HOSTS.claude, START, place), place)).toEqual(['PICSIFT_MODEL']);
    expect(lostVariables(environmentOf(HOSTS.vscode, START, place), place)).toEqual([]);
  });

  it('has the PATH of a desktop program for Claude Desktop: versions of nvm in the order of their letters', () => {
    const versions = join(place.home, '.nvm', 'versions', 'node');
    for (const version of ['v9.0.0', 'v20.19.0', 'v18.1.0'])
      mkdirSync(join(versions, version, 'bin'), { recursive: true });
    const { PATH } = environmentOf(HOSTS.claude, START, place);
    const bins = ['v18.1.0', 'v20.19.0', 'v9.0.0'].map((version) => `${versions}/${version}/bin`);
    expect(PATH).toBe([...bins, '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin'].join(':'));
    expect(environmentOf(HOSTS.claude, START, WINDOWS)).not.toHaveProperty('PATH');
  });

  it('has the file of variables, and a longer PATH, in VS Code', () => {
    const envFile = join(place.home, '.env');
    writeFileSync(envFile, 'PICSIFT_MODEL=file\nA=b\n');
    const launch = { ...START, envFile, env: { PATH: '/more', A: 'c' } };
    const found = environmentOf(HOSTS.vscode, launch, place);
    expect(found).toMatchObject({ PICSIFT_MODEL: 'file', A: 'c', PATH: '/shell/bin:/more' });
    expect(environmentOf(HOSTS.cursor as Host, { ...START, env: { PATH: '/more' } }, place).PATH).toBe('/more');
  });
});

describe('a program', () => {
  it.runIf(HAS_MODES)('is found in the PATH or at its path, and may not be started', () => {
    const folder = temporaryFolder();
    const [plain, other] = [join(folder, 'plain'), join(folder, 'other')];
    for (const each of [plain, other]) mkdirSync(each);
    writeFileSync(join(plain, 'tool'), '', { mode: 0o644 });
    const find = (command: string, PATH: string) => findProgram(command, folder, { PATH }, { platform: 'linux' });
    expect(find('tool', `${plain}:${other}`)).toEqual({ file: join(plain, 'tool'), isExecutable: false });
    writeFileSync(join(other, 'tool'), '', { mode: 0o755 });
    expect(find('tool', `${plain}:${other}`)).toEqual({ file: join(other, 'tool'), isExecutable: true });
    expect(find('./other/tool', '')).toEqual({ file: join(other, 'tool'), isExecutable: true });
    for (const [command, path] of [
      ['tool', ''],
      ['other', folder],
      [join(other, 'tool', 'x'), ''],
    ] as const) {
      expect(find(command, path)).toBeUndefined();
    }
  });

  it('has endings on Windows', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'npx.cmd'), '');
    const path = { Path: 'C:\\none' };
    expect(findProgram(`${folder}/npx`, folder, path, { platform: process.platform })).toBeUndefined();
    expect(findProgram('npx', 'C:\\', path, { platform: 'win32' })).toBeUndefined();
  });
});
