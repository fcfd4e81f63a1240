/** Serves clients of both protocol eras: https://modelcontextprotocol.io/specification, "Streamable HTTP". */

import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { debug, since } from '../../../src/base/debug.ts';
import { log } from '../../../src/base/log.ts';
import { safeText } from '../../../src/base/safe-text.ts';
import { readMessage } from '../../../src/http/body.ts';
import { type Access, createGate, PATH } from '../../../src/http/gate.ts';
import { LIMITS, type Limits, limitConcurrency, limitRate } from '../../../src/http/limits.ts';
import { refuse } from '../../../src/http/refusal.ts';
import type { Library } from '../../library.ts';
import { createServer } from '../../server.ts';
import { asMeant } from '../as-meant.ts';
import { messageName } from '../message-name.ts';
import { openSessions } from './sessions.ts';

/** Time limits for a slow client. It occupies only a connection: work starts when its request is complete. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const CHECK_EVERY_MS = 5_000;
/** A connection without traffic for this time is closed. The SDK sends a keep-alive every 15 s to waiting clients. */
const SILENT_FOR_MS = 60_000;
const MAX_CONNECTIONS = 128;
/** The type of a stream of messages. */
const EVENTS = 'text/event-stream';

export interface Endpoint {
  /** Not listening yet. */
  readonly server: Server;
  /** End all sessions, streams and connections. */
  close(): Promise<void>;
}

/** Create the HTTP server. It does not listen yet. */
export function createEndpoint(library: Library, access: Access, limits: Limits = LIMITS): Endpoint {
  const pass = createGate(access);
  const countRequest = limitRate(limits.requestsPerMinute);
  const holdPlace = limitConcurrency(limits.concurrency);
  const newServer = () => createServer(library);
  const sessions = openSessions(newServer, limits);
  const onerror = ({ message }: Error) => log(safeText(message));
  // Streams only: without keep-alives a long call looks like a client that does not read.
  const current = createMcpHandler(newServer, {
    legacy: 'reject',
    responseMode: 'sse',
    maxSubscriptions: limits.sessions,
    onerror,
  });
  const handleCurrent = toNodeHandler(current, { onerror });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    let what = String(request.method);
    response.on('close', () => debug('mcp', () => `${what}: ${response.statusCode} after ${since(startedAt)}`));
    pass(request);
    countRequest();
    const message = request.method === 'POST' ? eachAsMeant(await readMessage(request)) : undefined;
    acceptAnything(request);
    if (message !== undefined) what = `${what} ${messageName(message)}`;
    debug('mcp', () => `received ${what}`);
    if (!isStream(request, message)) holdPlace(response);
    if (await isLegacyRequest(headOf(request), message)) await sessions.handle(request, response, message);
    else await handleCurrent(request as NodeIncomingMessageLike, response, message);
  }

  const server = createHttpServer(
    {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    (request, response) => void answer(request, response).catch((error: unknown) => refuse(response, error)),
  );
  server.timeout = SILENT_FOR_MS;
  server.maxConnections = MAX_CONNECTIONS;

  return {
    server,
    async close() {
      server.close();
      await Promise.all([sessions.close(), current.close()]);
      server.closeAllConnections();
    },
  };
}

/** Read each message of a batch as it is meant. */
function eachAsMeant(body: unknown): unknown {
  return Array.isArray(body) ? body.map(asMeant) : asMeant(body);
}

/** Clients must name both kinds of answers, but many programs accept anything, or do not say what they accept. */
function acceptAnything({ headers, method }: IncomingMessage): void {
  if (/^\s*$|\*\/\*/.test(headers.accept ?? ''))
    headers.accept = method === 'GET' ? EVENTS : `application/json, ${EVENTS}`;
}

/** Decide whether the request opens a stream, which stays open as long as the client wants. */
function isStream({ method }: IncomingMessage, message: unknown): boolean {
  return method === 'GET' || (message as { method?: unknown } | null | undefined)?.method === 'subscriptions/listen';
}

/** Make the request head that the SDK needs, with the message, to detect the era. */
function headOf({ method = '', headers }: IncomingMessage): Request {
  return new Request(`http://localhost${PATH}`, { method, headers: headers as Record<string, string> });
}
