/** The MCP server over HTTP, in this process or in another one; real clients for it, and raw requests. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPClientTransport as CurrentTransport } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { expect } from 'vitest';
import { type LibraryOptions, openLibrary } from '../../../tools/library.ts';
import { createEndpoint } from '../../../tools/transports/http/endpoint.ts';
import { LIMITS, type Limits } from '../../../tools/transports/http/limits.ts';
import { engineOptions } from '../test-engine.ts';
import {
  type BareServer,
  currentClient,
  INITIALIZE,
  type OnQuestion,
  olderClient,
  type ServerOptions,
  startBare,
  type TestClient,
} from './client.ts';

export const TOKEN = 'test-token-'.repeat(4);

export interface TestServer {
  readonly url: URL;
  readonly token: string;
}

export interface InProcess extends TestServer {
  close(): Promise<void>;
}

/** The caller must close it. */
export async function serveInProcess(
  folders: readonly string[],
  dataDir: string,
  { allowsTagging, ...limits }: Partial<Limits> & Pick<LibraryOptions, 'allowsTagging'> = {},
): Promise<InProcess> {
  const library = openLibrary({ engine: engineOptions({ dataDir }), folders, allowsTagging });
  const { server, close } = createEndpoint(
    library,
    { address: { host: '127.0.0.1' }, token: TOKEN },
    { ...LIMITS, ...limits },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    token: TOKEN,
    async close() {
      await close();
      await library.close();
    },
  };
}

const authorized = ({ token }: TestServer) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

/** All clients, by a name for the report; each is closed at the end of the test. */
export const HTTP_CLIENTS: Record<string, (server: TestServer, onQuestion?: OnQuestion) => Promise<TestClient>> = {
  'client 2.4, 2025 protocol': (server, onQuestion) =>
    currentClient(new CurrentTransport(server.url, authorized(server)), 'legacy', onQuestion),
  'client 2.4, 2026 protocol': (server, onQuestion) =>
    currentClient(new CurrentTransport(server.url, authorized(server)), 'auto', onQuestion),
  // The library's types do not allow exactOptionalPropertyTypes.
  'sdk 1.32': (server, onQuestion) =>
    olderClient(new OlderTransport(server.url, authorized(server)) as Transport, onQuestion),
};

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface BareRequest {
  readonly method?: string;
  readonly path?: string;
  /** Added to the headers of a valid client; undefined removes one. */
  readonly headers?: Record<string, string | undefined>;
  /** A string is sent unchanged. */
  readonly body?: unknown;
}

/** Send a raw request: valid except for the given options. */
export function bare({ url, token }: TestServer, { method = 'POST', path = '/mcp', headers, body }: BareRequest) {
  const all = {
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ host: url.hostname, port: url.port, path, method, headers: given }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
}

export const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE };

/** Shake hands as a client of 2025. @returns the id of the session. */
export async function beginSession(server: TestServer): Promise<string> {
  const { headers } = await bare(server, { body: initialize });
  return headers['mcp-session-id'] as string;
}

/** Start a server process. @returns when it listens. */
export async function startHttp(options: ServerOptions): Promise<TestServer & { readonly process: BareServer }> {
  const server = startBare({ http: '127.0.0.1:0', ...options });
  await expect.poll(server.stderr, { timeout: 120_000, interval: 20 }).toMatch(/Serving at .*\n/);
  const [, url] = /Serving at (\S+)\. /.exec(server.stderr())!;
  const [, file] = /The token is in (\S+)\.\n/.exec(server.stderr()) ?? [];
  const token = file === undefined ? options.env!.PICSIFT_MCP_TOKEN! : readFileSync(file, 'utf8').trim();
  return { url: new URL(url!), token, process: server };
}
