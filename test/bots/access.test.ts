import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantedFolders } from '../../bots/discord/access.ts';

const guilds = {
  '111111111111111111': { folders: ['/photos/family'] },
  '222222222222222222': { folders: ['/photos/studio', '/photos/shared'] },
  '333333333333333333': { folders: [] },
};

describe('grantedFolders', () => {
  test('grants a server its own folders', () => {
    expect(grantedFolders(guilds, '111111111111111111')).toEqual(['/photos/family']);
    expect(grantedFolders(guilds, '222222222222222222')).toEqual(['/photos/studio', '/photos/shared']);
  });

  test('grants nothing for an empty list, and nothing in direct messages', () => {
    expect(grantedFolders(guilds, '333333333333333333')).toEqual([]);
    expect(grantedFolders(guilds, null)).toEqual([]);
    expect(grantedFolders({}, '111111111111111111')).toEqual([]);
  });

  test('grants nothing to any other server, whatever its id looks like', () => {
    const id = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty'));
    fc.assert(
      fc.property(id, (guildId) => Object.hasOwn(guilds, guildId) || grantedFolders(guilds, guildId).length === 0),
    );
  });
});
