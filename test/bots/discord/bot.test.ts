/** The real bot on the real discord.js with the real engine, against a fake Discord. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { runBot } from '../../../bots/discord/bot.ts';
import { startDebug } from '../../../src/base/debug.ts';
import { builtFile } from '../../../src/base/paths.ts';
import { type StandIn, TOKEN } from '../../support/discord/rest.ts';
import {
  afterLastTest,
  botOptions,
  colourOf,
  coloursOf,
  EMPTY,
  FAMILY,
  GUILD_IDS,
  STRANGER,
  STUDIO,
  startBot,
  startDiscord,
  type TestBot,
} from '../../support/discord/start-bot.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { drawPhotos, sharedFolder, temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_SIGNALS } from '../../support/platform/capabilities.ts';
import { COLOURS } from '../../support/test-engine.ts';

const MIXED = '600000000000000005';
const DATED = '600000000000000006';
const LINKS = '600000000000000007';

/** @param taken as in EXIF. */
async function drawDated(file: string, background: string, taken: string): Promise<void> {
  const picture = sharp({ create: { width: 160, height: 120, channels: 3, background } });
  await picture.withExif({ IFD2: { DateTimeOriginal: taken } }).toFile(file);
}

const find = (discord: StandIn, guildId: string | null, query: string, limit?: number) =>
  discord.ask({ guildId, name: 'find', options: { query, ...(limit === undefined ? {} : { limit }) } });

describe('/find', () => {
  const library = sharedFolder();
  const dataDir = sharedFolder();
  const onEnd = afterLastTest();
  let discord: StandIn;
  let bot: TestBot;

  beforeAll(async () => {
    const draw = (name: string, photos: Record<string, string>) => drawPhotos(join(library, name), photos);
    await draw('mixed', { 'a.jpg': 'blue', 'b/secret name.jpg': 'red', 'c.png': 'yellow', 'd.webp': 'lime' });
    await draw('dated', { 'undated.jpg': 'red' });
    await draw('family', { 'one.jpg': 'red' });
    await draw('studio', { 'two.jpg': 'blue', 'three.jpg': 'yellow' });
    await draw('links', { 'red.jpg': 'red', 'blue.jpg': 'blue', 'trip/red.jpg': 'crimson' });
    await draw('private', { 'red.jpg': 'red' });
    await drawDated(join(library, 'dated', '2018.jpg'), 'blue', '2018:06:01 12:00:00');
    await drawDated(join(library, 'dated', '2020.jpg'), 'yellow', '2020:06:01 12:00:00');
    startDebug('all');
    onEnd(async () => startDebug(undefined));
    discord = await startDiscord([...GUILD_IDS, MIXED, DATED, LINKS], onEnd);
    const guilds = {
      [MIXED]: { folders: [join(library, 'mixed')] },
      [DATED]: { folders: [join(library, 'dated')] },
      [FAMILY]: { folders: [join(library, 'family'), join(library, 'unplugged')] },
      [STUDIO]: { folders: [join(library, 'studio')] },
      [EMPTY]: { folders: [] },
      [LINKS]: { folders: [join(library, 'links')] },
    };
    bot = await startBot(botOptions(discord, { guilds }, dataDir), onEnd);
  });

  test('posts the matching photos, best first, under neutral names, to the person who asked', async () => {
    const red = await find(discord, MIXED, 'a red picture', 2);
    expect(red.files.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'photo-1.jpg image/jpeg',
      'photo-2.jpg image/jpeg',
    ]);
    expect(await colourOf(red.files[0])).toBe('red');
    expect(red.content).toBe('The 2 photos that fit “a red picture” best.');
    expect(red.ephemeral).toBe(true);
    expect(red.allowedMentions).toEqual({ parse: [] });
    expect(discord.gateway.seen.intents).toBe(1);
    const blue = await find(discord, MIXED, 'a blue picture');
    expect(blue.files).toHaveLength(3);
    expect(await colourOf(blue.files[0])).toBe('blue');

    const blank = await find(discord, MIXED, '   ');
    expect(blank).toMatchObject({ content: expect.stringContaining('Describe the photo'), files: [] });

    const many = await Promise.all(['red', 'blue', 'yellow', 'red'].map((word) => find(discord, MIXED, word, 10)));
    expect(many.map(({ files }) => files.length)).toEqual([4, 4, 4, 4]);

    // The operator sees what the bot does, but not people's queries.
    await vi.waitFor(() => expect(bot.log()).toMatch(/^picsift:discord .*: 1 folders for the person, .* privately$/m));
    expect(bot.log()).toMatch(/^picsift:search .* a query of 13 characters \(text\): photos in scope: 4/m);
    expect(bot.log()).not.toContain('a red picture');
  });

  test('searches only photos taken since or before a day', async () => {
    const taken = (options: Record<string, string>) =>
      discord.ask({ guildId: DATED, name: 'find', options: { query: 'a picture', ...options } });
    expect(await coloursOf(await taken({ after: '2019' }))).toEqual(['yellow']);
    expect(await coloursOf(await taken({ before: '2019-01' }))).toEqual(['blue']);
    expect(await coloursOf(await taken({ after: '2018-06-01', before: '2018-06-02' }))).toEqual(['blue']);
    expect(await taken({ after: '2021' })).toMatchObject({
      content: expect.stringMatching(/no photo .* then/),
      files: [],
    });
    for (const wrong of ['soon', '2019-13-01', '2019/06']) {
      expect(await taken({ after: wrong })).toMatchObject({
        content: expect.stringMatching(/2019-06-01|months are 01 to 12/),
        files: [],
      });
    }
  });

  test('finds only photos granted to the server, and shows no folder names to others', async () => {
    const family = await find(discord, FAMILY, 'a blue picture', 10);
    expect(await Promise.all(family.files.map((file) => colourOf(file)))).toEqual(['red']);
    const studio = await find(discord, STUDIO, 'a red picture', 10);
    const colours = await Promise.all(studio.files.map((file) => colourOf(file)));
    expect(colours.sort()).toEqual(['blue', 'yellow']);

    for (const guildId of [EMPTY, STRANGER, null]) {
      const answer = await find(discord, guildId, 'a red picture', 10);
      expect(answer.files).toEqual([]);
      expect(answer.ephemeral).toBe(true);
      expect(answer.content).toMatch(/no photos to show/);
      expect(answer.content).not.toMatch(/family|studio|\/|red/);
    }
  });

  test.runIf(CAN_SYMLINK)('promise 13: does not follow a symlink that replaced a photo', async () => {
    const links = join(library, 'links');
    expect((await find(discord, LINKS, 'a red picture', 3)).files).toHaveLength(3);

    rmSync(join(links, 'red.jpg'));
    symlinkSync(join(library, 'private', 'red.jpg'), join(links, 'red.jpg'));
    renameSync(join(links, 'trip'), join(library, 'trip'));
    symlinkSync(join(library, 'private'), join(links, 'trip'));
    const answer = await find(discord, LINKS, 'a red picture', 3);
    expect(await Promise.all(answer.files.map((file) => colourOf(file)))).toEqual(['blue']);
    expect(answer.content.match(/Photo \d is left out/g)).toHaveLength(2);
  });

  test('an expired interaction is logged, and the next one is answered', async () => {
    discord.askTooLate({ guildId: FAMILY, name: 'find', options: { query: 'red' } });
    await vi.waitFor(() => expect(bot.log()).toContain('10062'));
    expect((await find(discord, FAMILY, 'red')).files).toHaveLength(1);
  });
});

describe('on an error, the bot says what happened', () => {
  test('no photos yet, and a missing folder', async () => {
    const library = temporaryFolder();
    mkdirSync(join(library, 'empty'));
    const discord = await startDiscord(GUILD_IDS);
    const guilds = {
      [EMPTY]: { folders: [join(library, 'empty')] },
      [STUDIO]: { folders: [join(library, 'unplugged')] },
    };
    const bot = await startBot(botOptions(discord, { guilds }));
    expect((await find(discord, EMPTY, 'dog')).content).toMatch(/no photos here yet/);
    const gone = await find(discord, STUDIO, 'dog');
    expect(gone.content).toMatch(/unplugged/);
    expect(gone.content).not.toContain(library);
    expect(bot.log()).toContain(join(library, 'unplugged'));
  });

  test('an engine that fails', async () => {
    const [photos, dataDir] = [temporaryFolder(), temporaryFolder()];
    await drawIndexed(photos, dataDir, COLOURS);
    const discord = await startDiscord(GUILD_IDS);
    const options = botOptions(discord, { guilds: { [FAMILY]: { folders: [photos] } } }, dataDir);
    const bot = await startBot({ ...options, engine: { ...options.engine, model: { name: 'clip-vit-b32' } } });
    const answer = await find(discord, FAMILY, 'a red picture');
    expect(answer).toMatchObject({ content: expect.stringMatching(/^The search model is not ready.*\.$/), files: [] });
    expect(bot.log()).toContain('picsift model use clip-vit-b32');
    // A caller without grants does not reach the engine.
    expect((await find(discord, STRANGER, 'a red picture')).content).toMatch(/no photos to show/);
  });
});

describe('the bot and its token', () => {
  test('a missing, wrong or malformed token is refused, and the message says how to fix it', async () => {
    const discord = await startDiscord(GUILD_IDS);
    const options = botOptions(discord, {});
    await expect(runBot({ ...options, token: '' })).rejects.toMatchObject({ code: 'token-missing' });
    for (const token of ['wrong.token', 'not a\ntoken']) {
      const failure = await runBot({ ...options, token }).catch((error) => error);
      expect(failure).toMatchObject({ code: 'discord-failed', message: expect.stringContaining('DISCORD_TOKEN') });
      expect(failure.message).not.toContain(token);
    }
  });

  test('a token that is revoked while the bot runs ends the bot', async () => {
    const discord = await startDiscord(GUILD_IDS);
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => stderr.mockRestore());
    const running = runBot({ ...botOptions(discord, {}), onReady: () => discord.gateway.hangUp(4004) });
    await expect(running).rejects.toMatchObject({ code: 'discord-failed', message: expect.stringContaining('token') });
  });

  test('an unreachable Discord gives a clear error', async () => {
    const discord = await startDiscord(GUILD_IDS);
    const options = { ...botOptions(discord, {}), apiBase: 'http://127.0.0.1:9/api' };
    await expect(runBot(options)).rejects.toMatchObject({
      code: 'discord-failed',
      message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/),
    });
  });
});

test.runIf(HAS_SIGNALS)('picsift discord answers what is in progress after SIGTERM, and then exits', async () => {
  const [photos, dataDir, configDir] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await drawIndexed(photos, dataDir, COLOURS);
  const discord = await startDiscord(GUILD_IDS);
  const guilds = { [FAMILY]: { folders: [photos] } };
  writeFileSync(join(configDir, 'config.json'), JSON.stringify({ model: 'pocket', discord: { guilds } }));
  const env = {
    PICSIFT_CONFIG_DIR: configDir,
    PICSIFT_DATA_DIR: dataDir,
    DISCORD_TOKEN: TOKEN,
    DISCORD_API_BASE: discord.apiBase,
  };
  const bot = spawn(process.execPath, [builtFile('src/cli/main.ts'), 'discord'], { env, stdio: 'pipe' });
  onTestFinished(() => void bot.kill('SIGKILL'));
  let stderr = '';
  let stdout = '';
  bot.stderr.on('data', (text) => {
    stderr += text;
  });
  bot.stdout.on('data', (text) => {
    stdout += text;
  });
  await vi.waitFor(() => expect(stderr).toContain('Index up to date'), { timeout: 120_000, interval: 20 });

  const exited = once(bot, 'exit');
  const deferred = discord.acknowledgement();
  const answer = find(discord, FAMILY, 'a red picture');
  await deferred;
  bot.kill('SIGTERM');
  expect((await answer).files).toHaveLength(3);
  expect(await exited).toEqual([0, null]);
  expect(stdout).toBe('');
});
