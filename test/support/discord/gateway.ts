/** The gateway of the fake Discord: sessions, events, heartbeats, resuming. */

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { guildPayload, readyPayload } from './payloads.ts';

interface GatewayOptions {
  readonly server: Server;
  readonly token: string;
  readonly guildIds: readonly string[];
  readonly address: () => string;
  readonly onProblem: (problem: string) => void;
}

interface Session {
  readonly id: string;
  /** All events as they were sent. After a resume, the missed ones are sent again. */
  readonly dispatched: string[];
}

interface FromBot {
  readonly op: number;
  readonly d: { token: string; intents: number; session_id: string; seq: number };
}

export function startGateway({ server, token, guildIds, address, onProblem }: GatewayOptions) {
  const sockets = new WebSocketServer({ noServer: true });
  let session: Session | undefined;
  let bot: WebSocket | undefined;
  let isDown = false;
  const seen = { intents: undefined as number | undefined, identified: 0, resumed: 0, refused: 0 };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isDown) {
      seen.refused++;
      socket.destroy();
    } else sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
  });

  function dispatch(t: string, d: unknown): void {
    if (session === undefined) throw new Error('the bot is not there');
    const message = JSON.stringify({ op: 0, s: session.dispatched.length + 1, t, d });
    session.dispatched.push(message);
    if (bot?.readyState === WebSocket.OPEN) bot.send(message);
  }

  function identify(socket: WebSocket, d: FromBot['d']): void {
    if (d.token !== token) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    seen.identified++;
    seen.intents = d.intents;
    bot = socket;
    session = { id: `session-${seen.identified}`, dispatched: [] };
    dispatch('READY', readyPayload(guildIds, `ws://${address()}/gateway`, session.id));
    for (const id of guildIds) dispatch('GUILD_CREATE', guildPayload(id));
  }

  function resume(socket: WebSocket, d: FromBot['d']): void {
    if (d.token !== token || session === undefined || d.session_id !== session.id) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return;
    }
    seen.resumed++;
    bot = socket;
    for (const message of session.dispatched.slice(d.seq)) socket.send(message);
    dispatch('RESUMED', {});
  }

  sockets.on('connection', (socket: WebSocket) => {
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 500 } }));
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as FromBot;
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      else if (op === 2) identify(socket, d);
      else if (op === 6) resume(socket, d);
      else onProblem(`gateway opcode ${op}`);
    });
  });

  const dropAll = () => {
    for (const socket of sockets.clients) socket.terminate();
  };

  return {
    dispatch,
    seen,
    isConnected: () => bot?.readyState === WebSocket.OPEN,
    hangUp: (code: number) => bot?.close(code),
    /** Breaks every connection, and accepts none until `restart`. */
    kill() {
      isDown = true;
      dropAll();
    },
    /** @param forgets the gateway no longer knows the bot's session. */
    restart({ forgets = false } = {}) {
      if (forgets) session = undefined;
      isDown = false;
    },
    close() {
      dropAll();
      sockets.close();
    },
  };
}
