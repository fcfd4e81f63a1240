/** Discord refuses requests, forgets sessions, closes connections or is unreachable. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Answer, StandIn } from '../../support/discord/rest.ts';
import {
  afterLastTest,
  botOptions,
  FAMILY,
  GUILD_IDS,
  startBot,
  startDiscord,
  type TestBot,
} from '../../support/discord/start-bot.ts';
import { serve } from '../../support/net/local-server.ts';
import { otherModel } from '../../support/other-model.ts';
import { drawPhotos, sharedFolder } from '../../support/photos/drawings.ts';
import { testEngine } from '../../support/test-engine.ts';

const here = { guildId: FAMILY };
const EDIT = /^PATCH .*@original$/;
const BELOW = /^POST v10\/webhooks/;

let discord: StandIn;
let bot: TestBot;

const photos = sharedFolder();
const dataDir = sharedFolder();
const onEnd = afterLastTest();

beforeAll(async () => {
  await drawPhotos(photos, { 'blue.jpg': 'blue' });
  const noise = { type: 'gaussian' as const, mean: 90, sigma: 60 };
  const grain = sharp({ create: { width: 300, height: 200, channels: 3, background: 'red', noise } });
  await grain.jpeg().toFile(join(photos, 'red.jpg'));
  discord = await startDiscord(GUILD_IDS, onEnd);
  bot = await startBot(botOptions(discord, { guilds: { [FAMILY]: { folders: [photos] } } }, dataDir), onEnd);
});

const find = (options = {}) => discord.ask({ ...here, name: 'find', options: { query: 'a red picture', ...options } });

describe('what Discord refuses', () => {
  test('too fast: the bot waits as long as Discord says, and then answers', async () => {
    discord.refuseOnce(EDIT, { status: 429, code: 0, message: 'You are being rate limited.', retryAfter: 0.6 });
    const answer = await find();
    expect(answer.files).toHaveLength(2);
    expect(answer.answeredAfter).toBeGreaterThanOrEqual(600);
  });

  test('still too large: the bot sends a smaller answer, and then only a sentence', async () => {
    const tooLarge = { status: 413, code: 40005, message: 'Request entity too large' };
    const usual = await find();
    discord.refuseOnce(EDIT, tooLarge);
    const smaller = await find();
    const sizes = ({ files }: Answer) => files.map(({ bytes }) => bytes.length);
    expect(smaller.files.length).toBeGreaterThan(0);
    expect(Math.max(...sizes(smaller))).toBeLessThan(Math.max(...sizes(usual)) / 3);
    for (let i = 0; i < 2; i++) discord.refuseOnce(EDIT, tooLarge);
    expect(await find()).toMatchObject({ files: [], content: expect.stringContaining('too large for this place') });
  });

  test.each([50001, 50013])('no permission to post (%i): only the person who shared gets a message', async (code) => {
    const answer = await find();
    discord.refuseOnce(BELOW, { status: 403, code, message: 'Missing' });
    const shared = await discord.press(answer, 'Share', here);
    expect(shared).toMatchObject({
      ephemeral: true,
      files: [],
      content: expect.stringMatching(/may not post pictures/),
    });
  });

  test('an answer to an expired interaction: it is logged, and the next one is answered', async () => {
    const acknowledged = discord.acknowledgement();
    discord.refuseOnce(EDIT, { status: 500, code: 0, message: 'down' });
    void find().catch(() => {});
    await acknowledged;
    discord.expireAll();
    await vi.waitFor(() => expect(bot.log()).toContain('50027'), { timeout: 120_000 });
    expect((await find()).files).toHaveLength(2);
  });
});

test('the bot gives up on pictures that never arrive, and answers others meanwhile', async () => {
  const stalled = (['head', 'head', 'body', 'body'] as const).map((stalls) => {
    const picture = discord.posted(Buffer.alloc(1_000), { fault: { stalls } });
    return discord.ask({ ...here, name: 'similar', options: { picture } });
  });
  const answer = await find();
  expect(answer.files).toHaveLength(2);
  expect(answer.answeredAfter).toBeLessThan(5_000);
  for (const { content, files } of await Promise.all(stalled)) {
    expect(files).toEqual([]);
    expect(content).toMatch(/could not get that picture/);
  }
});

test('a picture from another host, or with more bytes than Discord announced, is refused', async () => {
  const blue = readFileSync(join(photos, 'blue.jpg'));
  const good = discord.posted(blue);
  const similar = (picture: typeof good) => discord.ask({ ...here, name: 'similar', options: { picture } });
  expect((await similar(good)).files).not.toEqual([]);

  const elsewhere = await serve((_, response) => response.end(blue));
  for (const redirect of [good.url, `${elsewhere.url}/x.jpg`]) {
    const { content, files } = await similar(discord.posted(blue, { fault: { redirect } }));
    expect(content).toMatch(/could not get that picture/);
    expect(files).toEqual([]);
  }
  expect(elsewhere.asked).toEqual([]);
  expect(bot.log()).toContain('redirects to another address');

  const longer = discord.posted(blue, { fault: { sends: Buffer.concat([blue, Buffer.alloc(1_000_000)]) } });
  expect((await similar(longer)).content).toMatch(/could not get that picture/);
  expect((await similar({ ...good, size: good.size - 1 })).content).toMatch(/could not get that picture/);
  expect(bot.log().match(/is larger than/g)).toHaveLength(2);
});

describe('the gateway', () => {
  test('loses the connection for a moment: the bot resumes, and answers the requests from meanwhile', async () => {
    discord.gateway.kill();
    const meanwhile = find();
    discord.gateway.restart();
    expect((await meanwhile).files).toHaveLength(2);
    expect(discord.gateway.seen).toMatchObject({ identified: 1, resumed: 1 });
    expect((await find()).files).toHaveLength(2);
  });

  test('is unreachable for a while and has forgotten the session: the bot logs in again', async () => {
    discord.gateway.kill();
    await vi.waitFor(() => expect(discord.gateway.seen.refused).toBeGreaterThan(2), { timeout: 120_000 });
    discord.gateway.restart({ forgets: true });
    await vi.waitFor(() => expect(discord.gateway.seen.identified).toBe(2), { timeout: 120_000 });
    await vi.waitFor(() => expect(discord.gateway.isConnected()).toBe(true));
    expect((await find()).files).toHaveLength(2);
  });
});

test('the bot refuses politely when it has more requests than it can answer soon', async () => {
  const answers = await Promise.all(Array.from({ length: 220 }, () => find({ limit: 1 })));
  const refused = answers.filter(({ files }) => files.length === 0);
  expect(refused.length).toBeGreaterThan(10);
  expect(new Set(refused.map(({ content }) => content))).toEqual(new Set([expect.stringMatching(/Many people/)]));
  expect(answers.length - refused.length).toBeGreaterThan(100);
});

test('photos without vectors of the current model: the bot is still indexing, and says so', async () => {
  const engine = testEngine({ dataDir, model: {} });
  await engine.useModel(otherModel('pocket'));
  expect(await find()).toMatchObject({ files: [], content: expect.stringContaining('I am still indexing photos') });
  await engine.useModel('pocket');
  expect((await find()).files).toHaveLength(2);
});

test('Discord rejects the token while the bot runs: the bot ends, and the message says how to fix it', async () => {
  discord.refuseOnce(EDIT, { status: 401, code: 0, message: '401: Unauthorized' });
  const acknowledged = discord.acknowledgement();
  void find().catch(() => {});
  await acknowledged;
  await expect(bot.running).rejects.toMatchObject({
    code: 'discord-failed',
    message: expect.stringMatching(/DISCORD_TOKEN/),
  });
});
