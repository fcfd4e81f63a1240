/** `picsift mcp config`: prints the block for a host, or writes it into the host's file. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { builtFile } from '../../../src/base/paths.ts';
import { HOST_NAMES, HOSTS, type HostName, type Place } from '../../../src/cli/hosts/hosts.ts';
import { withEntry } from '../../../src/cli/hosts/write/write-entry.ts';
import { cliEnvironment } from '../../support/cli.ts';
import { runHere } from '../../support/cli-here.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_MODES } from '../../support/platform/capabilities.ts';

/** A user with a folder of photos. The variables of the tests are in no block, as in an ordinary shell. */
function user() {
  const home = temporaryFolder();
  const pictures = join(home, 'Pictures');
  mkdirSync(pictures);
  const { PATH, HOME, USERPROFILE } = cliEnvironment(home) as Record<'PATH' | 'HOME' | 'USERPROFILE', string>;
  const env = { PATH, HOME, USERPROFILE, APPDATA: join(home, 'AppData', 'Roaming') };
  const config = (...args: string[]) => runHere(['mcp', 'config', ...args], { env, cwd: home });
  const place: Place = { platform: process.platform, home, folder: home, variables: env };
  const args = ['--', builtFile('src/cli/main.ts'), 'mcp', pictures];
  return { home, pictures, config, env, place, args, fileOf: (name: HostName) => HOSTS[name].file(place) };
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const read = (file: string) => readFileSync(file, 'utf8');

describe('picsift mcp config', () => {
  it.each(HOST_NAMES)('prints a block for %s that its reader understands, and nothing else on stdout', async (name) => {
    const { config, args, fileOf, pictures } = user();
    const { code, stdout, stderr } = await config(name, 'Pictures');
    expect(code).toBe(0);
    const { key, syntax } = HOSTS[name];
    const value = (syntax === 'toml' ? parseToml(stdout) : JSON.parse(stdout)) as Record<string, object>;
    expect(value[key]).toMatchObject({ picsift: { command: process.execPath, args } });
    expect(stderr).toContain(`This belongs into ${fileOf(name)}.`);
    expect(stderr).toContain(HOSTS[name].reload);
    // Nothing is written, and the same file is complete.
    expect(existsSync(fileOf(name))).toBe(false);
    expect(await config(name, pictures, '--write')).toMatchObject({ code: 0, stdout: '' });
    expect(read(fileOf(name))).toBe(stdout);
  });

  it('takes the folders of the configuration, and asks for one if there is none', async () => {
    const { home, config, env, pictures } = user();
    expect(await config('claude')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'picsift: Name the folder with your photos, as in: picsift mcp config claude ~/Pictures\n',
    });
    put(join(home, 'conf', 'config.json'), JSON.stringify({ folders: [pictures] }));
    const named = { ...env, PICSIFT_CONFIG_DIR: join(home, 'conf') };
    const { stdout, stderr } = await runHere(['mcp', 'config', 'claude'], { env: named, cwd: home });
    const { picsift } = (JSON.parse(stdout) as { mcpServers: Record<string, { args: string[]; env: object }> })
      .mcpServers;
    expect(picsift!.args.slice(2)).toEqual(['mcp', pictures]);
    // Claude Desktop does not pass on this variable.
    expect(picsift!.env).toEqual({ PICSIFT_CONFIG_DIR: join(home, 'conf') });
    expect(stderr).toContain('It contains PICSIFT_CONFIG_DIR of this shell');
    const secret = { ...named, PICSIFT_MCP_TOKEN: 'x'.repeat(40) };
    const both = [
      await runHere(['mcp', 'config', 'vscode'], { env: secret }),
      await runHere(['mcp', 'config', 'codex'], { env: secret }),
    ];
    expect(both[0]!.stdout).not.toContain('"env"');
    expect(both[1]!.stdout).toContain('env = { PICSIFT_CONFIG_DIR = ');
    expect(JSON.stringify(both)).not.toContain('xxxx');
  });

  it.each([
    [['claude', 'Pictrues'], 2, /There is no folder .*Pictrues/],
    [['claude', ''], 2, /folder's name is empty/],
    [['calude', 'Pictures'], 2, /Allowed choices are claude, claude-code, cursor/],
    [[], 2, /missing required argument 'program'/],
  ])('refuses %j', async (args, code, message) => {
    const { config } = user();
    const result = await config(...args);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('picsift mcp config --write', () => {
  it('adds the entry, keeps the other text and a copy, and changes nothing the second time', async () => {
    const { config, fileOf, args } = user();
    const file = fileOf('vscode');
    const before =
      '\ufeff{\r\n  // mine\r\n  "servers": { "gh": { "command": "gh" } }, // keep\r\n  "inputs": []\r\n}\r\n';
    put(file, before);
    const { code, stdout, stderr } = await config('vscode', '~/Pictures', '--write');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^Added the entry "picsift" in .*\nThe file as it was before: .*mcp\.json\.bak\n/);
    const now = read(file);
    expect(now.startsWith('\ufeff{\r\n  // mine\r\n  "servers": { "gh": { "command": "gh" }, "picsift": ')).toBe(true);
    expect(now.endsWith(' }, // keep\r\n  "inputs": []\r\n}\r\n')).toBe(true);
    expect((parse(now.slice(1)) as { servers: object }).servers).toMatchObject({ picsift: { type: 'stdio', args } });
    expect(read(`${file}.bak`)).toBe(before);

    const again = await config('vscode', '~/Pictures', '--write');
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/already \("picsift"\)\. Nothing was changed\.\n$/),
    });
    expect(read(file)).toBe(now);
    expect(readdirSync(dirname(file)).sort()).toEqual(['mcp.json', 'mcp.json.bak']);
  });

  it('replaces the entry that starts picsift, whatever its name, and never an older copy', async () => {
    const { config, fileOf, args, home } = user();
    const file = fileOf('claude');
    const old = { command: 'picsift', args: ['mcp', '/old'], env: { A: 'b' }, disabled: true };
    put(file, JSON.stringify({ theme: 'dark', mcpServers: { fotos: old, other: { command: 'x' } } }));
    put(`${file}.bak`, 'older');
    const { stderr } = await config('claude', 'Pictures', '--write');
    expect(stderr).toContain('Replaced the entry "fotos"');
    expect(JSON.parse(read(file))).toEqual({
      theme: 'dark',
      mcpServers: { fotos: { command: process.execPath, args, env: { A: 'b' } }, other: { command: 'x' } },
    });
    expect(read(`${file}.bak`)).toBe('older');
    expect(JSON.parse(read(`${file}.bak2`))).toMatchObject({ mcpServers: { fotos: old } });

    // Several entries are for different folders: a new one is added beside them.
    put(file, JSON.stringify({ mcpServers: { a: old, b: { command: 'picsift', args: ['mcp', home] } } }));
    await config('claude', 'Pictures', '--write');
    expect(Object.keys((JSON.parse(read(file)) as { mcpServers: object }).mcpServers)).toEqual(['a', 'b', 'picsift']);
  });

  it('turns an address into a command only under the name of picsift', async () => {
    const { config, fileOf, args } = user();
    const file = fileOf('cursor');
    const address = { url: 'http://127.0.0.1:7331/mcp', headers: { Authorization: 'Bearer x' } };
    put(file, JSON.stringify({ mcpServers: { photos: address, picsift: address } }));
    await config('cursor', 'Pictures', '--write');
    expect(JSON.parse(read(file))).toEqual({
      mcpServers: { photos: address, picsift: { command: process.execPath, args } },
    });
  });

  it.each<[string, HostName, string, RegExp]>([
    ['a syntax error', 'claude', '{ "mcpServers": { } ', /not valid JSON. Line 1, column 21/],
    ['comments where the host allows none', 'claude', '{} // x', /JSON has no comments/],
    ['a syntax error', 'codex', '[mcp_servers', /not valid TOML. Line 1/],
    ['no object', 'gemini', '[]', /does not contain an object/],
    ['a list of servers', 'vscode', '{ "servers": [] }', /"servers" is not an object/],
    ['the servers twice', 'cursor', '{ "mcpServers": {}, "mcpServers": {} }', /2 times/],
    [
      'an entry twice',
      'cursor',
      '{ "mcpServers": { "picsift": {}, "picsift": {} } }',
      /cannot change without touching others/,
    ],
    [
      'a table on one line',
      'codex',
      'mcp_servers = { a = { command = "x" } }',
      /cannot change without touching others/,
    ],
    ['UTF-16', 'claude', '\ufeff{ }', /UTF-16/],
  ])('refuses a file with %s (%s), and leaves it', async (what, name, text, message) => {
    const { config, fileOf } = user();
    const file = fileOf(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, what === 'UTF-16' ? 'utf16le' : 'utf8');
    const before = readFileSync(file);
    const { code, stderr } = await config(name, 'Pictures', '--write');
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  it.runIf(CAN_SYMLINK && HAS_MODES)('follows a link and keeps the permissions', async () => {
    const { config, fileOf, home } = user();
    const file = fileOf('gemini');
    const target = join(home, 'dotfiles', 'settings.json');
    put(target, '{}\n');
    chmodSync(target, 0o640);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync('../dotfiles/settings.json', file);
    expect(await config('gemini', 'Pictures', '--write')).toMatchObject({ code: 0 });
    expect(read(target)).toContain('"picsift"');
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(target)).sort()).toEqual(['settings.json', 'settings.json.bak']);
    expect(readdirSync(dirname(file))).toEqual(['settings.json']);

    // A link to a file that does not exist yet.
    const other = fileOf('cursor');
    mkdirSync(dirname(other), { recursive: true });
    symlinkSync(join(home, 'dotfiles', 'mcp.json'), other);
    await config('cursor', 'Pictures', '--write');
    expect(statSync(join(home, 'dotfiles', 'mcp.json')).mode & 0o777).toBe(0o600);
  });

  it('asks whether the program is installed if its folder is new', async () => {
    const { config } = user();
    expect((await config('windsurf', 'Pictures', '--write')).stderr).toContain('Is Windsurf installed?');
  });

  it('is pure in what it makes of a text', () => {
    const { place } = user();
    const entry = { command: '/n', args: ['mcp'] };
    const merged = (name: HostName, text: string) => withEntry(text, HOSTS[name], entry, place, '/f').merged;
    expect(merged('zed', '{ "theme": "One", } // x')).toBe(
      '{ "theme": "One", "context_servers": {"picsift":{"command":"/n","args":["mcp"]}} } // x',
    );
    expect(merged('codex', 'model = "o3"\r\n')).toBe(
      'model = "o3"\r\n\r\n[mcp_servers.picsift]\r\ncommand = "/n"\r\nargs = [ "mcp" ]\r\n',
    );
  });
});
