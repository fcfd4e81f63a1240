/** A whole conversation with each client that hosts are built on: list, index, search, page, fail, cancel, come back. */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { drawMany, drawPhotos, sharedFolder, temporaryFolder } from '../support/drawings.ts';
import { CLIENTS, type TestClient } from '../support/mcp.ts';

/** Enough pictures for a run to be caught in the middle. */
const MANY = 160;
const manyPictures = sharedFolder();
beforeAll(() => drawMany(manyPictures, MANY));

const COLOURS = ['red', 'lime', 'blue', 'yellow', 'white', 'black', 'magenta'];

/** Calls `reindex` until a search sees so many photos, however much of it a single call does. */
async function indexAll(client: TestClient, photos: number): Promise<void> {
  const searched = async () => {
    await client.call('reindex');
    return (await client.call('search_images', { query: 'red', limit: 1 })).data.total;
  };
  await expect.poll(searched, { timeout: 20_000 }).toBe(photos);
}

describe.each(Object.entries(CLIENTS))('%s', (_name, connectClient) => {
  it('lists tools that every host can read, and each answers or says what is wrong', async () => {
    const folder = join(temporaryFolder(), 'Pictures');
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const client = await connectClient({ folders: [folder] });
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['search_images', 'reindex']));
    for (const { name, description, inputSchema } of tools) {
      expect(Buffer.byteLength(description!), name).toBeLessThan(2_048);
      expect(inputSchema, name).toMatchObject({ type: 'object', properties: {} });
      expect(JSON.stringify(inputSchema), name).not.toMatch(/exclusiveM|"type":\[|\$ref|"not"/);
      const { text } = await client.call(name);
      expect(text, name).not.toBe('');
    }
    expect(await client.call('search_images', { query: 'red', folder: '../..' })).toMatchObject({ isError: true });
    expect(await client.call('search_images', { query: 'red', colour: 'red' })).toMatchObject({ isError: true });
    // A client is free to see an unknown tool as an answer or as an error of the protocol; the server lives on.
    await client.call('no_such_tool').catch(() => {});
    await indexAll(client, 1);
  });

  it('has its folders indexed without the call of a tool', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'Pictures');
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const client = await connectClient({ home, folders: [folder] });
    // As every host does; a client of the 2026 protocol has said nothing before.
    await client.listTools();
    const status = async () => JSON.parse((await runCli(['status', '--json'], { env: cliEnvironment(home) })).stdout);
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ roots: [{ path: folder, photos: 1 }] });
  });

  it('pages through all photos, each once, and finds them again after a reconnect', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'Pictures');
    await drawPhotos(folder, Object.fromEntries(COLOURS.map((colour) => [`${colour}.jpg`, colour])));
    const first = await connectClient({ home, folders: [folder] });
    await indexAll(first, COLOURS.length);
    const pages = async (client: TestClient) => {
      const search = { query: 'a red picture', limit: 3, all: true };
      const found: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const { data, text } = await client.call(
          'search_images',
          cursor === undefined ? search : { ...search, cursor },
        );
        found.push(...data.results.map(({ path }: { path: string }) => path));
        cursor = data.next;
        // A host that shows the text alone can go on too.
        expect(text.includes('cursor')).toBe(cursor !== null);
        if (cursor !== null) expect(text).toContain(cursor);
      }
      return found;
    };
    const found = await pages(first);
    expect(found[0]).toBe('red.jpg');
    expect([...found].sort()).toEqual(COLOURS.map((colour) => `${colour}.jpg`).sort());
    await first.close();
    expect(await pages(await connectClient({ home, folders: [folder] }))).toEqual(found);
  });

  it('indexes with progress, can cancel in the middle, and goes on later', async () => {
    const client = await connectClient({ folders: [manyPictures] });
    const cancel = new AbortController();
    const steps: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const onprogress = (step: (typeof steps)[number]) => {
      steps.push(step);
      if (step.progress > 8) cancel.abort();
    };
    await expect(client.call('reindex', {}, { signal: cancel.signal, onprogress })).rejects.toThrow();
    const values = steps.map(({ progress }) => progress);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    expect(steps.at(-1)).toMatchObject({ total: MANY + 1, message: expect.stringMatching(/^\d+ of 160 photos$/) });
    await indexAll(client, MANY);
    // What was indexed before is not indexed again.
    expect((await client.call('reindex')).data.summary).toMatchObject({ embedded: 0, kept: MANY });
  });
});
