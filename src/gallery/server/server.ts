/** The gallery's HTTP server: gate, page, API. */

import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { debug, since } from '../../base/debug.ts';
import { stackOf } from '../../base/stack.ts';
import { type Address, cannotListen, hostInUrl } from '../../http/address.ts';
import { type ConnectionLimits, limitConcurrency, limitedServer } from '../../http/limits.ts';
import { refuse } from '../../http/refusal.ts';
import { createGate } from '../access/gate.ts';
import { createKeys, type KeyOptions, type Keys } from '../access/keys.ts';
import { createApp } from '../api/app.ts';
import { PREFIX } from '../api/route.ts';
import { ROUTES } from '../api/routes.ts';
import type { Gallery } from '../gallery.ts';
import { answerPage } from './answer-page.ts';
import { createControl } from './control.ts';
import { readPage } from './page.ts';

/** A browser has six connections for each server; a family has some browsers. */
const LIMITS = { connections: 256, concurrency: 64, streams: 32 };

export interface ServerOptions extends Pick<KeyOptions, 'secret' | 'isForPages'> {
  readonly gallery: Gallery;
  readonly address: Address;
  /** Name of the command, for messages. */
  readonly program: string;
  readonly limits?: Partial<typeof LIMITS & ConnectionLimits>;
}

export interface GalleryServer {
  readonly port: number;
  /** "http://127.0.0.1:1234", where a browser of this computer finds it. */
  readonly origin: string;
  readonly keys: Keys;
  close(): Promise<void>;
}

/** Listen, and answer. @throws PicsiftError `bad-usage` if it cannot listen at the address. */
export async function startServer(options: ServerOptions): Promise<GalleryServer> {
  const { gallery, address, program, limits, secret, isForPages } = options;
  const most = { ...LIMITS, ...limits };
  const server = limitedServer((request, response) => answer(request, response), most);
  try {
    await once(server.listen(address.port, address.ip), 'listening');
  } catch (error) {
    throw cannotListen(error, address, program);
  }
  const { port } = server.address() as AddressInfo;
  const origin = `http://${hostInUrl(address.host)}:${port}`;
  const keys = createKeys({ secret, port, isForPages });
  const gate = createGate(address, keys);
  const page = readPage();
  const ending = new AbortController();
  const api = getRequestListener(createApp(ROUTES, { gallery, ending: ending.signal }).fetch, {
    overrideGlobalObjects: false,
  });
  const control = createControl({ gallery, keys, origin });
  const holdPlace = limitConcurrency(most.concurrency);
  const holdStream = limitConcurrency(most.streams);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    gate.protect(response);
    gate.checkSite(request);
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    (path === `${PREFIX}/events` ? holdStream : holdPlace)(response);
    if (await control(path, request, response)) return;
    if (!path.startsWith('/api/')) return answerPage(request, response, { page, keys, canType: isForPages });
    gate.checkKey(request);
    await api(request, response);
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    // Without the query of the address: it has what a person searches for, and perhaps a token.
    const what = `${request.method} ${(request.url ?? '').replace(/\?.*$/s, '')}`;
    response.on('close', () => debug('gallery', () => `${what}: ${response.statusCode} after ${since(startedAt)}`));
    const onUnexpected = (error: unknown) => gallery.log(stackOf(error));
    handle(request, response).catch((error: unknown) => {
      // What was not read yet must not be taken for the next request.
      if (!request.complete && !response.headersSent) response.setHeader('connection', 'close');
      refuse(response, error, onUnexpected, ({ kind, message }) => ({ error: { code: kind, message } }));
    });
  }

  return { port, origin, keys, close: () => closeServer(server, ending) };
}

async function closeServer(server: Server, ending: AbortController): Promise<void> {
  ending.abort();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
