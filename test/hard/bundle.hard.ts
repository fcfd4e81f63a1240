/** The MCP bundle: made, unpacked as hosts unpack it, and started as its manifest says. */

import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getMcpConfigForManifest, unpackExtension } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { npm } from '../support/pack.ts';
import { drawPhotos, sharedFolder, temporaryFolder } from '../support/photos/drawings.ts';

const { platform, arch } = process;
const IS_WINDOWS = platform === 'win32';

const made = sharedFolder();
const folder = join(sharedFolder(), 'an extension');
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

beforeAll(async () => {
  npm(['run', 'bundle', '--', made], packageRoot());
  const { version } = read(join(packageRoot(), 'package.json'));
  expect(readdirSync(made)).toEqual([`picsift-${version}-${platform}-${arch}.mcpb`]);
  const [file] = readdirSync(made) as [string];
  expect(statSync(join(made, file)).size).toBeLessThan(110_000_000);
  expect(await unpackExtension({ mcpbPath: join(made, file), outputDir: folder, silent: true })).toBe(true);
}, 600_000);

const filesInIt = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

it('contains what runs, for this system only', () => {
  const names = filesInIt().map((file) => file.slice(folder.length + 1).replaceAll('\\', '/'));
  expect(names).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'NODE-LICENSE.txt',
      'icon.png',
      'manifest.json',
      'dist/src/cli/main.js',
      'dist/src/indexing/run/indexing-process.js',
      'models/pocket/tokenizer.json',
    ]),
  );
  expect(
    names.filter((name) => /\.(?:[mc]?ts|map|tgz|gypi?|cc?|h|a|o)$|(?:^|\/)(?:tests?|\.bin)\//.test(name)),
  ).toEqual([]);
  const others = ['darwin', 'linux', 'win32'].filter((system) => system !== platform);
  const native = names.filter((name) => /\.(?:node|so|dylib|dll)(?:\.|$)/.test(name));
  expect(native.length).toBeGreaterThan(3);
  for (const system of others) expect(native.filter((name) => name.includes(system))).toEqual([]);
});

/** Starts it as the manifest says, in another folder, with what a host passes on of its environment. */
async function start(home: string, userConfig: Record<string, string | string[]>) {
  const manifest = read(join(folder, 'manifest.json'));
  const systemDirs = { HOME: home };
  const launch = { manifest, extensionPath: folder, systemDirs, userConfig, pathSeparator: '/' };
  const { command, args = [], env } = (await getMcpConfigForManifest(launch))!;
  const passed = IS_WINDOWS ? { APPDATA: home, LOCALAPPDATA: home, SystemRoot: process.env.SystemRoot! } : {};
  const client = new Client({ name: 'test', version: '1' });
  const environment = { HOME: home, USERPROFILE: home, PATH: IS_WINDOWS ? '' : '/usr/bin:/bin', ...passed, ...env };
  await client.connect(new StdioClientTransport({ command, args, env: environment, cwd: home, stderr: 'ignore' }));
  onTestFinished(() => client.close());
  return { client, manifest };
}

it('finds photos of several folders, although the host has removed the right to execute files', async () => {
  const home = temporaryFolder();
  const folders = [join(home, 'My $& photos'), join(home, 'more')];
  await drawPhotos(folders[0]!, { 'red.jpg': 'red', 'blue.jpg': 'blue' });
  await drawPhotos(folders[1]!, { 'lime.jpg': 'lime' });
  for (const file of filesInIt()) chmodSync(file, 0o600);
  const { client, manifest } = await start(home, { folders });

  const { tools } = await client.listTools();
  expect(manifest.tools).toEqual(tools.map(({ name, description }) => ({ name, description })));
  const call = (name: string, input: object) => client.callTool({ name, arguments: { ...input } });
  expect((await call('reindex', {})).structuredContent).toMatchObject({ summary: { added: 3, model: 'pocket' } });
  const found = await call('search_images', { query: 'a blue picture' });
  expect(found.structuredContent).toMatchObject({ total: 3, results: [{ path: 'blue.jpg' }, {}, {}] });
  const [{ id }] = (found.structuredContent as { results: { id: string }[] }).results as [{ id: string }];
  const { content } = await call('view_images', { ids: [id] });
  expect(content).toMatchObject([{ type: 'text' }, { type: 'image' }]);
});

it('says in its answers that there is no model of that name', async () => {
  const home = temporaryFolder();
  await drawPhotos(join(home, 'photos'), { 'red.jpg': 'red' });
  const { client } = await start(home, { folders: [join(home, 'photos')], model: 'pockett' });
  const { content, isError } = await client.callTool({ name: 'reindex', arguments: {} });
  expect(isError).toBe(true);
  expect(content).toMatchObject([{ text: expect.stringMatching(/no model named "pockett"\. Choose one of .*pocket/) }]);
});
