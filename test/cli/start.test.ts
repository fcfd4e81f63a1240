/**
 * The modules that a command loads, as V8 reports them at the end of the process. Loading takes most of the time of a
 * short command.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

/** Packages that only some commands need. */
const LATE = ['@modelcontextprotocol/sdk', 'ipaddr.js', 'lru-cache', 'pbf', 'smol-toml', 'undici'];

/** Returns the late packages that this command loads, bundled or not. */
async function lateOf(...args: string[]): Promise<string[]> {
  const folder = temporaryFolder();
  await runCli(args, { env: { ...cliEnvironment(temporaryFolder()), NODE_V8_COVERAGE: folder } });
  const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const scripts = [...reports.join().matchAll(/"url":"file:[^"]*\/(?:node_modules|vendor)\/([^"]*)"/g)];
  expect(scripts.length).toBeGreaterThan(0);
  return LATE.filter((name) => scripts.some(([, path]) => path === `${name}.js` || path!.startsWith(`${name}/`)));
}

describe('a command', () => {
  it('loads neither engine nor network for --version', async () => {
    expect(await lateOf('--version')).toEqual([]);
  });

  it('loads the network when there is something to fetch', async () => {
    const ofStatus = await lateOf('status');
    expect(ofStatus).toContain('lru-cache');
    expect(ofStatus).not.toContain('undici');
    expect(await lateOf('model', 'pull', 'clip-vit-b32')).toContain('undici');
  });

  it('loads the client of the protocol only to check a server', async () => {
    const client = ['@modelcontextprotocol/sdk', 'smol-toml'];
    const ofServer = await lateOf('mcp', temporaryFolder());
    for (const name of client) expect(ofServer).not.toContain(name);
    expect(await lateOf('mcp', 'check', 'none.json')).toEqual(expect.arrayContaining(client));
  });
});
