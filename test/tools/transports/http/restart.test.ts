/** The HTTP server is killed and started again, while clients keep their sessions. */

import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bare, beginSession, HTTP_CLIENTS, startHttp } from '../../../support/mcp/http.ts';
import { indexedPictures } from '../../../support/mcp/pictures.ts';
import { temporaryFolder } from '../../../support/photos/drawings.ts';

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };

it('goes on with every client that repeats its call', async () => {
  const home = temporaryFolder();
  await indexedPictures(home, join(home, 'photos'));
  // The server replaces "~" itself: assistants' programs start it without a shell.
  const folder = '~/photos/Pictures';
  const first = await startHttp({ home, folders: [folder] });
  const clients = await Promise.all(Object.values(HTTP_CLIENTS).map((connect) => connect(first)));
  const former = await beginSession(first);
  const ended = await beginSession(first);
  const search = (client: (typeof clients)[number]) => client.call('search_images', { query: 'red' });
  for (const client of clients) await search(client);
  const child = first.process.process;
  child.kill('SIGKILL');
  await once(child, 'exit');

  const second = await startHttp({ home, folders: [folder], http: `127.0.0.1:${first.url.port}` });
  for (const client of clients) {
    const answer = await search(client).catch(() => search(client));
    expect(answer.data.results[0].path).toBe('red.jpg');
    expect((await client.listTools()).length).toBeGreaterThan(3);
  }
  // As the specification says, so that a client shakes hands again; then again, for one that does not.
  const status = async (id: string, method = 'POST') => {
    const headers = { 'mcp-session-id': id };
    return (await bare(second, { method, headers, ...(method === 'POST' && { body: ping }) })).status;
  };
  expect(await status(former)).toBe(404);
  expect(await status(former)).toBe(200);
  // What a client has ended stays so.
  expect(await status(ended)).toBe(404);
  expect(await status(ended)).toBe(200);
  expect(await status(ended, 'DELETE')).toBe(200);
  expect(await status(ended)).toBe(404);
  expect(await status(ended)).toBe(404);
  for (const id of ['', 'x'.repeat(300)]) {
    await status(id);
    expect(await status(id)).toBe(404);
  }
});
