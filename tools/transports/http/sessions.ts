/** Sessions of clients of the 2025 protocol. The handshake creates a session, which has its own server. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest, type McpServer } from '@modelcontextprotocol/server';
import { debug } from '../../../src/base/debug.ts';
import type { Limits } from '../../../src/http/limits.ts';
import { later, Refusal } from '../../../src/http/refusal.ts';

interface Session {
  readonly server: McpServer;
  readonly transport: NodeStreamableHTTPServerTransport;
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

/** JSON-RPC error code that the SDK's transport sends with 404. */
const NO_SESSION = -32_001;
/** Checks for idle sessions within the idle time. */
const IDLE_CHECKS = 10;

/** Open a table of sessions. Idle ones are closed after `idleMs`. */
export function openSessions(
  createServer: () => McpServer,
  { sessions: max, idleMs }: Pick<Limits, 'sessions' | 'idleMs'>,
): Sessions {
  const sessions = new Map<string, Session>();
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

  async function begin(): Promise<Session> {
    makeRoom();
    const id = randomUUID();
    const server = createServer();
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
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
      const id = request.headers['mcp-session-id'];
      const session = id === undefined ? undefined : sessions.get(String(id));
      if (id !== undefined && session === undefined) {
        throw new Refusal(404, 'There is no such session (any more). Start a new one with initialize.', {}, NO_SESSION);
      }
      if (session === undefined && !isInitializeRequest(message)) {
        throw new Refusal(400, 'The Mcp-Session-Id header is missing. Start a session with initialize.');
      }
      const { transport, server } = use(session ?? (await begin()), response);
      await transport.handleRequest(request, response, message);
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
