import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessOf, allFolders, type Caller } from '../../../../bots/discord/access/access.ts';
import { callerOf } from '../../../../bots/discord/access/caller.ts';
import { ADA, CHANNEL, interactionPayload } from '../../../support/discord/payloads.ts';
import { FAMILY, rules, STRANGER } from '../../../support/discord/start-bot.ts';

const ROLE = '800000000000000001';
const granting = rules({
  guilds: {
    [FAMILY]: {
      folders: ['/all'],
      channels: { [CHANNEL]: ['/channel'] },
      roles: { [ROLE]: ['/role'] },
      users: { [ADA]: ['/user'] },
      reindex: { roles: [ROLE], users: [] },
    },
  },
  directMessages: { [ADA]: ['/direct'] },
});
const BOB = '400000000000000002';
const bob: Caller = { userId: BOB, guildId: FAMILY, channelIds: ['1'], roleIds: [], isAlone: false };

describe('accessOf', () => {
  const foldersOf = (caller: Partial<Caller>) => accessOf(granting, { ...bob, ...caller }).folders;

  test('adds up what is granted to the server, the channel, the role and the person', () => {
    expect(foldersOf({})).toEqual(['/all']);
    expect(foldersOf({ channelIds: ['2', CHANNEL] })).toEqual(['/all', '/channel']);
    expect(foldersOf({ roleIds: [ROLE] })).toEqual(['/all', '/role']);
    expect(foldersOf({ userId: ADA, channelIds: [CHANNEL], roleIds: [ROLE] })).toEqual([
      '/all',
      '/channel',
      '/role',
      '/user',
    ]);
  });

  test('limits the audience of a channel to the folders that all its members were granted', () => {
    const ada = { ...bob, userId: ADA, channelIds: [CHANNEL], roleIds: [ROLE] };
    expect(accessOf(granting, ada).audience).toEqual(['/all', '/channel']);
    const everyone = rules({ guilds: { [FAMILY]: { roles: { [FAMILY]: ['/all'] } } } });
    expect(accessOf(everyone, bob)).toMatchObject({ folders: ['/all'], audience: ['/all'] });
  });

  test('lets only the configured people and roles reindex', () => {
    expect(accessOf(granting, bob).mayReindex).toBe(false);
    expect(accessOf(granting, { ...bob, roleIds: [ROLE] }).mayReindex).toBe(true);
  });

  test('grants nothing elsewhere: other servers, direct messages of others, groups of friends', () => {
    for (const guildId of [STRANGER, 'constructor', '__proto__', '']) expect(foldersOf({ guildId })).toEqual([]);
    expect(foldersOf({ guildId: null, isAlone: true })).toEqual([]);
    expect(foldersOf({ guildId: null, isAlone: false, userId: ADA })).toEqual([]);
    expect(foldersOf({ guildId: null, isAlone: true, userId: ADA })).toEqual(['/direct']);
    expect(foldersOf({ roleIds: ['toString'], channelIds: ['constructor'], userId: '__proto__' })).toEqual(['/all']);
  });

  test('never grants a folder without a rule for that caller', () => {
    const id = fc.constantFrom('1', '2', '3', '4');
    const byId = fc.dictionary(id, fc.array(fc.constantFrom<string[]>('/a', '/b', '/c'), { maxLength: 2 }));
    const guild = fc.record({
      folders: fc.array(fc.constantFrom<string[]>('/a', '/b')),
      channels: byId,
      roles: byId,
      users: byId,
    });
    const caller = fc.record({
      userId: id,
      guildId: fc.option(id),
      channelIds: fc.array(id, { maxLength: 2 }),
      roleIds: fc.array(id, { maxLength: 2 }),
      isAlone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.dictionary(id, guild), byId, caller, (guilds, directMessages, who) => {
        const { folders, audience } = accessOf(rules({ guilds, directMessages }), who);
        const here = who.guildId === null ? undefined : guilds[who.guildId];
        for (const folder of folders) {
          const isGranted =
            who.guildId === null
              ? who.isAlone && directMessages[who.userId]?.includes(folder)
              : here?.folders.includes(folder) ||
                who.channelIds.some((channel) => here?.channels[channel]?.includes(folder)) ||
                [...who.roleIds, who.guildId].some((role) => here?.roles[role]?.includes(folder)) ||
                here?.users[who.userId]?.includes(folder);
          expect(isGranted).toBe(true);
        }
        for (const folder of audience) expect(folders).toContain(folder);
      }),
    );
  });
});

test('allFolders lists each folder that somebody was granted', () => {
  expect(allFolders(granting).sort()).toEqual(['/all', '/channel', '/direct', '/role', '/user']);
});

test('callerOf reads who asks, and where, from the interaction alone', () => {
  const payload = (place: object) =>
    callerOf(interactionPayload('1', 'token', { guildId: FAMILY, name: 'find', ...place }) as never);
  expect(payload({ roleIds: [ROLE] })).toEqual({
    userId: ADA,
    guildId: FAMILY,
    channelIds: [CHANNEL],
    roleIds: [ROLE],
    isAlone: false,
  });
  expect(payload({ channelId: '7', parentId: CHANNEL }).channelIds).toEqual(['7', CHANNEL]);
  expect(payload({ guildId: null, userId: BOB })).toMatchObject({ userId: BOB, guildId: null, isAlone: true });
  expect(payload({ guildId: null, isGroup: true })).toMatchObject({ guildId: null, isAlone: false });
});
