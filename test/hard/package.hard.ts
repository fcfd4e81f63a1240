/** The packed package, installed as users install it: outside this repository, in an empty folder. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, it, onTestFinished } from 'vitest';
import { cliEnvironment } from '../support/cli.ts';
import { npm, packInto, programOf } from '../support/pack.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_SHELL } from '../support/platform/capabilities.ts';

it.runIf(HAS_SHELL)('finds photos, by its command and over MCP', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue' });
  const { filename } = packInto(home);
  npm(['init', '--yes'], home);
  npm(['install', join(home, filename), '--no-audit', '--no-fund'], home);

  const picsift = join(home, 'node_modules', '.bin', 'picsift');
  const env = { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' };
  const found = execFileSync(picsift, ['a red picture', '--in', folder, '-f'], { env, encoding: 'utf8' });
  expect(found.split('\n')[0]).toBe(join(folder, 'red.jpg'));

  writeFileSync(join(home, 'program.mjs'), programOf('docs/library.md'));
  const output = execFileSync(process.execPath, [join(home, 'program.mjs')], { env, encoding: 'utf8' });
  expect(output).toMatch(/^2 photos are new, 0 could not be read\.\n0\.\d{3} strong \S+red\.jpg\n/);

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
