/** The manifest of the MCP bundle. test/hard/bundle.hard.ts makes a bundle and starts it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMcpConfigForManifest, MANIFEST_SCHEMAS, type McpbManifestAny } from '@anthropic-ai/mcpb/browser';
import { expect, it } from 'vitest';
import { OTHER_VARIABLES, SETTING_VARIABLES } from '../../config/schema.ts';
import { type Contents, type Manifest, manifestOf } from '../../packaging/bundle/manifest.mjs';
import { serverLists } from '../../packaging/bundle/server-lists.mjs';
import { packageRoot } from '../../src/base/paths.ts';
import { BUILT_IN_MODEL, modelNames } from '../../src/model/store/manifest.ts';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const description: Contents['description'] = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
const PLATFORMS = ['linux', 'darwin', 'win32'];

const manifestFor = (platform: string, more: Partial<Contents> = {}) =>
  manifestOf({ description, platform, tools: [], prompts: [], ...more });

/** Starts the server as the library of the bundles' authors says. */
const launch = (manifest: Manifest, userConfig: Record<string, string | boolean | string[]>) =>
  getMcpConfigForManifest({
    manifest: manifest as unknown as McpbManifestAny,
    extensionPath: '/x',
    systemDirs: { HOME: '/home/ada' },
    userConfig,
    pathSeparator: '/',
  });

it('lists the tools and prompts of the server', async () => {
  const home = temporaryFolder();
  const client = await connectInProcess([home], join(home, 'data'));
  const manifest = manifestFor('linux', await serverLists(client));
  const { tools, prompts } = MANIFEST_SCHEMAS['0.3'].parse(manifest);
  expect(tools).toEqual((await client.listTools()).tools.map(({ name, description }) => ({ name, description })));
  expect(prompts!.map(({ name }) => name)).toEqual((await client.listPrompts()).prompts.map(({ name }) => name));
  for (const { name, text, arguments: fields = [] } of prompts!) {
    const placeholders = Array.from(text.matchAll(/\$\{arguments\.(\w+)\}/g), ([, field]) => field);
    expect(new Set(placeholders), name).toEqual(new Set(fields));
  }
});

it.each(PLATFORMS)('is valid on %s, and has what package.json says', (platform) => {
  const manifest = MANIFEST_SCHEMAS['0.3'].parse(manifestFor(platform));
  const { name, version, license, keywords, author } = description;
  expect(manifest).toMatchObject({ name, version, license, keywords, author: { name: author } });
  expect(manifest.compatibility).toEqual({ platforms: [platform] });
  expect(manifest).not.toHaveProperty('privacy_policies');
});

it('links to the repository as soon as package.json names it', () => {
  const repository = { type: 'git', url: 'git+https://example.org/ada/picsift.git' };
  const more = { homepage: 'https://example.org/', version: '1.2.3', repository };
  const manifest = MANIFEST_SCHEMAS['0.3'].parse(manifestFor('linux', { description: { ...description, ...more } }));
  expect(manifest).toMatchObject({
    homepage: 'https://example.org/',
    repository: { type: 'git', url: 'https://example.org/ada/picsift' },
    privacy_policies: ['https://example.org/ada/picsift/blob/v1.2.3/docs/mcp-security.md'],
  });
  expect(readFileSync(join(packageRoot(), 'docs', 'mcp-security.md'), 'utf8')).toMatch(/^# /);
});

it('passes several folders as several arguments, and the other settings as variables', async () => {
  const folders = ['/home/ada/My photos', '/mnt/$&'];
  const onUnix = await launch(manifestFor('linux'), { folders, model: 'clip-vit-b32', showLocations: true });
  expect(onUnix).toEqual({
    command: '/bin/sh',
    args: ['/x/start.sh', 'mcp', ...folders],
    env: { PICSIFT_MODEL: 'clip-vit-b32', PICSIFT_MCP_SHOW_LOCATIONS: 'true' },
  });
  expect(await launch(manifestFor('win32'), { folders })).toMatchObject({
    command: '/x/node.exe',
    args: ['--', '/x/dist/src/cli/main.js', 'mcp', ...folders],
  });
});

it('needs a folder and nothing else', async () => {
  for (const platform of PLATFORMS) {
    const manifest = manifestFor(platform);
    expect(await launch(manifest, {})).toBeUndefined();
    expect(await launch(manifest, { folders: [] })).toBeUndefined();
    // A host leaves the placeholder of a setting that has no value.
    expect(JSON.stringify(await launch(manifest, { folders: ['/a'] }))).not.toContain('${');
  }
});

it('sets existing variables and names existing models', async () => {
  const { user_config: settings } = MANIFEST_SCHEMAS['0.3'].parse(manifestFor('linux'));
  const { env } = (await launch(manifestFor('linux'), { folders: ['/a'] }))!;
  for (const name of Object.keys(env!)) expect({ ...SETTING_VARIABLES, ...OTHER_VARIABLES }).toHaveProperty(name);
  expect(settings!.model!.default).toBe(BUILT_IN_MODEL);
  const named = settings!.model!.description.match(/[\w-]+(?= \(\d+ MB\))/g)!;
  expect(modelNames()).toEqual(expect.arrayContaining(named));
  const page = readFileSync(join(packageRoot(), 'docs', 'models.md'), 'utf8');
  for (const [, name, size] of settings!.model!.description.matchAll(/([\w-]+) \((\d+ MB)\)/g)) {
    expect(page).toMatch(new RegExp(`\`${name}\` +\\| ${size}`));
  }
});
