/** What is read in the files of hosts: the servers, what each entry starts, and every mistake with its repair. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentOf } from '../../../src/cli/hosts/environment.ts';
import { findServers } from '../../../src/cli/hosts/find-servers.ts';
import { HOST_NAMES, HOSTS, type HostName, type Place } from '../../../src/cli/hosts/hosts.ts';
import { launchOf } from '../../../src/cli/hosts/launch.ts';
import { isOurs } from '../../../src/cli/hosts/our-entry.ts';
import { isProblem, looselyParsed, parseHostFile } from '../../../src/cli/hosts/parse-file.ts';

const PLACE: Place = {
  platform: 'linux',
  home: '/home/ada',
  folder: '/home/ada/project',
  variables: { TOKEN: 'secret-of-ada', NODE: '/usr/bin/node' },
};

function read(name: HostName, text: string) {
  const parsed = parseHostFile(text, HOSTS[name]);
  if (isProblem(parsed)) return { servers: [], misplaced: [], problems: [parsed] };
  return findServers(parsed, HOSTS[name]);
}

const launch = (name: HostName, value: unknown, more: { project?: string; ownToken?: string } = {}) =>
  launchOf(value, { host: HOSTS[name], place: PLACE, project: undefined, ...more });

describe('a file', () => {
  it.each<[string, HostName, string, string]>([
    ['a missing comma', 'claude', '{\n "a": 1\n "b": 2 }', 'JSON. Line 3, column 2: expected a comma'],
    ['a comma too many', 'claude', '{ "a": 1, }', 'Line 1, column 11: there is nothing between the last comma'],
    ['a comma too many', 'gemini', '{ "a": 1, }', 'Line 1, column 11'],
    ['a comment', 'claude-code', '{ // x\n}', 'Line 1, column 3: JSON has no comments'],
    [
      'quotation marks of a text processor',
      'cursor',
      '{ “a”: 1 }',
      'Line 1, column 3: expected a text in straight double quotes',
    ],
    ['single backslashes', 'windsurf', '{ "a": "C:\\Users" }', 'a backslash in this text must be written twice'],
    ['two blocks', 'vscode', '{}\n{}', 'Line 2, column 1: expected nothing more'],
    ['no end', 'zed', '{ "a": {', 'Line 1, column 9: the file ends, but } is missing'],
    ['text without quotation marks', 'codex', 'a = "b"\nc = d', 'TOML. Line 2, column 5'],
  ])('with %s: %s', (_, name, text, found) => {
    const { problems } = read(name, text);
    expect(problems).toMatchObject([{ code: 'syntax-error', found: expect.stringContaining(found) }]);
    expect(problems[0]!.fix).toContain(HOSTS[name].title);
  });

  it('may have what its host allows', () => {
    const relaxed = '/* a */ { "servers": { "p": { "command": "x" }, }, // b\n }';
    expect(read('vscode', relaxed).servers).toMatchObject([{ name: 'p', line: 1 }]);
    expect(read('gemini', '{ "mcpServers": {} // b\n }')).toEqual({ servers: [], misplaced: [], problems: [] });
    for (const name of ['claude', 'codex'] as const) expect(read(name, ' \n').problems).toEqual([]);
    expect(looselyParsed(relaxed)).toHaveProperty('servers');
    expect(looselyParsed('{')).toBeUndefined();
  });

  it.each<[HostName, string, string]>([
    ['claude', '[]', 'does not contain an object'],
    ['claude', '"text"', 'does not contain an object'],
    ['vscode', '{ "servers": [] }', '"servers" is not an object'],
    ['codex', 'mcp_servers = 1', '"mcp_servers" is not an object'],
  ])('of %s with the wrong form: %s', (name, text, found) => {
    expect(read(name, text).problems).toMatchObject([{ code: 'wrong-shape', found: expect.stringContaining(found) }]);
  });

  it('with the servers twice', () => {
    const { problems } = read('claude', '{\n"mcpServers": {},\n"mcpServers": {}\n}');
    expect(problems).toMatchObject([{ code: 'double-key', found: expect.stringContaining('lines 2, 3') }]);
  });

  it.each<[HostName, string, string, string]>([
    [
      'vscode',
      '{ "mcpServers": { "p": {} } }',
      '"mcpServers", but VS Code looks for it in "servers"',
      'Change "mcpServers"',
    ],
    ['claude', '{ "servers": { "p": {} } }', '"servers", but Claude Desktop', 'to "mcpServers"'],
    ['cursor', '{ "MCP_Servers": { "p": {} } }', '"MCP_Servers", but Cursor', 'to "mcpServers"'],
    ['zed', '{ "mcpServers": { "p": {} } }', 'looks for it in "context_servers"', 'to "context_servers"'],
    ['vscode', '{ "mcp": { "servers": { "p": {} } } }', '"mcp.servers", but VS Code', 'to "servers"'],
    ['codex', '[mcpServers.p]', '"mcpServers", but Codex', 'to "mcp_servers"'],
    ['claude', '{ "p": { "command": "x" } }', '"p" is not inside "mcpServers"', '"mcpServers": {'],
    ['claude', '{ "command": "x" }', '"command" is at the top', '"mcpServers": {'],
  ])('of %s with the servers in another place: %s', (name, text, found, fix) => {
    const { servers, misplaced } = read(name, text);
    expect(servers).toEqual([]);
    expect(misplaced.map(({ problem }) => problem)).toMatchObject([
      { code: 'wrong-key', found: expect.stringContaining(found), fix: expect.stringContaining(fix) },
    ]);
  });

  it('of Claude Code has servers for single projects too', () => {
    const text = JSON.stringify({
      mcpServers: { all: {} },
      projects: { '/work/a': { mcpServers: { one: {} } }, '/work/b': {} },
    });
    expect(read('claude-code', text).servers).toMatchObject([{ name: 'all' }, { name: 'one', project: '/work/a' }]);
  });
});

describe('an entry', () => {
  const plain = { command: 'node', args: ['a.js', '~/b'], env: { A: 'b' } };

  it('says what starts, and where', () => {
    const common = { kind: 'process', command: 'node', args: ['a.js', '~/b'], env: { A: 'b' }, hasFolder: false };
    expect(launch('claude', { ...plain, cwd: '/elsewhere' })).toMatchObject({ ...common, cwd: '/' });
    expect(launch('claude-code', plain)).toMatchObject({ ...common, cwd: '/home/ada/project' });
    expect(launch('cursor', plain, { project: '/p' })).toMatchObject({ ...common, cwd: '/p', hasFolder: true });
    expect(launch('gemini', { ...plain, cwd: '/c' })).toMatchObject({ ...common, cwd: '/c', hasFolder: true });
    expect(launch('vscode', { ...plain, command: '~/node', cwd: '~/c' })).toMatchObject({
      command: '/home/ada/node',
      args: ['a.js', '/home/ada/b'],
      cwd: '/home/ada/c',
    });
    expect(launch('zed', { command: { path: 'x', args: ['y'] } })).toMatchObject({ command: 'x', args: ['y'] });
    expect(launch('codex', { command: 'x', env_vars: ['A'] })).toMatchObject({ args: [], passedOn: ['A'] });
  });

  it.each<[HostName, string, string]>([
    ['vscode', `\${env:TOKEN}|\${userHome}|\${workspaceFolder}`, 'secret-of-ada|/home/ada|/home/ada/project'],
    ['cursor', `\${workspaceFolderBasename}\${/}x\${pathSeparator}`, 'project/x/'],
    ['claude-code', `\${TOKEN}|\${NONE:-default}|$TOKEN`, 'secret-of-ada|default|$TOKEN'],
    ['gemini', `$TOKEN|\${TOKEN}|\${NONE:-a b}`, 'secret-of-ada|secret-of-ada|a b'],
    ['claude', `\${env:TOKEN}$TOKEN`, `\${env:TOKEN}$TOKEN`],
  ])('of %s may refer to variables: %s', (name, written, read) => {
    const found = launch(name, { command: written, args: [written], env: { A: written } });
    expect(found).toMatchObject({ command: read, args: [read], env: { A: read } });
  });

  it.each<[HostName, unknown, string, RegExp]>([
    ['claude', 'picsift mcp', 'wrong-shape', /not an object/],
    ['claude', {}, 'wrong-shape', /no "command"/],
    ['claude', { command: 5 }, 'wrong-shape', /no "command"/],
    ['claude', { command: 'x', args: 'mcp' }, 'wrong-shape', /"args" is not a list/],
    ['claude', { command: 'x', args: ['mcp', 1] }, 'wrong-shape', /"args" is not a list/],
    ['claude', { command: 'x', env: ['A=b'] }, 'wrong-shape', /"env" is not an object of texts/],
    ['claude', { command: 'x', env: { A: 1 } }, 'wrong-shape', /"env" is not an object of texts/],
    ['windsurf', { ...plain, disabled: true }, 'disabled', /switched off \("disabled": true\)/],
    ['codex', { ...plain, enabled: false }, 'disabled', /switched off/],
    ['vscode', { command: 'x', args: [`\${input:folder}`] }, 'unknown-variable', /only VS Code knows/],
    ['claude-code', { command: `\${NONE}` }, 'unknown-variable', /\$\{NONE\}, but there is no such value/],
    ['claude', { url: 'http://127.0.0.1/mcp' }, 'address-unsupported', /only starts servers itself/],
    ['gemini', { url: 'http://127.0.0.1/mcp' }, 'address-unsupported', /in "httpUrl", but/],
    ['cursor', { url: '127.0.0.1:7331' }, 'wrong-shape', /not a URL/],
    ['claude-code', { url: 'http://127.0.0.1/mcp' }, 'wrong-shape', /"type": "http"/],
    ['cursor', { url: 'http://127.0.0.1/mcp', headers: { A: 1 } }, 'wrong-shape', /"headers"/],
    [
      'codex',
      { url: 'http://127.0.0.1/mcp', bearer_token_env_var: 'NONE' },
      'unknown-variable',
      /"NONE", which is not set/,
    ],
  ])('of %s that is wrong: %j', (name, value, code, found) => {
    expect(launch(name, value)).toMatchObject({ code, found: expect.stringMatching(found), fix: expect.any(String) });
  });

  it('may be an address, with headers', () => {
    const url = 'http://127.0.0.1:7331/mcp';
    const headers = { Authorization: 'Bearer secret-of-ada' };
    const wanted = { kind: 'http', address: new URL(url), headers };
    expect(launch('cursor', { url, headers: { Authorization: `Bearer \${env:TOKEN}` } })).toMatchObject(wanted);
    expect(launch('windsurf', { serverUrl: url, headers })).toMatchObject(wanted);
    expect(launch('gemini', { httpUrl: url, headers: { Authorization: 'Bearer $TOKEN' } })).toMatchObject(wanted);
    expect(launch('claude-code', { type: 'http', url, headers })).toMatchObject(wanted);
    expect(launch('codex', { url, bearer_token_env_var: 'TOKEN' })).toMatchObject(wanted);
    expect(launch('codex', { url, env_http_headers: { Authorization: 'TOKEN' } })).toMatchObject({
      headers: { Authorization: 'secret-of-ada' },
    });
    const asked = { type: 'http', url, headers: { Authorization: `Bearer \${input:t}` } };
    expect(launch('vscode', asked, { ownToken: 'own' })).toMatchObject({
      headers: { Authorization: 'Bearer own' },
      hasOwnToken: true,
    });
    expect(launch('vscode', asked)).toMatchObject({ code: 'unknown-variable' });
    // The own token is never sent to another computer.
    for (const elsewhere of [
      'http://example.com:7331/mcp',
      'http://127.0.0.1.example.com/mcp',
      'http://localhost@example.com/',
    ]) {
      const found = launch('vscode', { ...asked, url: elsewhere }, { ownToken: 'own' });
      expect(found).toMatchObject({ code: 'unknown-variable' });
    }
  });
});

it('whatever a file contains, it is read or its mistake is named', () => {
  const names = [
    'mcpServers',
    'servers',
    'context_servers',
    'mcp_servers',
    'projects',
    'picsift',
    'command',
    'args',
    'env',
  ];
  const more = ['url', 'headers', 'cwd', 'envFile', 'type', 'disabled', '__proto__', 'constructor', ''];
  const key = fc.constantFrom(...names, ...more);
  const leaf = fc.oneof(
    fc.constantFrom('picsift', 'mcp', '~/a', '$A', `\${env:A}`, 'http://[', 'node main.js', '\0'),
    fc.jsonValue(),
  );
  const { file } = fc.letrec<{ file: unknown }>((tie) => ({
    file: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('file'), { maxLength: 3 }),
      fc.dictionary(key, tie('file'), { maxKeys: 4 }),
    ),
  }));
  const property = fc.property(file, fc.constantFrom(...HOST_NAMES), (value, name) => {
    const { servers, misplaced, problems } = read(name, JSON.stringify(value));
    for (const { fix } of problems) expect(fix).not.toBe('');
    for (const entry of [...servers, ...misplaced.map((each) => each.entry)]) {
      const setting = { host: HOSTS[name], place: PLACE, project: undefined };
      isOurs(entry, setting);
      const found = launchOf(entry.value, setting);
      if (isProblem(found)) expect(found.fix).not.toBe('');
      else if (found.kind === 'process') environmentOf(HOSTS[name], { ...found, envFile: undefined }, PLACE);
    }
  });
  fc.assert(property, { numRuns: 500 });
});
