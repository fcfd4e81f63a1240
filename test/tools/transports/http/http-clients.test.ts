/** The MCP server over HTTP, through real clients of both generations. Each cancels a run: test/hard/mcp-clients.hard.ts. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelOverHttp } from '../../../support/mcp/conversation.ts';
import { HTTP_CLIENTS, type InProcess, serveInProcess } from '../../../support/mcp/http.ts';
import { drawPhotos, sharedFolder } from '../../../support/photos/drawings.ts';

const home = sharedFolder();
const folder = join(home, 'Pictures');
let server: InProcess;

beforeAll(async () => {
  await drawPhotos(folder, { 'red.jpg': 'red', 'trip/green.jpg': 'lime', 'trip/sea/blue.png': 'blue' });
  server = await serveInProcess([folder], join(home, 'data'));
});
afterAll(() => server.close());

const everyClient = Object.entries(HTTP_CLIENTS);

describe.each(everyClient)('%s', (_name, connect) => {
  it('lists, indexes with progress, finds, follows pages, and receives errors', async () => {
    const client = await connect(server);
    expect((await client.listTools()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['search_images', 'reindex']),
    );
    expect(client.instructions).toMatch(/search_images/);

    const steps: number[] = [];
    const onprogress = ({ progress }: { progress: number }) => void steps.push(progress);
    const run = await client.call('reindex', {}, { onprogress });
    expect(run.data).toMatchObject({ roots: ['Pictures'], summary: { failed: 0, model: 'pocket' } });
    expect(run.data.summary.added + run.data.summary.kept).toBe(3);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));

    const first = await client.call('search_images', { query: 'a red picture', limit: 2, all: true });
    expect(first.data).toMatchObject({ total: 3, results: [{ path: 'red.jpg' }, {}] });
    const rest = await client.call('search_images', {
      query: 'a red picture',
      limit: 2,
      all: true,
      cursor: first.data.next,
    });
    expect(rest.data).toMatchObject({ results: [{}], next: null });

    const wrong = await client.call('search_images', { query: 'x', folder: '..' });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringMatching(/no such folder/) });
    expect(JSON.stringify([run, first, rest, wrong])).not.toContain(home);
  });

  it('reconnects after it has disconnected', async () => {
    for (let visit = 0; visit < 3; visit++) {
      const client = await connect(server);
      expect((await client.call('search_images', { query: 'blue' })).isError).toBe(false);
      await client.close();
    }
  });

  it('reports a wrong token', async () => {
    await expect(connect({ ...server, token: 'wrong'.repeat(8) })).rejects.toThrow();
  });
});

// The newest protocol cancels over stdio: stdio-clients.test.ts.
it('stops a run that a client cancels; the next run continues', () =>
  cancelOverHttp(HTTP_CLIENTS['client 2.4, 2025 protocol']!));

it('serves clients of every kind at once', async () => {
  const clients = await Promise.all(everyClient.flatMap(([, connect]) => [connect(server), connect(server)]));
  const words = ['a red picture', 'a blue picture', 'a green picture'];
  const best = ['red.jpg', 'trip/sea/blue.png', 'trip/green.jpg'];
  const answers = await Promise.all(
    clients.flatMap((client) => words.map((query) => client.call('search_images', { query }))),
  );
  expect(answers.map(({ data }) => data.results[0].path)).toEqual(clients.flatMap(() => best));
});
