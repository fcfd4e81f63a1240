/** A complete conversation of a client with `picsift mcp`: list, index, search, page, view, fail, cancel. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { drawMany, drawPhotos, temporaryFolder } from '../photos/drawings.ts';
import { cancelReindex, expectContinued, MANY } from './cancel.ts';
import type { CLIENTS, TestClient } from './client.ts';
import { type HTTP_CLIENTS, serveInProcess } from './http.ts';
import { SEVEN } from './pictures.ts';

type Connect = (typeof CLIENTS)[string];

/** Calls `reindex` until a search finds this many photos, however many calls that needs. */
async function indexAll(client: TestClient, photos: number): Promise<void> {
  const searched = async () => {
    await client.call('reindex');
    return (await client.call('search_images', { query: 'red', limit: 1 })).data.total;
  };
  await expect.poll(searched, { timeout: 120_000 }).toBe(photos);
}

interface Found {
  readonly id: string;
  readonly path: string;
}

/** Returns all results for "a red picture", best first. */
async function searchPageByPage(client: TestClient): Promise<Found[]> {
  const search = { query: 'a red picture', limit: 3, all: true };
  const found: Found[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { data, text } = await client.call('search_images', cursor === undefined ? search : { ...search, cursor });
    found.push(...data.results.map(({ id, path }: Found) => ({ id, path })));
    cursor = data.next;
    // A host that shows only the text can continue too.
    expect(text.includes('cursor')).toBe(cursor !== null);
    if (cursor !== null) expect(text).toContain(cursor);
  }
  return found;
}

/** The client lists the tools, finds, pages, views, receives errors, and reconnects. */
export async function converse(connectClient: Connect): Promise<void> {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(folder, SEVEN);
  const first = await connectClient({ home, folders: [folder] });
  const tools = await first.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['search_images', 'reindex']));
  for (const { name: tool, description, inputSchema } of tools) {
    expect(Buffer.byteLength(description!), tool).toBeLessThan(2_048);
    expect(inputSchema, tool).toMatchObject({ type: 'object', properties: {} });
    expect(JSON.stringify(inputSchema), tool).not.toMatch(/exclusiveM|"type":\[|\$ref|"not"/);
  }
  // A host does no more: the folders are indexed without a tool call.
  const catalog = join(home, 'data', 'catalog.sqlite');
  await expect.poll(() => existsSync(catalog), { timeout: 120_000 }).toBe(true);
  for (const { name: tool } of tools) expect((await first.call(tool)).text, tool).not.toBe('');
  await indexAll(first, 7);

  const found = await searchPageByPage(first);
  expect(found.map(({ path }) => path)[0]).toBe('red.jpg');
  expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(SEVEN).sort());

  const [red, second] = found as [Found, Found];
  const { text, data, pictures } = await first.call('view_images', { ids: [second.id, `photo://${red.id}`] });
  expect(data).toBeUndefined();
  expect(text.split('\n')).toEqual([
    expect.stringMatching(/^2 images are attached, in the order below\. If you cannot see them, tell the user so/),
    `1. id ${second.id} | Pictures: ${second.path} | 160x120 | date unknown`,
    `2. id ${red.id} | Pictures: red.jpg | 160x120 | date unknown`,
  ]);
  expect((await sharp(pictures[1]).stats()).dominant).toMatchObject({ r: 248, g: 8, b: 8 });
  const [picture, facts] = await first.read(`photo://${red.id}`);
  expect(Buffer.from(picture!.blob!, 'base64')).toEqual(pictures[1]);
  expect(JSON.parse(facts!.text!)).toMatchObject({ ...red, root: 'Pictures', width: 160, keywords: [] });
  for (const uri of ['photo://aaaaaaaaaa', 'photo://', 'photo://../red.jpg', 'file:///etc/passwd']) {
    await expect(first.read(uri)).rejects.toThrow(/no such photo/i);
  }

  expect(await first.call('search_images', { query: 'red', folder: '../..' })).toMatchObject({ isError: true });
  expect(await first.call('search_images', { query: 'red', sort: 'colour' })).toMatchObject({ isError: true });
  // A client may report an unknown tool as an answer or as a protocol error; the server continues.
  await first.call('no_such_tool').catch(() => {});
  await first.close();
  expect(await searchPageByPage(await connectClient({ home, folders: [folder] }))).toEqual(found);
}

/** The client indexes with progress, cancels in the middle, and continues later. */
export async function cancelInTheMiddle(connectClient: Connect): Promise<void> {
  const home = temporaryFolder();
  const manyPictures = temporaryFolder();
  await drawMany(manyPictures, MANY);
  const client = await connectClient({ home, folders: [manyPictures] });
  const steps = await cancelReindex(client, join(home, 'data'));
  const values = steps.map(({ progress }) => progress);
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  expect(steps.at(-1)).toMatchObject({
    total: MANY + 1,
    message: expect.stringMatching(new RegExp(`^\\d+ of ${MANY} photos$`)),
  });
  await indexAll(client, MANY);
  // Photos indexed before are not indexed again.
  expect((await client.call('reindex')).data.summary).toMatchObject({ embedded: 0, kept: MANY });
  expectContinued(join(home, 'data'));
}

/** The same over HTTP: the client stops a run, and the next run continues. */
export async function cancelOverHttp(connectClient: (typeof HTTP_CLIENTS)[string]): Promise<void> {
  const many = join(temporaryFolder(), 'Many');
  const dataDir = join(temporaryFolder(), 'data');
  await drawMany(many, MANY);
  const server = await serveInProcess([many], dataDir);
  try {
    const client = await connectClient(server);
    await cancelReindex(client, dataDir);
    // The server's watcher may have indexed the rest meanwhile.
    const { summary } = (await client.call('reindex')).data;
    expect(summary.kept).toBeGreaterThan(0);
    expect(summary.added + summary.kept).toBe(MANY);
    expectContinued(dataDir);
  } finally {
    await server.close();
  }
}
