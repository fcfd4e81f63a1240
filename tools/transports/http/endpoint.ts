/** Serves clients of both protocol eras: https://modelcontextprotocol.io/specification, "Streamable HTTP". */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { debug, since } from '../../../src/base/debug.ts';
import { log } from '../../../src/base/log.ts';
import { safeText } from '../../../src/base/safe-text.ts';
import { stackOf } from '../../../src/base/stack.ts';
import { limitConcurrency, limitedServer, limitRate } from '../../../src/http/limits.ts';
import { refuse } from '../../../src/http/refusal.ts';
import type { Library } from '../../library.ts';
import { createServer } from '../../server.ts';
import { asMeant } from '../as-meant.ts';
import { messageName } from '../message-name.ts';
import { type Access, createGate, PATH } from './gate.ts';
import { LIMITS, type Limits } from './limits.ts';
import { readMessage } from './read-message.ts';
import { refusalMessage } from './refusal-message.ts';
import { openSessions } from './sessions.ts';

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

  const onUnexpected = (error: unknown) => log(stackOf(error));
  const server = limitedServer(
    (request, response) =>
      void answer(request, response).catch((error: unknown) => refuse(response, error, onUnexpected, refusalMessage)),
    { connections: MAX_CONNECTIONS },
  );

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
