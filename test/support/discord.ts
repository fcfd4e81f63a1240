/**
 * A stand-in of Discord on 127.0.0.1: as much of REST and gateway (API version 10) as a slash command needs, and strict
 * about it. What it does not know or would not allow it refuses as Discord does, and the test fails at its end.
 */

import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { APPLICATION_ID, guildPayload, interactionPayload, messagePayload, readyPayload } from './discord-payloads.ts';

export const TOKEN = 'stand-in.bot.token';
const EPHEMERAL = 64;
const FIRST_ANSWER_MS = 3_000;
const MAX_FILES = 10;
const MAX_CONTENT = 2_000;
const MAX_REQUEST_BYTES = 25_000_000;

export interface Asked {
  /** Null for a direct message. */
  readonly guildId: string | null;
  readonly name: string;
  readonly options: Record<string, string | number>;
  readonly attachmentSizeLimit?: number;
}

interface PostedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** What the person who asked gets to see. */
export interface Answer {
  readonly content: string;
  readonly ephemeral: boolean;
  readonly allowedMentions: unknown;
  readonly files: readonly PostedFile[];
}

export interface StandIn {
  readonly apiBase: string;
  /** Commands by the guild they were registered in. */
  readonly registered: ReadonlyMap<string, readonly { readonly name: string }[]>;
  /** Intents of the bot that logged in last. */
  readonly intents: number | undefined;
  /** Use a command, as a person would, and wait for the answer. */
  ask(asked: Asked): Promise<Answer>;
  /** Use a command that has expired when the bot gets to hear of it. */
  askTooLate(asked: Asked): void;
  /** The next time that the bot acknowledges a command. */
  deferral(): Promise<void>;
  /** Close the bot's connection with a code of the gateway. */
  hangUp(code: number): void;
}

interface Interaction {
  readonly id: string;
  readonly asked: Asked;
  readonly askedAt: number;
  readonly resolve: (answer: Answer) => void;
  deferred?: { readonly flags: number };
}

/** A refusal in Discord's words. */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Start it, inside a test; it ends with the test.
 * @param guildIds the servers that the bot is in
 */
export async function startDiscord(guildIds: readonly string[]): Promise<StandIn> {
  const problems: string[] = [];
  const registered = new Map<string, readonly { name: string }[]>();
  const interactions = new Map<string, Interaction>();
  const events = new EventEmitter();
  let lastId = 200_000_000_000_000_000n;
  const newId = () => String(++lastId);
  let bot: WebSocket | undefined;
  let intents: number | undefined;
  let sequence = 0;

  const server = createServer(async (request, response) => {
    try {
      send(response, 200, await route(request));
    } catch (error) {
      if (!(error instanceof Refusal)) problems.push(String(error));
      const { status, code, message } = error instanceof Refusal ? error : new Refusal(500, 0, String(error));
      send(response, status, { code, message });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function route(request: IncomingMessage): Promise<unknown> {
    const { pathname } = new URL(request.url ?? '', 'http://stand-in');
    const [, version, ...parts] = decodeURIComponent(pathname)
      .replace(/^\/api/, '')
      .split('/');
    const body = await readBody(request);
    const called = `${request.method} ${version}/${parts.map((part) => (interactions.has(part) ? 'TOKEN' : part)).join('/')}`;
    const [, first, second, third] = parts;
    if (/^POST v10\/interactions\/\d+\/[^/]+\/callback$/.test(called)) {
      return callback(first!, second!, JSON.parse(body.toString()));
    }
    if (/^PATCH v10\/webhooks\/\d+\/[^/]+\/messages\/@original$/.test(called)) {
      return edit(first!, second!, body, request.headers['content-type'] ?? '');
    }
    if (request.headers.authorization !== `Bot ${TOKEN}`) throw new Refusal(401, 0, '401: Unauthorized');
    if (called === 'GET v10/gateway/bot') {
      const session_start_limit = { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 1 };
      return { url: `ws://${address}/gateway`, shards: 1, session_start_limit };
    }
    if (called === 'GET v10/applications/@me' || called === 'GET v10/oauth2/applications/@me') {
      return { id: APPLICATION_ID, name: 'picsift', description: '', flags: 0 };
    }
    if (/^PUT v10\/applications\/\d+\/guilds\/\d+\/commands$/.test(called)) {
      if (first !== APPLICATION_ID || !guildIds.includes(third!)) throw new Refusal(403, 50001, 'Missing Access');
      return register(third!, JSON.parse(body.toString()));
    }
    problems.push(`unknown route: ${called}`);
    throw new Refusal(404, 0, '404: Not Found');
  }

  function register(guildId: string, commands: { name: string; description: string; options?: unknown[] }[]): unknown {
    for (const { name, description } of commands) {
      if (!/^[-_\p{L}\p{N}]{1,32}$/u.test(name) || name !== name.toLowerCase() || !description) {
        problems.push(`bad command ${name}`);
        throw new Refusal(400, 50035, 'Invalid Form Body');
      }
    }
    registered.set(guildId, commands);
    return commands.map((command) => ({ ...command, id: newId(), application_id: APPLICATION_ID, guild_id: guildId }));
  }

  function callback(id: string, token: string, body: { type: number; data?: { flags?: number } }): unknown {
    const interaction = interactions.get(token);
    if (interaction?.id !== id || Date.now() - interaction.askedAt > FIRST_ANSWER_MS) {
      throw new Refusal(404, 10062, 'Unknown interaction');
    }
    if (interaction.deferred !== undefined) {
      problems.push('answered twice');
      throw new Refusal(400, 40060, 'Interaction has already been acknowledged.');
    }
    if (body.type !== 5) {
      problems.push(`callback of type ${body.type}, which the stand-in does not know`);
      throw new Refusal(400, 50035, 'Invalid Form Body');
    }
    interaction.deferred = { flags: body.data?.flags ?? 0 };
    events.emit('deferral');
    return undefined;
  }

  async function edit(applicationId: string, token: string, body: Buffer, contentType: string): Promise<unknown> {
    const interaction = interactions.get(token);
    if (applicationId !== APPLICATION_ID || interaction?.deferred === undefined) {
      problems.push('edited before it was deferred');
      throw new Refusal(404, 10015, 'Unknown Webhook');
    }
    const { payload, files } = await parseMessage(body, contentType);
    const limit = interaction.asked.attachmentSizeLimit ?? 10 * 1024 * 1024;
    if (body.length > MAX_REQUEST_BYTES || files.some(({ bytes }) => bytes.length > limit)) {
      problems.push('too large');
      throw new Refusal(413, 40005, 'Request entity too large');
    }
    const content = payload.content ?? '';
    if (files.length > MAX_FILES || content.length > MAX_CONTENT || content.length + files.length === 0) {
      problems.push(`${files.length} files and ${content.length} characters`);
      throw new Refusal(400, 50035, 'Invalid Form Body');
    }
    const ephemeral = (interaction.deferred.flags & EPHEMERAL) !== 0;
    interaction.resolve({ content, ephemeral, allowedMentions: payload.allowed_mentions, files });
    return messagePayload(newId(), content, interaction.deferred.flags);
  }

  const gateway = new WebSocketServer({ server, path: '/gateway' });
  gateway.on('connection', (socket) => {
    const dispatch = (t: string, d: unknown) => socket.send(JSON.stringify({ op: 0, s: ++sequence, t, d }));
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 500 } }));
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: { token: string; intents: number } };
      if (op === 1) {
        socket.send(JSON.stringify({ op: 11 }));
      } else if (op === 2 && d.token === TOKEN) {
        bot = socket;
        intents = d.intents;
        dispatch('READY', readyPayload(guildIds, `ws://${address}/gateway`));
        for (const id of guildIds) dispatch('GUILD_CREATE', guildPayload(id));
      } else if (op === 2) {
        socket.close(4004, 'Authentication failed.');
      } else {
        problems.push(`gateway opcode ${op}`);
      }
    });
  });

  onTestFinished(async () => {
    for (const socket of gateway.clients) socket.terminate();
    gateway.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(problems, 'what Discord would not have allowed').toEqual([]);
  });

  function tell(asked: Asked, askedAt: number, resolve: (answer: Answer) => void): void {
    if (bot?.readyState !== WebSocket.OPEN) throw new Error('the bot is not there');
    const id = newId();
    const token = `interaction-token-${id}`;
    interactions.set(token, { id, asked, askedAt, resolve });
    const d = interactionPayload(id, token, asked);
    bot.send(JSON.stringify({ op: 0, s: ++sequence, t: 'INTERACTION_CREATE', d }));
  }

  return {
    apiBase: `http://${address}/api`,
    registered,
    get intents() {
      return intents;
    },
    ask: (asked) =>
      Promise.race([
        new Promise<Answer>((resolve) => tell(asked, Date.now(), resolve)),
        sleep(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error('the bot never answered'))),
      ]),
    askTooLate: (asked) => tell(asked, Date.now() - FIRST_ANSWER_MS - 1, () => problems.push('answered too late')),
    deferral: async () => void (await once(events, 'deferral')),
    hangUp: (code) => bot?.close(code),
  };
}

async function parseMessage(body: Buffer, contentType: string) {
  type Payload = { content?: string; allowed_mentions?: unknown };
  if (contentType.startsWith('application/json')) {
    return { payload: JSON.parse(body.toString()) as Payload, files: [] };
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const files: PostedFile[] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') continue;
    if (field !== `files[${files.length}]`) throw new Refusal(400, 50035, 'Invalid Form Body');
    files.push({ name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { payload: JSON.parse(String(form.get('payload_json'))) as Payload, files };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (body === undefined) response.writeHead(204).end();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
