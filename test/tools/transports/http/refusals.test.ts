/** The requests that the HTTP server refuses, and its answers. */

import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  bare,
  beginSession,
  HTTP_CLIENTS,
  type InProcess,
  initialize,
  serveInProcess,
  TOKEN,
} from '../../../support/mcp/http.ts';
import { drawPhotos, sharedFolder } from '../../../support/photos/drawings.ts';

const home = sharedFolder();
const folder = join(home, 'Pictures');
let server: InProcess;

beforeAll(async () => {
  await drawPhotos(folder, { 'red.jpg': 'red' });
  server = await serve();
});
afterAll(() => server.close());

const serve = (limits = {}) => serveInProcess([folder], join(home, 'data'), limits);
const message = (answer: Answer) => JSON.parse(answer.body).error as { code: number; message: string };
const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };
const listTools = { jsonrpc: '2.0', id: 3, method: 'tools/list' };

/** Checks every answer: no path, no stack trace, no token, and no access for pages of other sites. */
function expectDiscreet({ body, headers }: Answer): void {
  expect(body).not.toContain(home);
  expect(body).not.toContain(TOKEN);
  expect(body).not.toMatch(/\bat .*:\d+:\d+|node_modules|file:/);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
}

describe('the gate', () => {
  const { host, port } = { host: '127.0.0.1', port: () => server.url.port };

  it.each([
    ['a name that leads here', () => `evil.example:${port()}`],
    ['a name that begins like this computer', () => `localhost.evil.example:${port()}`],
    ['another address', () => `192.168.0.1:${port()}`],
    ['no name at all', () => ':'],
  ])('refuses a Host header with %s', async (_, header) => {
    const answer = await bare(server, { headers: { host: header() }, body: initialize });
    expect(answer.status).toBe(403);
    expect(message(answer).message).toMatch(/Host/);
    expectDiscreet(answer);
  });

  it.each(['localhost', 'LOCALHOST', host, '[::1]'])('accepts the name %s for this computer', async (name) => {
    const answer = await bare(server, { headers: { host: `${name}:${port()}` }, body: initialize });
    expect(answer.status).toBe(200);
  });

  it.each(['https://evil.example', 'http://localhost.evil.example', 'null', 'chrome-extension://abcdef'])(
    'refuses pages of %s',
    async (origin) => {
      const answer = await bare(server, { headers: { origin }, body: initialize });
      expect(answer.status).toBe(403);
      expect(message(answer).message).toMatch(/Origin/);
      expectDiscreet(answer);
    },
  );

  it('accepts pages of this computer, but sends no CORS headers', async () => {
    const answer = await bare(server, { headers: { origin: 'http://localhost:5173' }, body: initialize });
    expect(answer.status).toBe(200);
    expectDiscreet(answer);
    const preflight = await bare(server, { method: 'OPTIONS', headers: { origin: 'http://localhost:5173' } });
    expect(preflight.status).toBe(405);
    expectDiscreet(preflight);
  });

  it.each([
    ['none', undefined],
    ['another', `Bearer ${'x'.repeat(44)}`],
    ['half of it', `Bearer ${TOKEN.slice(0, 22)}`],
    ['more than it', `Bearer ${TOKEN}x`],
    ['it in capitals', `Bearer ${TOKEN.toUpperCase()}`],
    ['it twice', `Bearer ${TOKEN} ${TOKEN}`],
    ['it under another scheme', `Basic ${TOKEN}`],
    ['it alone', TOKEN],
  ])('requires the token: %s', async (_, authorization) => {
    const answer = await bare(server, { headers: { authorization }, body: initialize });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="picsift"/);
    expect(message(answer).message).toMatch(/Authorization: Bearer/);
    expectDiscreet(answer);
  });

  it('accepts the token only in the header', async () => {
    const headers = { authorization: undefined };
    const answer = await bare(server, { path: `/mcp?token=${TOKEN}&access_token=${TOKEN}`, headers, body: initialize });
    expect(answer.status).toBe(401);
  });

  it.each([
    ['GET', '/', 404],
    ['POST', '/mcp/', 404],
    ['POST', '/mcp/../mcp', 404],
    ['POST', '//mcp', 404],
    ['GET', '/.well-known/oauth-protected-resource', 404],
    ['POST', 'http://evil.example/mcp', 404],
    ['PUT', '/mcp', 405],
    ['HEAD', '/mcp', 405],
  ])('refuses %s %s', async (method, path, status) => {
    const answer = await bare(server, { method, path });
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers.allow).toBe('GET, POST, DELETE');
    expectDiscreet(answer);
  });
});

describe('messages', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', undefined])('are not taken as %s', async (type) => {
    const answer = await bare(server, { headers: { 'content-type': type }, body: initialize });
    expect(answer.status).toBe(415);
  });

  it('are JSON-RPC', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const session = await beginSession(server);
    const deepCall = JSON.stringify({ ...listTools, params: { x: 'DEEP' } }).replace('"DEEP"', nested(200_000));
    const broken = [
      '',
      'garbage',
      '{"jsonrpc":',
      'null',
      '7',
      '"text"',
      '{}',
      '[]',
      '[[]]',
      '{"jsonrpc":"1.0"}',
      nested(200_000),
    ];
    for (const body of [...broken, deepCall]) {
      for (const headers of [{}, { 'mcp-session-id': session }]) {
        const answer = await bare(server, { headers, body });
        expect(answer.status, body.slice(0, 40)).toBeGreaterThanOrEqual(body === deepCall ? 200 : 400);
        expectDiscreet(answer);
      }
    }
    // The next message works normally.
    const answer = await bare(server, { headers: { 'mcp-session-id': session }, body: ping });
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"result":{}') });
  });

  it('are small, with or without an announced size', async () => {
    const body = JSON.stringify({ ...ping, params: { padding: 'x'.repeat(2 ** 20) } });
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await bare(server, { headers, body });
      expect(answer.status).toBe(413);
      expect(message(answer).message).toMatch(/1048576 bytes/);
    }
  });

  it('come in small batches', async () => {
    const headers = { 'mcp-session-id': await beginSession(server) };
    const batch = (size: number) => Array.from({ length: size }, (_, id) => ({ ...ping, id }));
    expect((await bare(server, { headers, body: batch(10) })).status).toBe(200);
    for (const size of [11, 10_000]) {
      const answer = await bare(server, { headers, body: batch(size) });
      expect(answer.status).toBe(400);
      expect(message(answer).message).toMatch(/at most 10 messages/);
    }
  });

  it('that the protocol does not know receive its errors', async () => {
    const headers = { 'mcp-session-id': await beginSession(server) };
    const unknown = await bare(server, { headers, body: { ...ping, method: 'no/such' } });
    expect(unknown).toMatchObject({ status: 200, body: expect.stringContaining('-32601') });
    const future = { ...headers, 'mcp-protocol-version': '1999-01-01' };
    expect((await bare(server, { headers: future, body: ping })).status).toBe(400);
    expect((await bare(server, { headers: { ...headers, accept: 'text/html' }, body: ping })).status).toBe(406);
  });
});

describe('sessions', () => {
  it('begin with initialize, and end with DELETE', async () => {
    expect((await bare(server, { body: ping })).status).toBe(400);
    expect((await bare(server, { method: 'GET' })).status).toBe(400);
    const headers = { 'mcp-session-id': await beginSession(server) };
    expect((await bare(server, { headers, body: ping })).status).toBe(200);
    expect((await bare(server, { method: 'DELETE', headers })).status).toBe(200);
    for (const method of ['POST', 'DELETE', 'GET']) {
      const answer = await bare(server, { method, headers, ...(method === 'POST' ? { body: ping } : {}) });
      expect(answer.status).toBe(404);
      expect(message(answer)).toMatchObject({ code: -32_001, message: expect.stringMatching(/initialize/) });
    }
    for (const id of ['nonsense', '__proto__', '']) {
      expect((await bare(server, { headers: { 'mcp-session-id': id }, body: ping })).status).toBe(404);
    }
  });

  it('are closed when others need their place or after a time without use', async () => {
    const own = await serve({ sessions: 2, idleMs: 300 });
    try {
      const [first, second] = [await beginSession(own), await beginSession(own)];
      const status = async (id: string) => (await bare(own, { headers: { 'mcp-session-id': id }, body: ping })).status;
      expect(await status(first)).toBe(200);
      const third = await beginSession(own);
      // The least recently used session is closed.
      expect(await Promise.all([first, second, third].map(status))).toEqual([200, 404, 200]);
      await expect.poll(() => sleep(350).then(() => status(third)), { timeout: 120_000, interval: 400 }).toBe(404);
    } finally {
      await own.close();
    }
  });

  it('in use are kept, and an additional client must wait', async () => {
    const own = await serve({ sessions: 1, idleMs: 2_000 });
    try {
      const client = await HTTP_CLIENTS['sdk 1.32']!(own);
      // It listens for notifications of the server, so it is in use, although it sends no requests.
      await sleep(2_500);
      const answer = await bare(own, { body: initialize });
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('60');
      expect((await client.call('search_images', { query: 'red' })).isError).toBe(false);
      await client.close();
      await expect.poll(async () => (await bare(own, { body: initialize })).status, { timeout: 120_000 }).toBe(200);
    } finally {
      await own.close();
    }
  });
});

describe('limits', () => {
  it('say when to try again after too many requests; refused requests do not count', async () => {
    const own = await serve({ requestsPerMinute: 60 });
    try {
      const ask = (headers = {}) => bare(own, { method: 'DELETE', headers });
      const refused = await Promise.all(Array.from({ length: 100 }, () => ask({ authorization: 'Bearer guess' })));
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]));
      const answers = await Promise.all(Array.from({ length: 62 }, () => ask()));
      const tooMany = answers.filter(({ status }) => status === 429);
      expect(tooMany.length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(60);
      expect(tooMany[0]!.headers['retry-after']).toBe('1');
      await sleep(1_100);
      expect((await ask()).status).toBe(400);
    } finally {
      await own.close();
    }
  });

  it('refuse requests that would only wait, and free a place after its answer', async () => {
    const own = await serve({ concurrency: 2 });
    try {
      const headers = { 'mcp-session-id': await beginSession(own) };
      // A run takes long enough for all requests to overlap.
      const reindex = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'reindex' } });
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, id) => bare(own, { headers, body: reindex(id) })),
      );
      const busy = answers.filter(({ status }) => status === 503);
      expect(busy).toHaveLength(4);
      expect(busy[0]!.headers['retry-after']).toBe('1');
      expect((await bare(own, { headers, body: ping })).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  it('are not used up by clients that send half a request, or disconnect during one', async () => {
    const own = await serve({ concurrency: 1 });
    try {
      const head = [
        'POST /mcp HTTP/1.1',
        `Host: ${own.url.host}`,
        `Authorization: Bearer ${TOKEN}`,
        'Content-Type: application/json',
        'Content-Length: 1000',
        '',
        '{"jsonrpc":',
      ].join('\r\n');
      const slow = Array.from({ length: 20 }, () => connect(Number(own.url.port), own.url.hostname));
      for (const socket of slow) socket.on('error', () => {}).write(head);
      await sleep(100);
      expect((await bare(own, { body: initialize })).status).toBe(200);
      for (const socket of slow) socket.destroy();
      await sleep(50);
      expect((await bare(own, { body: initialize })).status).toBe(200);
    } finally {
      await own.close();
    }
  });
});
