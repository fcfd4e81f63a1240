/**
 * Every command and button of the bot, for every person, in every place: a caller without a grant receives no byte of a
 * photo and no name.
 */

import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { commands } from '../../../../bots/discord/commands.ts';
import { openEngine } from '../../../../src/engine/engine.ts';
import type { Doing, Place } from '../../../support/discord/payloads.ts';
import type { Answer } from '../../../support/discord/rest.ts';
import {
  botOptions,
  coloursOf,
  FAMILY,
  GUILD_IDS,
  STRANGER,
  STUDIO,
  startBot,
  startDiscord,
} from '../../../support/discord/start-bot.ts';
import { drawIndexed } from '../../../support/indexed.ts';
import { temporaryFolder } from '../../../support/photos/drawings.ts';
import { COLOURS } from '../../../support/test-engine.ts';

const [CHANNEL, OTHER_CHANNEL] = ['300000000000000001', '300000000000000002'];
const [ROLE, OTHER_ROLE] = ['800000000000000001', '800000000000000002'];
const [ADA, BOB] = ['400000000000000001', '400000000000000002'];

/** Each grant is a folder with one photo, of a colour that no other folder has. */
const GRANTS = { channel: 'red', role: 'blue', user: 'yellow', studio: 'lime' };
/** Names that only callers with a grant may see. */
const NAMES = /red-folder|blue-folder|yellow-folder|lime-folder/;

test('promise 13: every combination of server, channel, role, person and command shows exactly what is granted there', async () => {
  const folder = temporaryFolder();
  const secrets = Object.values(GRANTS).map((colour) => [`${colour}-folder/secret.jpg`, colour]);
  const dataDir = temporaryFolder();
  await drawIndexed(folder, dataDir, Object.fromEntries(secrets));
  const of = (grant: keyof typeof GRANTS) => [join(folder, `${GRANTS[grant]}-folder`)];
  const discord = await startDiscord(GUILD_IDS);
  const guilds = {
    [FAMILY]: {
      channels: { [CHANNEL!]: of('channel') },
      roles: { [ROLE!]: of('role') },
      users: { [ADA!]: of('user') },
    },
    [STUDIO]: { folders: of('studio'), channels: { [OTHER_CHANNEL!]: [] } },
  };
  const options = botOptions(discord, { guilds, directMessages: { [BOB!]: of('user') } }, dataDir);
  await startBot(options);
  const grey = await sharp({ create: { width: 90, height: 90, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  const picture = discord.posted(grey);

  const engine = openEngine(options.engine);
  const all = await engine.search({ folders: [realpathSync(folder)], top: 10 });
  await engine.close();
  const ids = all.results.map(({ id, path }) => [path.match(/(\w+)-folder/)![1]!, id] as const);
  expect(ids).toHaveLength(4);

  /** Returns what the rules above grant, worked out by hand. */
  function granted({ guildId, channelId, roleIds = [], userId, isGroup }: Place): string[] {
    if (guildId === STUDIO) return [GRANTS.studio];
    if (guildId === null) return userId === BOB && !isGroup ? [GRANTS.user] : [];
    if (guildId !== FAMILY) return [];
    return [
      ...(channelId === CHANNEL ? [GRANTS.channel] : []),
      ...(roleIds.includes(ROLE!) ? [GRANTS.role] : []),
      ...(userId === ADA ? [GRANTS.user] : []),
    ];
  }

  const places: Place[] = [];
  for (const guildId of [FAMILY, STUDIO, STRANGER, null]) {
    for (const channelId of [CHANNEL!, OTHER_CHANNEL!]) {
      for (const roleIds of [[], [ROLE!], [OTHER_ROLE!]]) {
        for (const userId of [ADA!, BOB!]) {
          const isGroup = guildId === null && channelId === OTHER_CHANNEL;
          places.push({ guildId, channelId, roleIds, userId, isGroup });
        }
      }
    }
  }
  const uses = [
    { name: 'find', options: { query: 'a picture', limit: 10 } },
    { name: 'find', options: { query: 'a picture', limit: 10, share: true } },
    { name: 'similar', options: { picture, limit: 10 } },
    { name: 'Find similar', target: [picture] },
    { name: 'status' },
    { name: 'reindex' },
  ] satisfies Doing[];
  expect([...new Set(uses.map(({ name }) => name))].sort()).toEqual(commands.map(({ data }) => data.name).sort());

  const shown: Answer[] = [];
  for (const place of places) {
    const allowed = granted(place);
    const foreign = Object.values(GRANTS).filter((colour) => !allowed.includes(colour));
    for (const use of uses) {
      const answer = await discord.ask({ ...place, ...use });
      const colours = await coloursOf(answer);
      const label = JSON.stringify([place, use]);
      // A public answer shows what the place was granted; a private answer shows what this person was granted.
      const mine = answer.ephemeral ? allowed : place.guildId === FAMILY ? [GRANTS.channel] : allowed;
      const isSearch = !['status', 'reindex'].includes(use.name);
      const expected = isSearch ? mine.slice(0, 'target' in use ? 3 : 10) : [];
      expect(colours.sort(), label).toEqual([...expected].sort());
      for (const colour of foreign)
        expect(JSON.stringify({ ...answer, files: [] }), label).not.toContain(`${colour}-folder`);
      if (allowed.length === 0) {
        expect(answer, label).toMatchObject({ ephemeral: true, files: [], buttons: [] });
        expect(answer.content).not.toMatch(NAMES);
      }
      if (answer.buttons.length > 0) shown.push(answer);
    }
    const choices = await discord.choices({
      ...place,
      name: 'find',
      options: { query: '', folder: '' },
      focused: 'folder',
    });
    expect(choices.sort()).toEqual(allowed.map((colour) => `${colour}-folder`).sort());
    // A query with a photo id does not bypass the grants.
    for (const [colour, id] of ids) {
      const answer = await discord.ask({ ...place, name: 'find', options: { query: `photo:${id}`, limit: 10 } });
      expect(answer.files.length, `${colour} ${JSON.stringify(place)}`).toBe(
        allowed.includes(colour) ? allowed.length : 0,
      );
    }
  }

  // Other people who press any button receive no photo.
  const [answer] = shown;
  const elsewhere = places.filter(({ guildId, userId }) => guildId !== FAMILY || userId === BOB);
  for (const { label } of answer!.buttons) {
    for (const place of elsewhere) {
      const pressed = await discord.press(answer!, label, place);
      expect(pressed, JSON.stringify([label, place])).toMatchObject({ ephemeral: true, files: [] });
    }
  }
});

test('a button shows only what its owner may see at the time it is pressed', async () => {
  const [folder, dataDir] = [temporaryFolder(), temporaryFolder()];
  await drawIndexed(folder, dataDir, COLOURS);
  const discord = await startDiscord(GUILD_IDS);
  await startBot(botOptions(discord, { guilds: { [FAMILY]: { roles: { [ROLE!]: [folder] } } } }, dataDir));
  const member = { guildId: FAMILY, roleIds: [ROLE!] };
  const answer = await discord.ask({ ...member, name: 'find', options: { query: 'red', limit: 1 } });
  expect(answer.files).toHaveLength(1);
  expect((await discord.press(answer, 'Next', member)).files).toHaveLength(1);
  // The role was removed after the answer.
  for (const label of ['Next', 'More like this']) {
    const pressed = await discord.press(answer, label, { guildId: FAMILY });
    expect(pressed).toMatchObject({
      ephemeral: true,
      files: [],
      content: expect.stringContaining('no photos to show'),
    });
  }
});
