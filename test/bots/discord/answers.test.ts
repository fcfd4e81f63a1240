/** The commands and buttons of the bot, and the answers that people see. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test, vi } from 'vitest';
import { ADA, CHANNEL } from '../../support/discord/payloads.ts';
import type { StandIn } from '../../support/discord/rest.ts';
import {
  afterLastTest,
  botOptions,
  coloursOf,
  startBot,
  startDiscord,
  type TestBot,
} from '../../support/discord/start-bot.ts';
import { drawPhotos, sharedFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';

const BOB = '400000000000000002';
const OTHER_CHANNEL = '300000000000000002';

/** One bot is in a server for each set of rules that the tests need. */
const PLAIN = '600000000000000001';
const AUDIENCES = '600000000000000002';
const PERSONS = '600000000000000003';
const OPERATED = '600000000000000004';
const DETAILED = '600000000000000005';
const PERSONAL = '600000000000000006';

let discord: StandIn;
let bot: TestBot;

const folder = sharedFolder();
const dataDir = sharedFolder();
const onEnd = afterLastTest();
const [all, adas] = [join(folder, 'all'), join(folder, 'ada')];

beforeAll(async () => {
  await drawPhotos(folder, {
    'all/a.jpg': 'red',
    'all/b.jpg': 'crimson',
    'all/trip/c.jpg': 'blue',
    'all/d.jpg': 'yellow',
    'ada/e.jpg': 'firebrick',
  });
  const keywords = ['zora', 'wedding with Ben'];
  const facts = { 'dc:title': ['The _secret_ picnic'], 'dc:description': ['with Oma'], 'dc:subject': keywords };
  writeFileSync(join(all, 'd.xmp'), xmp({}, { ...facts, 'Iptc4xmpExt:PersonInImage': ['Zora', 'Ben'] }));
  const guilds = {
    [PLAIN]: { folders: [all] },
    [AUDIENCES]: { channels: { [CHANNEL]: [all] }, users: { [ADA]: [adas] } },
    [PERSONS]: { folders: [all], users: { [ADA]: [adas] } },
    [OPERATED]: {
      folders: [all],
      users: { [ADA]: [adas, join(folder, 'unplugged')] },
      reindex: { roles: [], users: [ADA] },
    },
    [DETAILED]: {
      folders: [all],
      visibility: 'channel' as const,
      show: ['path', 'date', 'score'] as const,
      cooldown: 60,
    },
    [PERSONAL]: { folders: [all], show: ['title', 'people', 'date'] as const },
  };
  discord = await startDiscord(Object.keys(guilds), onEnd);
  bot = await startBot(botOptions(discord, { guilds, directMessages: { [BOB]: [adas] } }, dataDir), onEnd);
});

test('answers have pages, forwards and backwards, for the person who asked', async () => {
  const here = { guildId: PLAIN };
  const first = await discord.ask({ ...here, name: 'find', options: { query: 'a red picture', limit: 2 } });
  expect(first.buttons.map(({ label }) => label)).toEqual(['Next', 'Share', 'More like 1', 'More like 2']);
  const second = await discord.press(first, 'Next', here);
  expect(second).toMatchObject({ id: first.id, as: 'change', ephemeral: true });
  expect(second.content).toBe('2 more photos for “a red picture”.');
  expect(second.files).toHaveLength(2);
  expect(second.buttons.map(({ label }) => label)).toEqual(['Previous', 'Share', 'More like 1', 'More like 2']);
  const all = [...(await coloursOf(first)), ...(await coloursOf(second))];
  expect(all.sort()).toEqual(['blue', 'red', 'red', 'yellow']);
  const back = await discord.press(second, 'Previous', here);
  expect(back.files.map(({ bytes }) => bytes)).toEqual(first.files.map(({ bytes }) => bytes));

  const stranger = await discord.press(first, 'Next', { ...here, userId: BOB });
  expect(stranger).toMatchObject({ ephemeral: true, files: [], content: expect.stringContaining('Only the person') });
  const elsewhere = await discord.press(first, 'Next', { ...here, channelId: OTHER_CHANNEL });
  expect(elsewhere).toMatchObject({ ephemeral: true, files: [], content: expect.stringContaining('do not work') });
  const madeUp = { ...first, buttons: [{ label: 'Next', id: 'AAAAAAAAAAAAAAAAAAAAAA' }] };
  expect(await discord.press(madeUp, 'Next', here)).toMatchObject({ content: expect.stringContaining('do not work') });
  for (const { id } of first.buttons) expect(id).toMatch(/^[\w-]{22}$/);
});

test('/find without a query shows the newest photos, page by page', async () => {
  const here = { guildId: PLAIN };
  const first = await discord.ask({ ...here, name: 'find', options: { limit: 3 } });
  expect(first.content).toBe('The newest 3 photos.');
  expect(first.files.map(({ description }) => description)).toEqual(['Photo 1', 'Photo 2', 'Photo 3']);
  const second = await discord.press(first, 'Next', here);
  expect(second).toMatchObject({ content: 'The next photo, older than those before.' });
  const colours = [...(await coloursOf(first)), ...(await coloursOf(second))];
  expect(colours.sort()).toEqual(['blue', 'red', 'red', 'yellow']);
  const shared = await discord.press(first, 'Share', here);
  expect(shared.content).toBe(`<@${ADA}> shares 3 photos.`);
});

test('More like this finds photos similar to that one, and leaves that one out', async () => {
  const here = { guildId: PLAIN };
  const one = await discord.ask({ ...here, name: 'find', options: { query: 'a red picture', limit: 1 } });
  const like = await discord.press(one, 'More like this', here);
  expect(like).toMatchObject({ as: 'answer', ephemeral: true });
  expect(await coloursOf(like)).toEqual(['red']);
  expect(like.files[0]!.bytes).not.toEqual(one.files[0]!.bytes);
  expect(like.content).toMatch(/like that photo/);
});

test('Share posts only what everybody in the channel may see', async () => {
  const here = { guildId: AUDIENCES };
  const mine = await discord.ask({ ...here, name: 'find', options: { query: 'a red picture', limit: 5 } });
  expect(mine).toMatchObject({ ephemeral: true });
  expect(mine.files).toHaveLength(5);
  const shared = await discord.press(mine, 'Share', here);
  expect(shared).toMatchObject({ ephemeral: false, as: 'below', buttons: [] });
  expect(shared.files).toHaveLength(4);
  expect(shared.content).toBe(`<@${ADA}> shares 4 photos found with “a red picture”.`);
  expect(shared.allowedMentions).toEqual({ parse: [] });
  await vi.waitFor(() => expect(shared.below).toHaveLength(1));
  expect(shared.below[0]).toMatchObject({ ephemeral: true, content: expect.stringMatching(/4 of the 5/) });

  // A public search covers only the channel's folders. A channel without folders gets no public answer.
  const options = { query: 'a red picture', limit: 5, share: true };
  const open = await discord.ask({ ...here, name: 'find', options });
  expect(open).toMatchObject({ ephemeral: false });
  expect(open.files).toHaveLength(4);
  expect(open.buttons.map(({ label }) => label)).not.toContain('Share');
  const closed = await discord.ask({ ...here, channelId: OTHER_CHANNEL, name: 'find', options });
  expect(closed).toMatchObject({ ephemeral: true });
  expect(closed.files).toHaveLength(1);
  expect(closed.buttons.map(({ label }) => label)).not.toContain('Share');
  await vi.waitFor(() => expect(closed.below[0]?.content).toMatch(/Only you see this/));
  await vi.waitFor(() =>
    expect(open.below[0]).toMatchObject({
      ephemeral: true,
      content: expect.stringMatching(/I searched only the folders that everybody/),
    }),
  );
  const offered = (share: boolean) =>
    discord.choices({ ...here, name: 'find', options: { query: 'x', folder: '', share }, focused: 'folder' });
  expect(await offered(true)).toEqual(['all', 'all/trip']);
  expect(await offered(false)).toContain('ada');
  // A thread has the audience of its channel.
  const thread = { ...here, channelId: '300000000000000003', parentId: CHANNEL };
  expect(await discord.ask({ ...thread, name: 'find', options })).toMatchObject({ ephemeral: false });

  const more = await discord.press(open, 'More like 1', here);
  expect(more).toMatchObject({ ephemeral: true, as: 'answer' });
});

test('folders and earlier queries are suggested to each person separately', async () => {
  const here = { guildId: PERSONS };
  const folders = (typed: string, userId = ADA) =>
    discord.choices({ ...here, userId, name: 'find', options: { query: 'x', folder: typed }, focused: 'folder' });
  expect(await folders('')).toEqual(['all', 'ada', 'all/trip']);
  expect(await folders('TRI')).toEqual(['all/trip']);
  expect(await folders('', BOB)).toEqual(['all', 'all/trip']);

  const inFolder = (where: string, userId = ADA) =>
    discord.ask({ ...here, userId, name: 'find', options: { query: 'a picture', folder: where } });
  expect(await coloursOf(await inFolder('all/trip'))).toEqual(['blue']);
  for (const wrong of ['ada', '../ada', adas, 'nowhere']) {
    expect(await inFolder(wrong, BOB)).toMatchObject({ files: [], content: expect.stringContaining('no such folder') });
  }
  await discord.ask({ ...here, name: 'find', options: { query: 'red car' } });
  const queries = (typed: string, userId = ADA) =>
    discord.choices({ ...here, userId, name: 'find', options: { query: typed }, focused: 'query' });
  expect(await queries('')).toEqual(['red car', 'a picture']);
  expect(await queries('car')).toEqual(['red car']);
  expect(await queries('', BOB)).toEqual([]);
});

test('a picture that somebody sends or posted finds the most similar photos', async () => {
  const here = { guildId: PLAIN };
  const blue = await sharp({ create: { width: 200, height: 150, channels: 3, background: 'blue' } })
    .png()
    .toBuffer();
  const picture = discord.posted(blue, { name: 'x.png', type: 'image/png' });

  const similar = await discord.ask({ ...here, name: 'similar', options: { picture, limit: 1 } });
  expect(await coloursOf(similar)).toEqual(['blue']);
  expect(similar.content).toMatch(/like that picture/);
  const same = discord.posted(readFileSync(join(all, 'trip/c.jpg')));
  const again = await discord.ask({ ...here, name: 'similar', options: { picture: same, limit: 1 } });
  expect(again.content).toMatch(/^The photo most like that picture.\nThe first result is the same picture/);
  const next = await discord.press(similar, 'Next', here);
  expect(next.files).toHaveLength(1);
  expect(await coloursOf(next)).not.toEqual(['blue']);
  const text = discord.posted(Buffer.from('words'), { name: 'notes.txt', type: 'text/plain' });
  const inMenu = await discord.ask({ ...here, name: 'Find similar', target: [text, picture] });
  expect((await coloursOf(inMenu))[0]).toBe('blue');

  const refused = async (attachment: typeof picture) =>
    (await discord.ask({ ...here, name: 'similar', options: { picture: attachment } })).content;
  expect(await refused(text)).toMatch(/cannot read that as a picture/);
  expect(await refused(discord.posted(Buffer.from('no picture'), { name: 'x.jpg' }))).toMatch(/cannot read that/);
  expect(await refused({ ...picture, size: 30_000_000 })).toMatch(/too large/);
  const elsewhere = { ...picture, url: picture.url.replace('127.0.0.1', 'localhost') };
  expect(await refused(elsewhere)).toMatch(/could not get that picture/);
  expect(bot.log()).toContain('not a host from which Discord serves pictures');
  const none = await discord.ask({ ...here, name: 'Find similar', target: [text] });
  expect(none.content).toMatch(/no picture in that message/);
});

test('/status shows the photos of that person, /reindex is only for the configured people', async () => {
  const here = { guildId: OPERATED };
  const ada = await discord.ask({ ...here, name: 'status' });
  expect(ada).toMatchObject({ ephemeral: true, files: [] });
  expect(ada.content.split('\n')).toEqual([
    'You can find 5 photos here.',
    '- all: 4 photos',
    '- ada: 1 photo',
    '- unplugged: not available now, its drive may be unplugged',
  ]);
  const bob = await discord.ask({ ...here, userId: BOB, name: 'status' });
  expect(bob.content.split('\n')).toEqual(['You can find 4 photos here.', '- all: 4 photos']);

  expect((await discord.ask({ ...here, userId: BOB, name: 'reindex' })).content).toMatch(/may not use \/reindex/);
  expect((await discord.ask({ ...here, name: 'reindex' })).content).toBe('Done: 5 unchanged.');
});

test('the configuration decides what an answer shows about photos, and who sees it', async () => {
  const here = { guildId: DETAILED };
  const asked = Date.now();
  const answer = await discord.ask({ ...here, name: 'find', options: { query: 'blue', limit: 1 } });
  expect(answer.ephemeral).toBe(false);
  expect(answer.content).toMatch(/\n1\. all\\: trip\/c.jpg · date unknown · (strong|fair|weak) \(0\.\d\d\)$/);
  expect(answer.files[0]!.description).toBe('Photo 1 for “blue”');
  // One log line for the operator with the person and the place, without the query.
  await vi.waitFor(() => expect(bot.log()).toContain(`"find" by ${ADA} in server ${DETAILED}`));
  expect(bot.log()).not.toContain('blue');

  const early = await discord.ask({ ...here, name: 'find', options: { query: 'red' } });
  expect(early).toMatchObject({ ephemeral: true, files: [] });
  const [, left] = /wait (\d+) seconds/.exec(early.content)!;
  expect(Number(left)).toBeLessThanOrEqual(60);
  expect(Number(left)).toBeGreaterThanOrEqual(60 - (Date.now() - asked) / 1000);
  const direct = { guildId: null, name: 'find', options: { query: 'red' } };
  expect((await discord.ask({ ...direct, userId: BOB })).files).toHaveLength(1);
  expect((await discord.ask({ ...direct, userId: BOB, isGroup: true })).files).toHaveLength(0);
  expect((await discord.ask(direct)).content).toMatch(/no photos to show/);
});

test.each(['zora', 'wedding', 'picnic', 'oma'])(
  '%s, a word of a title or a name, finds photos only where these are shown',
  async (word) => {
    // Without the word the yellow photo is the last one, whatever the model makes of the word.
    const ask = (guildId: string) =>
      discord.ask({ guildId, userId: BOB, name: 'find', options: { query: `${word} - yellow`, limit: 1 } });
    const unknown = await ask(PLAIN);
    expect(await coloursOf(unknown)).not.toEqual(['yellow']);
    expect(unknown.content).not.toMatch(/Understood|Zora/);
    const known = await ask(PERSONAL);
    expect(await coloursOf(known)).toEqual(['yellow']);
    expect(known.content).toMatch(/\n1\. The \\_secret\\_ picnic · Ben, Zora · date unknown$/);
  },
);

test('a sentence is answered with what was understood, on the first page, and only what the person may know', async () => {
  const ask = (guildId: string) =>
    discord.ask({ guildId, userId: BOB, name: 'find', options: { query: 'zora: *sea* view in june 2019', limit: 1 } });
  const hint = '(Words in quotation marks are taken as they are.)';
  const date = 'taken 2019\\-06 (“in june 2019”: no photo)';
  const known = await ask(PERSONAL);
  expect(known.content.split('\n')[1]).toBe(`Understood: with Zora; ${date}; showing “sea\\* view”. ${hint}`);
  expect((await discord.press(known, 'Next', { guildId: PERSONAL, userId: BOB })).content).not.toContain('Understood');
  const unknown = await ask(PLAIN);
  expect(unknown.content.split('\n')[1]).toBe(`Understood: ${date}; showing “zora\\: \\*sea\\* view”. ${hint}`);
});
