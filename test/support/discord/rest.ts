/**
 * A fake Discord on 127.0.0.1: the parts of REST, gateway (API version 10) and CDN that the bot needs. It is strict: it
 * refuses unknown or forbidden requests as Discord does, and then the test fails at its end.
 */

import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepAttachments, type PostOptions } from './attachments.ts';
import { startGateway } from './gateway.ts';
import { APPLICATION_ID, type Doing, interactionPayload, messagePayload, type Place } from './payloads.ts';
import {
  type MessageBody,
  type PostedButton,
  type PostedFile,
  Refusal,
  type Refused,
  readMessage,
} from './posted-messages.ts';
import { readRegistrations } from './registrations.ts';

export const TOKEN = 'stand-in.bot.token';
const EPHEMERAL = 64;
export const DISCORD_FIRST_ANSWER_MS = 3_000;
const LATER_ANSWERS_MS = 15 * 60_000;

export type Asked = Place & Doing;

/** The answer as people see it. */
export interface Answer {
  readonly id: string;
  readonly content: string;
  readonly ephemeral: boolean;
  readonly allowedMentions: unknown;
  readonly files: readonly PostedFile[];
  readonly buttons: readonly PostedButton[];
  /** How it arrived: as the announced message, as a change of an older one, or as a follow-up below it. */
  readonly as: 'answer' | 'change' | 'below';
  /** Milliseconds from the request to the acknowledgement, and to this answer. */
  readonly acknowledgedAfter: number;
  readonly answeredAfter: number;
  /** Follow-up messages below it. */
  readonly below: readonly Answer[];
}

interface Interaction {
  readonly id: string;
  readonly asked: Asked;
  readonly askedAt: number;
  readonly resolve: (answer: Answer | readonly { name: string; value: string }[]) => void;
  acknowledged?: { readonly at: number; readonly as: 'answer' | 'change'; readonly flags: number };
  original?: Answer & { below: Answer[] };
  isExpired?: boolean;
}

export type StandIn = Awaited<ReturnType<typeof openDiscord>>;

/**
 * Start a fake Discord.
 * @param guildIds the servers that the bot is in
 * @param patienceMs how long people wait for an answer
 * @param firstAnswerMs how long the bot has to acknowledge an interaction. Discord's limit is DISCORD_FIRST_ANSWER_MS.
 * The bench uses it; tests use a longer limit, because they must not depend on the speed of the machine.
 */
export async function openDiscord(guildIds: readonly string[], patienceMs = 150_000, firstAnswerMs = 100_000) {
  const problems: string[] = [];
  const interactions = new Map<string, Interaction>();
  const messages = new Map<string, Answer>();
  const refusals: { readonly route: RegExp; readonly refused: Refused }[] = [];
  const events = new EventEmitter();
  let lastId = 200_000_000_000_000_000n;
  const newId = () => String(++lastId);

  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '', 'http://stand-in');
      if (!attachments.send(pathname, response))
        send(response, 200, await route(request, decodeURIComponent(pathname)));
    } catch (error) {
      if (!(error instanceof Refusal)) problems.push(String(error));
      const refused = error instanceof Refusal ? error.refused : { status: 500, code: 0, message: String(error) };
      if (error instanceof Refusal && error.refused.code === 50035)
        problems.push('a message that Discord does not take');
      refuse(response, refused);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const attachments = keepAttachments(address, newId);
  const onProblem = (problem: string) => problems.push(problem);
  const gateway = startGateway({ server, token: TOKEN, guildIds, address, onProblem });
  const registrations = readRegistrations({ guildIds, newId, onProblem });

  async function route(request: IncomingMessage, pathname: string): Promise<unknown> {
    const [, version, ...parts] = pathname.replace(/^\/api/, '').split('/');
    const body = await readBody(request);
    const called = `${request.method} ${version}/${parts.map((part) => (interactions.has(part) ? 'TOKEN' : part)).join('/')}`;
    const refusal = refusals.findIndex(({ route }) => route.test(called));
    if (refusal >= 0) {
      const [{ refused }] = refusals.splice(refusal, 1) as [(typeof refusals)[number]];
      throw new Refusal(refused.status, refused.code, refused.message, refused.retryAfter);
    }
    const [, first, second] = parts;
    const contentType = request.headers['content-type'] ?? '';
    if (/^POST v10\/interactions\/\d+\/[^/]+\/callback$/.test(called)) {
      return callback(first!, second!, JSON.parse(body.toString()));
    }
    if (/^PATCH v10\/webhooks\/\d+\/[^/]+\/messages\/@original$/.test(called)) {
      return change(interactionOf(first!, second!), body, contentType);
    }
    if (/^POST v10\/webhooks\/\d+\/[^/]+$/.test(called)) {
      return putBelow(interactionOf(first!, second!), body, contentType);
    }
    if (request.headers.authorization !== `Bot ${TOKEN}`) throw new Refusal(401, 0, '401: Unauthorized');
    if (called === 'GET v10/gateway/bot') {
      const session_start_limit = { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 1 };
      return { url: `ws://${address()}/gateway`, shards: 1, session_start_limit };
    }
    const answered = registrations.route(called, parts, body);
    if (answered !== undefined) return answered;
    problems.push(`unknown route: ${called}`);
    throw new Refusal(404, 0, '404: Not Found');
  }

  type Callback = {
    type: number;
    data?: { flags?: number; content?: string; choices?: { name: string; value: string }[] };
  };

  async function callback(id: string, token: string, body: Callback): Promise<unknown> {
    const interaction = interactions.get(token);
    if (interaction?.id !== id || Date.now() - interaction.askedAt > firstAnswerMs) {
      throw new Refusal(404, 10062, 'Unknown interaction');
    }
    if (interaction.acknowledged !== undefined) {
      problems.push('answered twice');
      throw new Refusal(400, 40060, 'Interaction has already been acknowledged.');
    }
    const { asked } = interaction;
    const { type, data = {} } = body;
    const flags = data.flags ?? 0;
    if (type === 8 && 'focused' in asked) {
      const choices = data.choices ?? [];
      const areRight = choices.every(({ name, value }) => name !== '' && name.length <= 100 && value.length <= 100);
      if (!areRight || choices.length > 25) throw new Refusal(400, 50035, 'Invalid Form Body');
      interaction.resolve(choices);
    } else if (type === 6 && 'button' in asked) {
      interaction.acknowledged = { at: Date.now(), as: 'change', flags: asked.message.flags };
    } else if (type === 5 && !('focused' in asked)) {
      interaction.acknowledged = { at: Date.now(), as: 'answer', flags };
    } else if (type === 4 && !('focused' in asked)) {
      interaction.acknowledged = { at: Date.now(), as: 'answer', flags };
      const message = await readMessage(Buffer.from(JSON.stringify(data)), 'application/json', 0);
      deliver(interaction, message, 'answer', flags);
    } else {
      problems.push(`callback of type ${type} to ${JSON.stringify(asked)}`);
      throw new Refusal(400, 50035, 'Invalid Form Body');
    }
    events.emit('acknowledged');
    return undefined;
  }

  function interactionOf(
    applicationId: string,
    token: string,
  ): Interaction & Required<Pick<Interaction, 'acknowledged'>> {
    const interaction = interactions.get(token);
    if (applicationId !== APPLICATION_ID || interaction?.acknowledged === undefined) {
      problems.push('a message before the acknowledgement');
      throw new Refusal(404, 10015, 'Unknown Webhook');
    }
    if (interaction.isExpired || Date.now() - interaction.askedAt > LATER_ANSWERS_MS) {
      throw new Refusal(401, 50027, 'Invalid Webhook Token');
    }
    return { ...interaction, acknowledged: interaction.acknowledged };
  }

  const limitOf = ({ asked }: Interaction) => asked.attachmentSizeLimit ?? 10 * 1024 * 1024;

  async function change(interaction: Interaction, body: Buffer, contentType: string): Promise<unknown> {
    const { as, flags } = interaction.acknowledged!;
    const message = await readMessage(body, contentType, limitOf(interaction));
    const earlier =
      'button' in interaction.asked && as === 'change' ? messages.get(interaction.asked.message.id) : undefined;
    const kept = message.keepsFiles ? (earlier?.files ?? []) : [];
    const { id } = deliver(interaction, { ...message, files: [...kept, ...message.files] }, as, flags, earlier?.id);
    return messagePayload(id, message.content, flags);
  }

  async function putBelow(interaction: Interaction, body: Buffer, contentType: string): Promise<unknown> {
    const { as } = interaction.acknowledged!;
    // Discord treats the first message after "thinking" as the answer itself.
    if (as === 'answer' && interactions.get(tokenOf(interaction.id))?.original === undefined) {
      problems.push('a message below an answer that is not there yet');
    }
    const message = await readMessage(body, contentType, limitOf(interaction));
    const { id } = deliver(interaction, message, 'below', message.flags);
    return messagePayload(id, message.content, message.flags);
  }

  const tokenOf = (id: string) => `interaction-token-${id}`;

  function deliver(
    { id: interactionId }: Interaction,
    { content, allowedMentions, files, buttons }: MessageBody,
    as: Answer['as'],
    flags: number,
    id = newId(),
  ): Answer {
    const interaction = interactions.get(tokenOf(interactionId))!;
    const times = {
      acknowledgedAfter: interaction.acknowledged!.at - interaction.askedAt,
      answeredAfter: Date.now() - interaction.askedAt,
    };
    const ephemeral = (flags & EPHEMERAL) !== 0;
    const answer = { id, content, ephemeral, allowedMentions, files, buttons, as, ...times, below: [] };
    messages.set(id, answer);
    if (as === 'below') interaction.original?.below.push(answer);
    interaction.original ??= answer;
    interaction.resolve(answer);
    return answer;
  }

  function interact<Reply>(asked: Asked, askedAt = Date.now()): Promise<Reply> {
    const id = newId();
    const answered = new Promise<Reply>((resolve) => {
      interactions.set(tokenOf(id), { id, asked, askedAt, resolve: resolve as Interaction['resolve'] });
    });
    gateway.dispatch('INTERACTION_CREATE', interactionPayload(id, tokenOf(id), asked));
    const late = sleep(patienceMs, undefined, { ref: false });
    return Promise.race([answered, late.then(() => Promise.reject(new Error('the bot never answered')))]);
  }

  return {
    apiBase: `http://${address()}/api`,
    /** Registered commands, checks and invitations before the first command. */
    registrations,
    gateway,
    /** Use a command as a person does, and wait for the first message that results. */
    ask: (asked: Asked) => interact<Answer>(asked),
    /** Press the button with this label below an answer. */
    press({ id, ephemeral, buttons }: Answer, label: string, place: Place): Promise<Answer> {
      const button = buttons.find((each) => each.label === label);
      if (button === undefined) throw new Error(`no button ${label} among ${buttons.map((each) => each.label)}`);
      return interact<Answer>({ ...place, button: button.id, message: { id, flags: ephemeral ? EPHEMERAL : 0 } });
    },
    /** Returns the suggestions that the person sees while typing. */
    async choices(asked: Asked & { readonly focused: string }): Promise<string[]> {
      return (await interact<{ name: string }[]>(asked)).map(({ name }) => name);
    },
    /** Use a command that has expired before it reaches the bot. */
    askTooLate(asked: Asked): void {
      interact<Answer>(asked, Date.now() - firstAnswerMs - 1).then(
        () => problems.push('answered too late'),
        () => {},
      );
    },
    /** Wait for the next acknowledgement from the bot. */
    acknowledgement: async () => void (await once(events, 'acknowledged')),
    /** Expire all requests so far: none can be answered any more. */
    expireAll(): void {
      for (const interaction of interactions.values()) interaction.isExpired = true;
    },
    /** Refuse the next request to a route, written as "POST v10/webhooks/1/TOKEN". */
    refuseOnce: (route: RegExp, refused: Refused) => refusals.push({ route, refused }),
    /** @returns the requests of the bot that Discord would not have allowed. */
    async close(): Promise<readonly string[]> {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      return problems;
    },
    /** Post a picture as a person does. */
    posted: (bytes: Buffer, options?: PostOptions) => attachments.post(bytes, options),
  };
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

function refuse(response: ServerResponse, { status, code, message, retryAfter }: Refused): void {
  const limit = retryAfter === undefined ? {} : { retry_after: retryAfter, global: false };
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  send(response, status, { code, message, ...limit });
}
