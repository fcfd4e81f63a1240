/** Progress of calls that take long, and what is left behind when a client cancels them, in both generations. */

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDebug } from '../../src/base/debug.ts';
import { madeUpLibrary, ONE_PAIR_IN } from '../support/catalogs/made-up-library.ts';
import { drawIndexed } from '../support/indexed.ts';
import { CONFIRMED, type Step, type TestClient } from '../support/mcp/client.ts';
import { HTTP_CLIENTS, type InProcess, serveInProcess } from '../support/mcp/http.ts';
import { sharedFolder } from '../support/photos/drawings.ts';

const PHOTOS = 10_000;
const DRAWN = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.jpg`, `rgb(${n * 30}, 20, 90)`]));

const home = sharedFolder();
const [large, drawn] = [join(home, 'Large'), join(home, 'Drawn')];
let [largeServer, drawnServer] = [undefined as InProcess | undefined, undefined as InProcess | undefined];
beforeAll(async () => {
  mkdirSync(large);
  await madeUpLibrary(join(home, 'large-data'), large, PHOTOS);
  await drawIndexed(drawn, join(home, 'drawn-data'), DRAWN);
  largeServer = await serveInProcess([large], join(home, 'large-data'));
  drawnServer = await serveInProcess([drawn], join(home, 'drawn-data'), { allowsTagging: true });
});
afterAll(() => Promise.all([largeServer?.close(), drawnServer?.close()]));

/** The server's own account of its calls: how they ended, also if nobody gets the answer. */
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  startDebug('mcp');
});
afterEach(() => {
  startDebug(undefined);
  vi.restoreAllMocks();
});

/** Call a tool, and cancel at the first step of its work with such a message. */
async function cancelAt(step: RegExp, client: TestClient, tool: string, input: object): Promise<void> {
  const cancel = new AbortController();
  const onprogress = ({ message = '' }: Step) => {
    if (step.test(message)) cancel.abort();
  };
  const call = client.call(tool, { ...input }, { signal: cancel.signal, onprogress });
  await expect(call).rejects.toThrow();
  await expect.poll(() => lines.join('')).toContain(`tool ${tool}: cancelled after`);
}

async function stepsOf(client: TestClient, tool: string, input: object) {
  const steps: Step[] = [];
  const answer = await client.call(tool, { ...input }, { onprogress: (step) => void steps.push(step) });
  const values = steps.map(({ progress }) => progress);
  expect(values.length).toBeGreaterThan(0);
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  return { answer, steps };
}

/** The older client cancels as the newer one does in the protocol of 2025. */
const ERAS = Object.entries(HTTP_CLIENTS).filter(([name]) => name.startsWith('client'));

describe.each(ERAS)('%s', (name, connect) => {
  it('sees duplicates being found, and cancels that', async () => {
    const client = await connect(largeServer!);
    const { answer, steps } = await stepsOf(client, 'find_duplicates', { limit: 1 });
    expect(answer.data.total).toBe(PHOTOS / ONE_PAIR_IN);
    expect(steps[0]).toMatchObject({ total: 2, message: expect.stringMatching(/^Compared \d+ of 10000 photos$/) });
    await cancelAt(/^Compared/, client, 'find_duplicates', {});
    expect((await client.call('browse_library', { by: 'camera' })).data.photos).toBe(PHOTOS);
  });

  it('sees photos being rendered, and cancels that', async () => {
    const client = await connect(drawnServer!);
    const { results } = (await client.call('search_images', { all: true })).data;
    const ids = results.map(({ id }: { id: string }) => id);
    const { answer, steps } = await stepsOf(client, 'view_images', { ids });
    expect(answer.pictures).toHaveLength(1);
    expect(steps[0]).toMatchObject({ total: 8, message: expect.stringMatching(/^\d of 8 photos$/) });
    await cancelAt(/of \d photos/, client, 'view_images', { ids });
    await cancelAt(/of \d photos/, client, 'view_images', { ids: ids.slice(0, 6) });
    expect((await client.call('view_images', { ids: ids.slice(0, 2) })).pictures).toHaveLength(2);
  });

  it('cancels the writing of keywords: no photo is left half written', async () => {
    const client = await connect(drawnServer!, () => CONFIRMED);
    const { results } = (await client.call('search_images', { all: true })).data;
    const ids = results.map(({ id }: { id: string }) => id);
    const keyword = name.replaceAll(/\W/g, '');
    await cancelAt(/of \d changes/, client, 'tag_images', { ids, add: [keyword] });
    const tagged = async () => (await client.call('search_images', { keyword: [keyword], all: true })).data.total;
    const before = await tagged();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(ids.length);
    expect(readdirSync(drawn).filter((file) => !/^\d\.jpg(_original)?$/.test(file))).toEqual([]);
    // The rest can be written, by whoever comes next.
    const answer = await client.call('tag_images', { ids, add: [keyword] });
    expect(answer.text).toMatch(new RegExp(`^Written into ${ids.length - before} photos`));
    expect(await tagged()).toBe(ids.length);
  });
});
