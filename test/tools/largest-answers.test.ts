/** The largest answers of every tool: hosts refuse those of 1 MB. Every text is as long as it may be, and takes 3 bytes a letter. */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openCatalog } from '../../src/catalog/open.ts';
import { openLibrary } from '../../tools/library.ts';
import { defineTool, READS_ONLY } from '../../tools/tool.ts';
import { callOf } from '../bench/assistant/play.ts';
import { addPhoto } from '../support/catalogs/test-catalog.ts';
import { indexHere } from '../support/engine-here.ts';
import { startServer } from '../support/mcp/in-process.ts';
import { noise } from '../support/mcp/pictures.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { jpegWith } from '../support/photos/metadata.ts';
import { xmp } from '../support/photos/xmp.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';

const LIMIT = 1_000_000;
/** What all pictures of an answer take at most, in base64: view-images.test.ts. */
const PICTURES = 700_000;

const PHOTOS = 50;
const GROUPS = 300;
const FOLDERS = 500;
const WORDS = 'alpha bravo charlie delta echo foxtrot golf hotel india juliet';

/** Different texts of this many characters. */
const long = (length: number, number = 0) => `${'長'.repeat(length - 5)}${`${number}`.padStart(5, '0')}`;
/** Unlike all others. */
const hashOf = (group: number) => createHash('sha256').update(`${group}`).digest().subarray(0, 8);
/** The longest that a name of a file or folder can be: 255 bytes. */
const longName = (number: number, ending = '') => `${'名'.repeat(80)}${`${number}`.padStart(5, '0')}${ending}`;

async function largestPhoto(): Promise<Buffer> {
  const names = (most: number) => Array.from({ length: most }, (_, n) => long(120, n));
  const facts = xmp(
    { 'xmp:Rating': '5', 'xmp:Label': long(400), 'tiff:Model': long(400), 'aux:Lens': long(400) },
    {
      'Iptc4xmpExt:PersonInImage': names(40),
      'dc:subject': [...WORDS.split(' '), ...names(40)],
      'dc:title': [long(500)],
      'dc:description': [`${WORDS} ${long(3_000)}`],
    },
  );
  return jpegWith(await noise(200, 150).jpeg().toBuffer(), { xmp: facts });
}

/** Photos with all of this in paths of 4,000 bytes, files that cannot be read, and groups of copies that were never on disk. */
async function largestLibrary() {
  const home = temporaryFolder();
  const dataDir = join(home, 'data');
  const folder = join(home, longName(0));
  const deep = join(folder, ...Array.from({ length: 13 }, (_, depth) => longName(depth)));
  mkdirSync(deep, { recursive: true });
  // Copies: each is listed, but they are embedded once.
  const photo = await largestPhoto();
  for (let n = 0; n < PHOTOS; n++) writeFileSync(join(deep, longName(n, '.jpg')), photo);
  for (let n = 0; n < 30; n++) writeFileSync(join(deep, longName(n, '.png')), 'no photo');
  await indexHere(engineOptions({ dataDir }), [folder]);
  const catalog = openCatalog(join(dataDir, 'catalog.sqlite'), { busyTimeoutMs: 5_000 });
  catalog.transaction(() => {
    for (let n = 0; n < 2 * GROUPS; n++) {
      const path = join(folder, longName(n % FOLDERS), longName(n, '.jpg'));
      const camera = long(200, n);
      addPhoto(catalog, path, {
        content: `${n % GROUPS}`,
        perceptualHash: hashOf(n % GROUPS),
        size: 1e9 + n,
        takenAt: `${1_000 + n}-01-01T10:00:00`,
        camera,
      });
    }
    for (let n = 0; n < 100; n++) addPhoto(catalog, join(folder, longName(n, '.webp')), { content: 'one', size: 2e9 });
  })();
  catalog.close();
  return { folder, dataDir };
}

it.runIf(IS_LINUX)('are below 1 MB', async () => {
  const { folder, dataDir } = await largestLibrary();
  const client = new Client({ name: 'test', version: '1' });
  const shows = { locations: true, fullPaths: true };
  await client.connect(await startServer({ folders: [folder], dataDir, shows, allowsTagging: true }));
  onTestFinished(() => client.close());
  const call = callOf(client);
  const { data } = await call('search_images', { keyword: ['alpha'], limit: 50 });
  const ids = data.results.map(({ id }: { id: string }) => id);
  expect(ids).toHaveLength(50);
  const calls: [string, Record<string, unknown>][] = [
    ['search_images', { query: WORDS, limit: 50, all: true }],
    ['search_images', { keyword: ['alpha'], limit: 50 }],
    ['search_images', { similarTo: ids[0], limit: 50 }],
    ['view_images', { ids: ids.slice(0, 6) }],
    ['view_images', { ids: ids.slice(0, 30) }],
    ...['year', 'folder', 'camera', 'person'].map((by): [string, Record<string, unknown>] => [
      'browse_library',
      { by, limit: 200 },
    ]),
    ['find_duplicates', { limit: 50 }],
    ['find_duplicates', { limit: 10 }],
    ['library_status', { by: 'person' }],
    ['tag_images', { ids: ids.slice(0, 30), add: Array.from({ length: 10 }, (_, n) => long(200, n)) }],
    ['reindex', {}],
  ];
  for (const [tool, given] of calls) {
    const { text, data, isError } = await call(tool, given);
    const pictures = tool === 'view_images' ? PICTURES : 0;
    const size = Buffer.byteLength(JSON.stringify({ text, data })) + pictures;
    expect(isError, text.slice(0, 200)).toBe(false);
    expect(size, `${tool} ${JSON.stringify(given)}`).toBeLessThan(LIMIT);
  }
});

it('ask for less where a tool has listed too much', async () => {
  const tool = defineTool({
    name: 'all',
    title: 'All',
    description: 'Lists all.',
    inputSchema: z.object({ length: z.int() }),
    outputSchema: z.object({ notes: z.array(z.string()) }),
    icon: 'M3 3h9',
    annotations: READS_ONLY,
    run: async ({ length }) => ({ text: 'x'.repeat(length), data: { notes: [] } }),
  });
  const server = new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
  const library = openLibrary({ engine: engineOptions(), folders: [] });
  tool(server, library);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
  onTestFinished(() => client.close());
  const call = callOf(client);
  expect(await call('all', { length: LIMIT - 1_000 })).toMatchObject({ isError: false });
  expect(await call('all', { length: LIMIT })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/larger than programs accept\. Ask for less/),
  });
});
