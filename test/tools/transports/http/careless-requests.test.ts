/** Requests over HTTP that are not quite as the protocol wants them. */

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bare, beginSession, type InProcess, serveInProcess } from '../../../support/mcp/http.ts';
import { drawPhotos, sharedFolder } from '../../../support/photos/drawings.ts';

const home = sharedFolder();
const folder = join(home, 'Pictures');
let server: InProcess;

beforeAll(async () => {
  await drawPhotos(folder, { 'red.jpg': 'red' });
  server = await serveInProcess([folder], join(home, 'data'));
});
afterAll(() => server.close());

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };

it('are taken as meant', async () => {
  const headers = { 'mcp-session-id': await beginSession(server) };
  for (const accept of ['*/*', '', 'application/json, */*;q=0.1']) {
    const answer = await bare(server, { headers: { ...headers, accept }, body: { ...ping, params: null } });
    expect(answer, accept).toMatchObject({ status: 200, body: expect.stringContaining('"result":{}') });
  }
  const call = (given: unknown) => ({ ...ping, method: 'tools/call', params: { name: 'reindex', arguments: given } });
  for (const given of [null, [], '{"root": "nowhere"}']) {
    const answer = await bare(server, { headers, body: call(given) });
    expect(answer.status, JSON.stringify(given)).toBe(200);
    expect(answer.body.includes('no such folder')).toBe(typeof given === 'string');
  }
});
