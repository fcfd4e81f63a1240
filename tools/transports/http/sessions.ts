/**
 * Sessions of clients of the 2025 protocol. The handshake creates a session, which has its own server. Common clients do not
 * shake hands again when their session is gone, as after a restart of the server, but only repeat their requests: then the
 * session begins again under its former id. It has no state that could be lost.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import {
  isInitializeRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { LRUCache } from 'lru-cache';
import { debug } from '../../../src/base/debug.ts';
import { later, Refusal } from '../../../src/http/refusal.ts';
import type { Limits } from './limits.ts';

interface Session {
  readonly server: McpServer;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Number of open requests and streams. */
  open: number;
  /** Time at which the last of them ended, by `performance.now()`. */
  lastUsed: number;
}

export interface Sessions {
  /** Handle a request in its session. @throws Refusal */
  handle(request: IncomingMessage, response: ServerResponse, message: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Checks for idle sessions within the idle time. */
const IDLE_CHECKS = 10;
/** Ids that were refused or ended; older ones are forgotten. */
const KEPT_IDS = 1_000;
/** Specification: only visible ASCII characters. Those of all servers that we know are shorter. */
const SESSION_ID = /^[\x21-\x7e]{1,200}$/;
/** Of a client that does not say it. */
const USUAL_VERSION = '2025-06-18';

/** Open a table of sessions. Idle ones are closed after `idleMs`. */
export function openSessions(
  createServer: () => McpServer,
  { sessions: max, idleMs }: Pick<Limits, 'sessions' | 'idleMs'>,
): Sessions {
  const sessions = new Map<string, Session>();
  /** A client that got 404 for its id. */
  const refused = new LRUCache<string, true>({ max: KEPT_IDS });
  /** Clients have ended these. */
  const ended = new LRUCache<string, true>({ max: KEPT_IDS });
  const sweep = setInterval(() => endIdle(performance.now() - idleMs), idleMs / IDLE_CHECKS).unref();

  const idle = () => Array.from(sessions.values()).filter(({ open }) => open === 0);

  function endIdle(since: number): void {
    for (const { lastUsed, server } of idle()) if (lastUsed < since) void server.close();
  }

  /** Close the oldest idle session if the table is full. Clients often leave without closing their session. */
  function makeRoom(): void {
    if (sessions.size < max) return;
    const [oldest] = idle().sort((a, b) => a.lastUsed - b.lastUsed);
    if (oldest === undefined) throw later(503, `All ${max} sessions are in use.`, 60);
    void oldest.server.close();
  }

  async function begin(id: string): Promise<Session> {
    makeRoom();
    const server = createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
    const session = { server, transport, open: 0, lastUsed: performance.now() };
    sessions.set(id, session);
    // Also called at DELETE.
    server.server.onclose = () => {
      sessions.delete(id);
      debug('mcp', () => `session ${shown(id)} closed, ${sessions.size} are open`);
    };
    debug('mcp', () => `session ${shown(id)} opened, ${sessions.size} are open`);
    await server.connect(transport);
    return session;
  }

  /** Begin a session with the handshake that its client does not repeat. */
  async function beginAgain(id: string, protocolVersion = USUAL_VERSION): Promise<Session> {
    const session = await begin(id);
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const shake = async (message: object, more: Record<string, string> = {}) => {
      const request = new Request('http://localhost', { method: 'POST', headers: { ...headers, ...more } });
      const answer = await session.transport.handleRequest(request, { parsedBody: { jsonrpc: '2.0', ...message } });
      await answer.body?.cancel();
    };
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'unknown', version: '0' } };
    await shake({ id: randomUUID(), method: 'initialize', params });
    await shake({ method: 'notifications/initialized' }, { 'mcp-session-id': id });
    return session;
  }

  /** Return the session of a request. @throws Refusal */
  async function sessionFor({ headers, method }: IncomingMessage, message: unknown): Promise<Session> {
    const id = headers['mcp-session-id'];
    if (id === undefined) {
      if (isInitializeRequest(message)) return begin(randomUUID());
      throw new Refusal(400, 'The Mcp-Session-Id header is missing. Start a session with initialize.');
    }
    const name = String(id);
    const session = sessions.get(name);
    if (session !== undefined) return session;
    if (method === 'POST' && refused.has(name) && !ended.has(name)) {
      refused.delete(name);
      return beginAgain(name, headers['mcp-protocol-version']?.toString());
    }
    if (SESSION_ID.test(name)) refused.set(name, true);
    throw new Refusal(404, 'There is no such session (any more). Start a new one with initialize.', {}, 'no-session');
  }

  function use(session: Session, response: ServerResponse): Session {
    session.open++;
    finished(response, () => {
      session.open--;
      session.lastUsed = performance.now();
    });
    return session;
  }

  return {
    async handle(request, response, message) {
      const { transport, server } = use(await sessionFor(request, message), response);
      if (request.method === 'DELETE') ended.set(String(transport.sessionId), true);
      const node = toNodeHandler({ fetch: (given, options) => transport.handleRequest(given, options) });
      await node(request as NodeIncomingMessageLike, response, message);
      // The handshake was refused: no client knows the session.
      if (transport.sessionId === undefined) await server.close();
    },
    async close() {
      clearInterval(sweep);
      await Promise.all(Array.from(sessions.values(), ({ server }) => server.close()));
    },
  };
}

/** Shorten a session id for the log: enough to distinguish sessions. Without the token an id is useless anyway. */
function shown(id: string): string {
  return id.slice(0, 8);
}
