/**
 * `npm run bench -- mcp [--photos 10000] [--json]`
 *
 * Runs `picsift mcp` as a host does, with the built-in model and a real client over stdio. Measures the time from the
 * start of the process to the handshake and to the first answer; 200 different searches, 8 at a time; the same while it
 * indexes 2,000 new photos; viewing photos; and its memory.
 */

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { builtFile } from '../../../src/base/paths.ts';
import { distinctQueries, drawLibrary } from '../bench-library.ts';
import { benchEnvironment, inNewFolder, measure, peakOf, quantile, report } from '../measure.ts';

const NEW_PHOTOS = 2_000;
const STARTS = 5;
const SEARCHES = 200;
const AT_ONCE = 8;
const LOOKS = 30;

export async function benchMcp(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { photos: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
  });
  await inNewFolder(async (home) => {
    const photos = Number(values.photos);
    const library = join(home, 'library');
    await drawLibrary(library, 0, photos);
    const fresh = join(home, 'fresh');
    await drawLibrary(fresh, photos, NEW_PHOTOS);
    await measure(['index', library, '--quiet', '--model', 'pocket'], home);
    const starts = await startTimes(home, library);
    report({ photos, ...starts, ...(await converse(home, library, fresh)) }, values.json);
  });
}

async function connect(home: string, library: string) {
  const startedAt = performance.now();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--', builtFile('src/cli/main.ts'), 'mcp', library],
    env: benchEnvironment(home),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  return { client, pid: transport.pid!, startedAt, handshakeMs: performance.now() - startedAt };
}

/** Returns the worst of several starts. The files are in the system's cache. */
async function startTimes(home: string, library: string) {
  const [handshakes, answers, ends]: [number[], number[], number[]] = [[], [], []];
  for (let start = 0; start < STARTS; start++) {
    const { client, startedAt, handshakeMs } = await connect(home, library);
    await search(client, 'a dog on the beach');
    handshakes.push(handshakeMs);
    answers.push(performance.now() - startedAt);
    const endedAt = performance.now();
    // Closes stdin, and waits for the process.
    await client.close();
    ends.push(performance.now() - endedAt);
  }
  return {
    'handshake, ms at worst': worst(handshakes),
    'first answer, ms at worst': worst(answers),
    'end of stdin to end of process, ms at worst': worst(ends),
  };
}

async function converse(home: string, library: string, fresh: string) {
  const { client, pid } = await connect(home, library);
  const memory = peakOf(pid);
  await search(client, 'warm');
  const queries = distinctQueries();
  const alone = await timeAll(queries.splice(0, SEARCHES), (query) => search(client, query));

  renameSync(fresh, join(library, 'fresh'));
  let isIndexing = true;
  const indexing = index(client).finally(() => {
    isIndexing = false;
  });
  const meanwhile = await timeAll(queries.splice(0, SEARCHES), (query) => search(client, query));
  const stillIndexing = isIndexing;
  await indexing;

  const ids = (await search(client, 'green', 50)).map(({ id }) => id);
  const view = (from: number, count: number) =>
    client.callTool({ name: 'view_images', arguments: { ids: [...ids, ...ids].slice(from, from + count) } });
  const starts = Array.from({ length: LOOKS }, (_, index) => index);
  const [three, sheet] = [
    await timeAll(starts, (from) => view(from, 3), 1),
    await timeAll(starts, (from) => view(from, 12), 1),
  ];
  await client.close();
  return {
    'search p50, ms': quantile(alone, 0.5),
    'search p95, ms': quantile(alone, 0.95),
    'indexing, p50, ms': quantile(meanwhile, 0.5),
    'indexing, p95, ms': quantile(meanwhile, 0.95),
    'indexing to the last search': stillIndexing ? 'yes' : 'no',
    'view 3, p50, ms': quantile(three, 0.5),
    'view 3, p95, ms': quantile(three, 0.95),
    'sheet of 12, p50, ms': quantile(sheet, 0.5),
    'sheet of 12, p95, ms': quantile(sheet, 0.95),
    'peak MB of all processes': memory(),
  };
}

async function search(client: Client, query: string, limit = 10) {
  const { structuredContent } = await client.callTool({ name: 'search_images', arguments: { query, limit } });
  return (structuredContent as { results: { id: string }[] }).results;
}

/** Index until the end, in as many calls as necessary. */
async function index(client: Client): Promise<void> {
  for (;;) {
    const { structuredContent } = await client.callTool({ name: 'reindex', arguments: {} });
    if ((structuredContent as { state: string }).state === 'done') return;
  }
}

/** Run the work with this many calls in progress at any time. @returns the duration of each, in ms. */
async function timeAll<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>, atOnce = AT_ONCE) {
  const times: number[] = [];
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      const since = performance.now();
      await work(item);
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
}

function worst(times: readonly number[]): number {
  return Math.round(Math.max(...times));
}
