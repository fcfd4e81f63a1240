/** The MCP server as a process: its output, the time of its answers, its end. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { deleteUnknown, inCatalog, storedVectors } from '../../support/catalogs/catalog-file.ts';
import { type BareServer, INITIALIZE, startBare } from '../../support/mcp/client.ts';
import { indexedPictures } from '../../support/mcp/pictures.ts';
import { drawMany, drawPhotos, sharedFolder, temporaryFolder } from '../../support/photos/drawings.ts';
import { HAS_SHELL, HAS_SIGNALS } from '../../support/platform/capabilities.ts';
import { childrenOf, untilDead } from '../../support/platform/processes.ts';
import { testEngine } from '../../support/test-engine.ts';

/** Enough pictures to interrupt a run in the middle. */
const MANY = 160;
const manyPictures = sharedFolder();
beforeAll(() => drawMany(manyPictures, MANY));

const tool = (name: string, input: object = {}, meta: object = {}) => ({ name, arguments: input, _meta: meta });

/** Sends different queries at once. @returns their answers. */
const searches = (server: BareServer, count: number) =>
  Array.from({ length: count }, (_, n) =>
    server.request('tools/call', tool('search_images', { query: `red ${n}`, all: true })),
  );

/** Resolves when an indexing run has begun to store pictures. */
async function indexingBegins(server: BareServer): Promise<void> {
  void server.request('tools/call', tool('reindex', {}, { progressToken: 1 }));
  while (!server.lines.some((line) => line.includes(`of ${MANY} photos`) && !line.includes('"0 of '))) await sleep(10);
}

/** Number of index runs that are over. The index of `indexedPictures` is one. */
const completedRuns = (home: string) =>
  inCatalog(join(home, 'data', 'catalog.sqlite'), (catalog) =>
    catalog.prepare("SELECT count(*) FROM run WHERE outcome = 'completed'").pluck().get(),
  );

/** Checks that each line of stdout is a message of the protocol, also a last line without a line end. */
function expectPure(server: BareServer): void {
  for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
}

describe('stdout', () => {
  it('carries JSON-RPC and nothing else: start, index, search, errors, noise on stdin, an end during a query', async () => {
    const folder = join(temporaryFolder(), 'Pictures');
    await drawPhotos(folder, { 'red.jpg': 'red', 'blue.jpg': 'blue' });
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
    const token = 'a-token-of-the-user';
    const env = { PICSIFT_DEBUG: 'all', DISCORD_TOKEN: token, HF_TOKEN: token, PICSIFT_MCP_TOKEN: token };
    const server = startBare({ folders: [folder, join(folder, 'missing')], env });
    await server.request('initialize', INITIALIZE);
    server.send({ method: 'notifications/initialized' });
    await server.request('tools/list');
    await server.request('tools/call', tool('reindex', {}, { progressToken: 'p' }));
    await server.request('tools/call', tool('search_images', { query: 'red' }));
    await server.request('tools/call', tool('search_images', { query: '', folder: '..' }));
    await server.request('tools/call', tool('no_such_tool'));
    await server.request('no/such/method');
    server.send('this is no JSON');
    server.send('{"jsonrpc":"2.0","id":{},"method":7}');
    await server.request('ping');
    const codes = server.lines.map((line) => (JSON.parse(line) as { error?: { code: number } }).error?.code);
    expect(codes).toEqual(expect.arrayContaining([-32_700, -32_600]));
    // An exit during an inference would abort the process.
    await Promise.race(searches(server, 20));
    server.process.stdin.end();
    expect(await server.exited()).toBe(0);
    expect(server.lines.length).toBeGreaterThan(8);
    expectPure(server);
    // The log is for the person who runs the server.
    expect(server.stderr()).toMatch(/missing/);
    for (const line of [
      /^picsift:mcp main.* received tools\/list, id 2$/m,
      /^picsift:mcp main.* tool reindex: answered/m,
    ]) {
      expect(server.stderr()).toMatch(line);
    }
    expect(server.stderr()).toMatch(/^picsift:decode \S+process.* \S*red\.jpg: decoded by sharp jpeg/m);
    expect(server.stderr()).not.toContain(token);
  });

  it.runIf(HAS_SHELL)(
    'carries nothing else when the indexing process is killed, and the server continues',
    async () => {
      const [home, folder] = [temporaryFolder(), temporaryFolder()];
      await drawMany(folder, MANY);
      const server = startBare({ home, folders: [folder] });
      await server.request('initialize', INITIALIZE);
      await indexingBegins(server);
      const [child] = childrenOf(server.process.pid!);
      process.kill(child!, 'SIGKILL');
      await untilDead([child!]);
      const catalog = join(home, 'data', 'catalog.sqlite');
      const stored = storedVectors(catalog);
      const expected = stored + deleteUnknown(folder, catalog);
      expect(expected).toBeGreaterThan(stored);
      const searched = async () => {
        await server.request('tools/call', tool('reindex'));
        const { result } = await server.request('tools/call', tool('search_images', { query: 'red', limit: 1 }));
        return (result as { structuredContent: { total: number } }).structuredContent.total;
      };
      await expect.poll(searched, { timeout: 120_000 }).toBe(expected);
      server.process.stdin.end();
      expect(await server.exited()).toBe(0);
      expectPure(server);
      // A crash is reported in a sentence.
      expect(server.stderr()).not.toMatch(/\bat .*:\d+:\d+/);
    },
  );

  it.runIf(HAS_SHELL)(
    'carries nothing else when nothing works (no folder, no model, no catalog); the handshake loads nothing',
    async () => {
      const home = temporaryFolder();
      writeFileSync(join(home, 'data'), 'a file in the place of the data folder');
      const env = { PICSIFT_MODEL: 'no-such-model' };
      for (const folders of [[], [join(home, 'nowhere'), manyPictures]]) {
        const server = startBare({ home, folders, env });
        const answer = await server.request('initialize', INITIALIZE);
        expect(answer.result).toMatchObject({ serverInfo: { name: 'picsift' }, capabilities: { tools: {} } });
        const tools = (await server.request('tools/list')).result as { tools: { name: string }[] };
        expect(tools).toMatchObject({ tools: expect.arrayContaining([expect.objectContaining({ name: 'reindex' })]) });
        expect(childrenOf(server.process.pid!)).toEqual([]);
        expect(server.stderr()).toBe('');
        for (const { name } of tools.tools) {
          await server.request('tools/call', tool(name));
          await server.request('tools/call', tool(name, { query: 'red' }));
        }
        server.process.kill('SIGINT');
        expect(await server.exited()).toBe(0);
        expectPure(server);
      }
    },
  );
});

describe('the end', () => {
  it('is clean while the engine is being loaded for a query', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const server = startBare({ home, folders: [folder] });
    await server.request('initialize', INITIALIZE);
    void searches(server, 20);
    server.process.stdin.end();
    expect(await server.exited()).toBe(0);
    expect(server.stderr()).toBe('');
  });

  it.runIf(HAS_SIGNALS).each([
    ['the end of stdin', (server: BareServer) => void server.process.stdin.end()],
    ['SIGTERM', (server: BareServer) => void server.process.kill('SIGTERM')],
    ['SIGINT', (server: BareServer) => void server.process.kill('SIGINT')],
    [
      'a broken stdout',
      (server: BareServer) => {
        server.process.stdout.destroy();
        server.process.stderr.destroy();
        server.send({ id: 99, method: 'ping' });
      },
    ],
  ])('comes at %s in the middle of a reindex, and leaves no child behind', async (_name, end) => {
    const server = startBare({ folders: [manyPictures] });
    await server.request('initialize', INITIALIZE);
    await indexingBegins(server);
    const children = childrenOf(server.process.pid!);
    expect(children).toHaveLength(1);
    end(server);
    expect(await server.exited()).toBe(0);
    await untilDead(children);
  });

  it.runIf(HAS_SHELL)('also ends the child when the server is killed', async () => {
    const server = startBare({ folders: [manyPictures] });
    await server.request('initialize', INITIALIZE);
    await indexingBegins(server);
    const children = childrenOf(server.process.pid!);
    expect(children).toHaveLength(1);
    server.process.kill('SIGKILL');
    await untilDead(children);
  });
});

describe('watching', () => {
  it('starts with the first tool call: new photos are found without a reindex', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const server = startBare({ home, folders: [folder] });
    await server.request('initialize', INITIALIZE);
    const results = async () => {
      const answer = await server.request('tools/call', tool('search_images', { query: 'yellow', limit: 1 }));
      return (answer.result as { structuredContent: { results: object[] } }).structuredContent.results;
    };
    expect(await results()).not.toMatchObject([{ path: 'trip/yellow.jpg' }]);
    // The first scan is over: only the watch can notice more photos.
    await expect.poll(() => completedRuns(home), { timeout: 120_000 }).toBe(2);
    await drawPhotos(folder, { 'trip/yellow.jpg': 'yellow' });
    await expect.poll(results, { timeout: 120_000, interval: 200 }).toMatchObject([{ path: 'trip/yellow.jpg' }]);
    expect(server.stderr()).toBe('');
    server.process.stdin.end();
    expect(await server.exited()).toBe(0);
  });

  it('starts a moment after the handshake when no tool is called, and not earlier', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    rmSync(join(folder, 'red.jpg'));
    const [probed, kept] = [startBare({ home, folders: [folder] }), startBare({ home, folders: [folder] })];
    for (const server of [probed, kept]) {
      await server.request('initialize', INITIALIZE);
      server.send({ method: 'notifications/initialized' });
      await server.request('tools/list');
    }
    probed.process.stdin.end();
    expect(await probed.exited()).toBe(0);
    expect(probed.stderr()).toBe('');
    const { status } = testEngine({ dataDir: join(home, 'data') });
    await expect.poll(status, { timeout: 120_000 }).toMatchObject({ watchers: [{ pid: kept.process.pid }] });
    await expect.poll(status, { timeout: 120_000 }).toMatchObject({ roots: [{ path: folder, photos: 2 }] });
    kept.process.stdin.end();
    expect(await kept.exited()).toBe(0);
  });
});
