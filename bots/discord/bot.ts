/** Runs the bot: connect, answer, keep the index up to date, shut down. */

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

/** At shutdown, answers in progress have this much time to finish. */
const GRACE_MS = 10_000;

export interface BotOptions extends AccessRules {
  readonly engine: EngineOptions;
  readonly token: string;
  /** Base address of Discord's API. The API returns the gateway's address. */
  readonly apiBase: string;
  /** Write people's search queries to the log. */
  readonly logQueries?: boolean | undefined;
  /** Cron expression: when to index all folders. */
  readonly schedule?: string | undefined;
  /** Abort it to shut the bot down, as SIGTERM does. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the bot is ready for commands. */
  readonly onReady?: (() => void) | undefined;
}

/**
 * Run the bot until SIGINT, SIGTERM or the signal. Then accept no more commands, finish those in progress and disconnect.
 * @throws PicsiftError `token-missing`; `discord-failed` when Discord refuses or ends the connection; what `openEngine`
 * throws.
 */
export async function runBot(options: BotOptions): Promise<void> {
  const { token, apiBase, guilds, directMessages, schedule, logQueries = false, signal, onReady } = options;
  checkToken(token);
  if (!logQueries) hideQueries();
  const startedAt = performance.now();
  const engine = openEngine(options.engine);
  const client = createClient(apiBase);
  const inProgress = new Set<Promise<void>>();
  const track = (work: Promise<void>) => inProgress.add(work.finally(() => inProgress.delete(work)));

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
  // Once: a second Ctrl-C ends the process at once.
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
    await Promise.race([Promise.allSettled(inProgress), sleep(GRACE_MS, undefined, { ref: false })]);
    await client.destroy();
    await engine.close();
  }
}

function createClient(apiBase: string): Client {
  const client = new Client({
    // Slash commands need no intent. discord.js needs Guilds to know the servers that the bot is in.
    intents: [GatewayIntentBits.Guilds],
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    // discord.js delays interactions until all servers have reported. Discord waits only three seconds for an answer.
    waitGuildTimeout: 1_000,
    allowedMentions: { parse: [] },
    rest: restOptions(apiBase),
  });
  client.on(Events.ShardReconnecting, () => debug('discord', () => 'the connection is lost, connecting again'));
  client.on(Events.ShardResume, (_, replayed) =>
    debug('discord', () => `connected again, ${replayed} missed events were sent`),
  );
  client.on(Events.Error, (error) => logError('discord.js', error));
  client.on(Events.ShardError, (error) => logError('The connection to Discord failed', error));
  return client;
}

/** Resolve when the bot has to shut down. Reject when Discord has closed the connection permanently. */
function untilEnd(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once(Events.ShardDisconnect, ({ code }) => (signal.aborted ? resolve() : reject(gatewayClosed(code))));
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
  });
}
