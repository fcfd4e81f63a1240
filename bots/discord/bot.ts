/** The bot's life: connect, answer, keep the index, end cleanly. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Events, GatewayIntentBits, Options } from 'discord.js';
import { debug, hideQueries, since } from '../../src/base/debug.ts';
import type { EngineOptions } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { type AccessRules, allFolders } from './access/access.ts';
import { rememberCallers } from './access/caller.ts';
import { createGrantsOf } from './access/granted.ts';
import { createCooldowns, createQueues } from './access/pace.ts';
import { log, logError } from './bot-log.ts';
import type { Bot } from './bot-request.ts';
import { dispatch } from './dispatch.ts';
import { watchGranted } from './keep-fresh.ts';
import { createButtons } from './results/buttons.ts';
import { createRecentQueries } from './results/recent-queries.ts';
import { reachOfPictures } from './results/sent-picture.ts';
import { checkToken, discordError, gatewayClosed, isTokenRefusal, restOptions } from './setup/discord-api.ts';

/** At the end, what is under way has this long. */
const GRACE_MS = 10_000;

export interface BotOptions extends AccessRules {
  readonly engine: EngineOptions;
  readonly token: string;
  /** Base address of Discord's API; the gateway's comes from there. */
  readonly apiBase: string;
  /** Write into the log what people search for. */
  readonly logQueries?: boolean | undefined;
  /** Cron expression: when to look through all folders. */
  readonly schedule?: string | undefined;
  /** Aborted: the bot ends as it does at SIGTERM. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the bot takes commands. */
  readonly onReady?: (() => void) | undefined;
}

/**
 * Run the bot until SIGINT, SIGTERM or the signal: then it takes no more commands, finishes those under way and leaves.
 * @throws PicsiftError `token-missing`, `discord-failed` where Discord does not let it in or throws it out, and what
 * `openEngine` throws.
 */
export async function runBot(options: BotOptions): Promise<void> {
  const { token, apiBase, guilds, directMessages, schedule, logQueries = false, signal, onReady } = options;
  checkToken(token);
  if (!logQueries) hideQueries();
  const startedAt = performance.now();
  const engine = openEngine(options.engine);
  const client = createClient(apiBase);
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => underWay.add(work.finally(() => underWay.delete(work)));

  const end = new AbortController();
  let refusal: unknown;
  const rules = { guilds, directMessages };
  const bot: Bot = {
    engine,
    scan: options.engine.scan,
    rules,
    grantsOf: createGrantsOf(),
    pictures: reachOfPictures(apiBase),
    buttons: createButtons(),
    cooldowns: createCooldowns(),
    queues: createQueues(),
    recent: createRecentQueries(),
    logQueries,
    signal: end.signal,
    onFailure(error) {
      if (!isTokenRefusal(error)) return;
      refusal = error;
      end.abort();
    },
  };
  const stop = () => end.abort();
  // Once: a second Ctrl-C has the system's own effect.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();

  const callerOf = rememberCallers(client);
  client.on(Events.InteractionCreate, (interaction) => {
    const caller = callerOf(interaction.id);
    if (caller !== undefined) track(dispatch(interaction, caller, bot));
  });
  client.once(Events.ClientReady, ({ user }) => {
    log(`Logged in as ${user.username}.`);
    debug('discord', () => `ready after ${since(startedAt)}, in ${client.guilds.cache.size} servers`);
    track(watchGranted(engine, allFolders(rules), { schedule, signal: end.signal }));
    onReady?.();
  });

  try {
    const ended = untilEnd(client, end.signal);
    await Promise.race([client.login(token).then(() => ended), ended]);
    if (refusal !== undefined) throw refusal;
  } catch (error) {
    throw discordError(error);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    signal?.removeEventListener('abort', stop);
    stop();
    client.removeAllListeners(Events.InteractionCreate);
    await Promise.race([Promise.allSettled(underWay), sleep(GRACE_MS, undefined, { ref: false })]);
    await client.destroy();
    await engine.close();
  }
}

function createClient(apiBase: string): Client {
  const client = new Client({
    // Slash commands need none; guilds lets discord.js know the servers it is in.
    intents: [GatewayIntentBits.Guilds],
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    // discord.js holds interactions back until all servers have reported; Discord waits three seconds for an answer.
    waitGuildTimeout: 1_000,
    allowedMentions: { parse: [] },
    rest: restOptions(apiBase),
  });
  client.on(Events.ShardReconnecting, () => debug('discord', () => 'the connection is lost, connecting again'));
  client.on(Events.ShardResume, (_, replayed) =>
    debug('discord', () => `connected again, ${replayed} events came late`),
  );
  client.on(Events.Error, (error) => logError('discord.js', error));
  client.on(Events.ShardError, (error) => logError('The connection to Discord failed', error));
  return client;
}

/** Resolves when the bot is asked to end; rejects when Discord has ended the connection for good. */
function untilEnd(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once(Events.ShardDisconnect, ({ code }) => (signal.aborted ? resolve() : reject(gatewayClosed(code))));
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
  });
}
