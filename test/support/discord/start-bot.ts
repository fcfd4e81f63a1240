/** The real bot, on the fake Discord. */

import sharp from 'sharp';
import { afterAll, expect, onTestFinished, vi } from 'vitest';
import type { FoldersById, GuildRules } from '../../../bots/discord/access/access.ts';
import { type BotOptions, runBot } from '../../../bots/discord/bot.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { type Answer, openDiscord, type StandIn, TOKEN } from './rest.ts';

export const FAMILY = '600000000000000001';
export const STUDIO = '600000000000000002';
export const EMPTY = '600000000000000003';
export const STRANGER = '600000000000000004';
export const GUILD_IDS = [FAMILY, STUDIO, EMPTY, STRANGER];

/** The bot of a test or of a file. */
export type TestBot = Awaited<ReturnType<typeof startBot>>;

/** Registers a function that ends something. */
type OnEnd = (end: () => Promise<void>) => void;

/**
 * Registers functions that run after the last test of a file, the latest first. Call it outside of tests, after
 * `sharedFolder`: a bot must end before its folders are removed.
 */
export function afterLastTest(): OnEnd {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return (end) => void ends.unshift(end);
}

/**
 * Starts a fake Discord that ends with the test. The test fails when the bot made a request that Discord would not
 * allow.
 */
export async function startDiscord(guildIds: readonly string[], onEnd: OnEnd = onTestFinished): Promise<StandIn> {
  const discord = await openDiscord(guildIds);
  onEnd(async () => expect(await discord.close(), 'what Discord would not have allowed').toEqual([]));
  return discord;
}

const DENYING: GuildRules = {
  folders: [],
  channels: {},
  roles: {},
  users: {},
  visibility: 'private',
  cooldown: 0,
  reindex: { roles: [], users: [] },
  show: [],
};

interface SomeRules {
  readonly guilds?: Readonly<Record<string, Partial<GuildRules>>>;
  readonly directMessages?: FoldersById;
}

/** Returns rules that grant only what is given. */
export function rules({ guilds = {}, directMessages = {} }: SomeRules) {
  const whole = Object.entries(guilds).map(([id, guild]) => [id, { ...DENYING, ...guild }]);
  return { guilds: Object.fromEntries(whole) as Record<string, GuildRules>, directMessages };
}

/** The options of a bot on the fake Discord, with its own catalog. Nothing is downloaded: the model is built in. */
export function botOptions(discord: StandIn, some: SomeRules, dataDir = temporaryFolder()): BotOptions {
  return {
    engine: {
      dataDir,
      hub: { endpoint: 'http://127.0.0.1:9', token: undefined },
      model: { name: 'pocket' },
      provider: 'cpu',
      text: false,
      hemisphere: 'north',
      scan: { excludeDirs: [], includeHidden: false },
    },
    token: TOKEN,
    apiBase: discord.apiBase,
    ...rules(some),
  };
}

/** Starts a bot, waits until its photos are indexed, and collects its output on stderr. */
export async function startBot(options: BotOptions, onEnd: OnEnd = onTestFinished) {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true).mockClear();
  const log = () => stderr.mock.calls.map(([text]) => String(text)).join('');
  const end = new AbortController();
  const running = runBot({ ...options, signal: end.signal });
  const stop = async () => {
    end.abort();
    await running;
  };
  onEnd(async () => {
    await stop().catch(() => {});
    stderr.mockRestore();
    expect(log()).not.toContain(TOKEN);
    expect(log()).not.toContain('interaction-token');
  });
  const indexed = vi.waitFor(
    () => expect(log()).toMatch(/Index up to date|vectors of two models|no folder to search/),
    {
      timeout: 120_000,
      interval: 20,
    },
  );
  await Promise.race([indexed, running]);
  return { log, stop, running };
}

/** Returns the colour in the middle of a posted picture, or at another point. */
export async function colourOf(file: Answer['files'][number] | undefined, left = 0.5, top = 0.5): Promise<string> {
  const { data, info } = await sharp(file?.bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(top * info.height) * info.width + Math.floor(left * info.width)) * info.channels;
  const strong = [...data.subarray(at, at + 3)].map((value) => (value > 100 ? 1 : 0)).join('');
  return (
    new Map(Object.entries({ '100': 'red', '001': 'blue', '110': 'yellow', '010': 'lime' })).get(strong) ?? 'other'
  );
}

export async function coloursOf({ files }: Answer): Promise<string[]> {
  return Promise.all(files.map((file) => colourOf(file)));
}
