/** `picsift mcp --http` as a process: its start, its output, its end. */

import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { cliEnvironment } from '../../../support/cli.ts';
import { runHere } from '../../../support/cli-here.ts';
import { drawIndexed } from '../../../support/indexed.ts';
import { startBare } from '../../../support/mcp/client.ts';
import { bare, beginSession, HTTP_CLIENTS, initialize, startHttp } from '../../../support/mcp/http.ts';
import { drawMany, sharedFolder, temporaryFolder } from '../../../support/photos/drawings.ts';
import { HAS_SIGNALS, IS_LINUX } from '../../../support/platform/capabilities.ts';
import { COLOURS } from '../../../support/test-engine.ts';

const folder = join(sharedFolder(), 'Pictures');
const indexed = sharedFolder();
const many = sharedFolder();
beforeAll(async () => {
  await drawIndexed(folder, join(indexed, 'data'), COLOURS);
  await drawMany(many, 100);
});

const threadsOf = (pid: number) => readdirSync(`/proc/${pid}/task`).length;

// The test counts its threads through /proc.
it.runIf(IS_LINUX)(
  'serves clients of every kind from one engine, ignores stdin, and prints neither results nor its token',
  async () => {
    const server = await startHttp({ home: indexed, folders: [folder] });
    server.process.process.stdin.end('garbage\n');
    const [first, ...others] = Object.values(HTTP_CLIENTS);
    const client = await first!(server);
    await client.call('reindex');
    expect((await client.call('search_images', { query: 'red', all: true })).data.results).toHaveLength(4);
    const threads = threadsOf(server.process.process.pid!);
    for (const connect of others) {
      const { data } = await (await connect(server)).call('search_images', { query: 'blue' });
      expect(data.results[0]).toMatchObject({ path: 'blue.png' });
    }
    expect(threadsOf(server.process.process.pid!)).toBe(threads);

    server.process.process.kill('SIGTERM');
    expect(await server.process.exited()).toBe(0);
    expect(server.process.lines).toEqual([]);
    expect(server.process.stderr()).toMatch(
      /^picsift mcp: Serving at http:\/\/127\.0\.0\.1:\d+\/mcp\. The token is in \S+\.\n$/,
    );
    expect(server.process.stderr()).not.toContain(server.token);
  },
);

it.runIf(HAS_SIGNALS).each(['SIGTERM', 'SIGINT'] as const)(
  'loads nothing before the first call, and ends within a second of %s, during all kinds of work',
  async (signal) => {
    const home = temporaryFolder();
    const server = await startHttp({ home, folders: [many] });
    const session = { 'mcp-session-id': await beginSession(server) };
    expect(session['mcp-session-id']).toMatch(/^[\da-f-]{36}$/);
    expect(readdirSync(join(home, 'data'))).toEqual(['mcp-token']);
    const call = (id: number, name: string, input: object) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name, arguments: input },
    });
    const open = [
      bare(server, { method: 'GET', headers: session }),
      bare(server, { headers: session, body: call(1, 'reindex', {}) }),
      ...Array.from({ length: 5 }, (_, n) =>
        bare(server, { headers: session, body: call(2 + n, 'search_images', { query: `red ${n}` }) }),
      ),
    ];
    const settled = Promise.allSettled(open);
    await sleep(700);
    server.process.process.kill(signal);
    expect(await server.process.exited()).toBe(0);
    expect(server.process.stderr().split('\n').slice(1)).toEqual(['']);
    await settled;
  },
);

it('serves other computers only with a token of the user, and does not store that one', async () => {
  const home = temporaryFolder();
  const alone = await runHere(['mcp', folder, '--http', '0.0.0.0:0'], { env: cliEnvironment(home) });
  expect(alone).toMatchObject({ code: 2, stdout: '' });
  expect(alone.stderr).toMatch(/At 0\.0\.0\.0 other computers can connect\. Set PICSIFT_MCP_TOKEN/);

  const token = 'chosen-by-the-user-'.repeat(2);
  const env = { PICSIFT_MCP_TOKEN: token, PICSIFT_DEBUG: 'mcp' };
  const server = startBare({ home, folders: [folder], http: '0.0.0.0:0', env });
  await expect.poll(server.stderr, { timeout: 120_000 }).toMatch(/TLS/);
  const [, port] = /http:\/\/0\.0\.0\.0:(\d+)\/mcp/.exec(server.stderr())!;
  const ask = async (host: string, given = token) => {
    const where = { url: new URL(`http://127.0.0.1:${port}/mcp`), token: given };
    return (await bare(where, { headers: { host }, body: initialize })).status;
  };
  expect(await ask(`192.168.0.7:${port}`)).toBe(200);
  expect(await ask(`[fe80::1]:${port}`)).toBe(200);
  expect(await ask(`192.168.0.7:${port}`, `wrong-${token}`)).toBe(401);
  await expect.poll(server.stderr).toMatch(/POST: 401 after \d+ ms\n/);
  // When it listens on all addresses, it accepts no host name: an attacker can make a name lead here.
  expect(await ask('evil.example')).toBe(403);
  expect(server.stderr()).toMatch(/session [\da-f]{8} opened, 1 are open\n[\s\S]*POST initialize, id 1: 200 after/);
  expect(server.stderr()).toMatch(/one in PICSIFT_MCP_TOKEN/);
  expect(server.stderr()).not.toContain(token);
  expect(existsSync(join(home, 'data', 'mcp-token'))).toBe(false);
});

it('reports what is wrong with an address', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const wrong: [string, RegExp][] = [
    [`${port}`, new RegExp(`127\\.0\\.0\\.1:${port} is in use, perhaps by another picsift mcp\\. Choose another port`)],
    // The others: test/http/address.test.ts.
    ['127.0.0.1', /not an address to listen at\. Give HOST:PORT/],
  ];
  const home = temporaryFolder();
  for (const [address, words] of wrong) {
    const { code, stdout, stderr } = await runHere(['mcp', '--http', address], { env: cliEnvironment(home) });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  }
});
