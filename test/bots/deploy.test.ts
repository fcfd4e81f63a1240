import { describe, expect, test } from 'vitest';
import { deployCommands } from '../../bots/discord/deploy.ts';
import { startDiscord, TOKEN } from '../support/discord.ts';

const FAMILY = '600000000000000001';
const STUDIO = '600000000000000002';

describe('deployCommands', () => {
  test('registers /find in the servers named, as often as one likes', async () => {
    const discord = await startDiscord([FAMILY, STUDIO]);
    const deploy = () => deployCommands({ token: TOKEN, apiBase: discord.apiBase, guildIds: [FAMILY, STUDIO] });
    expect(await deploy()).toEqual(await deploy());
    expect([...discord.registered.keys()]).toEqual([FAMILY, STUDIO]);
    expect(discord.registered.get(FAMILY)).toEqual([
      expect.objectContaining({
        name: 'find',
        options: [
          expect.objectContaining({ name: 'query', type: 3, required: true, max_length: 200 }),
          expect.objectContaining({ name: 'limit', type: 4, min_value: 1, max_value: 10 }),
          expect.objectContaining({ name: 'after', type: 3, max_length: 10 }),
          expect.objectContaining({ name: 'before', type: 3, max_length: 10 }),
        ],
      }),
    ]);
  });

  test('says what is wrong: no server, a wrong token, a server that the bot is not in', async () => {
    const discord = await startDiscord([FAMILY, STUDIO]);
    const options = { token: TOKEN, apiBase: discord.apiBase, guildIds: [FAMILY] };
    await expect(deployCommands({ ...options, guildIds: [] })).rejects.toMatchObject({ code: 'bad-config' });
    await expect(deployCommands({ ...options, token: 'wrong' })).rejects.toThrow(/DISCORD_TOKEN/);
    await expect(deployCommands({ ...options, guildIds: ['600000000000000009'] })).rejects.toThrow(/invited/);
  });
});
