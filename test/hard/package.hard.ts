/** The packed package, installed as its users install it: away from this repository, in an empty folder. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { cliEnvironment } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

/** What `npm run` tells the scripts that it starts is about this package, not about the one to be installed. */
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/.test(name)));

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: { ...outside, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('finds photos, by its command and over MCP', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue' });
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', home], packageRoot()),
  ) as [{ filename: string }];
  npm(['init', '--yes'], home);
  npm(['install', join(home, filename), '--no-audit', '--no-fund'], home);

  const picsift = join(home, 'node_modules', '.bin', 'picsift');
  const env = { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' };
  const found = execFileSync(picsift, ['a red picture', '--in', folder, '-f'], { env, encoding: 'utf8' });
  expect(found.split('\n')[0]).toBe(join(folder, 'red.jpg'));

  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: picsift, args: ['mcp', folder], env, cwd: home }));
  onTestFinished(() => client.close());
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('search_images');
  const { structuredContent } = await client.callTool({
    name: 'search_images',
    arguments: { query: 'a blue picture' },
  });
  expect(structuredContent).toMatchObject({ total: 2, results: [{ path: 'blue.jpg' }, {}] });
});
