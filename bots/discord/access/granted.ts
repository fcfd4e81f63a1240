/** Granted folders as they are now: one that is gone is logged once, not with every command. */

import { LRUCache } from 'lru-cache';
import { type Grant, grantFolders } from '../../../src/access/grants.ts';
import { logError } from '../bot-log.ts';

/** @param named folders as the configuration names them. */
export type GrantsOf = (named: readonly string[]) => Promise<Grant[]>;

/** More combinations of channels, roles and people than most servers have. */
const MOST_LISTS = 1_000;

export function createGrantsOf(): GrantsOf {
  const looks = new LRUCache<string, () => Promise<Grant[]>>({ max: MOST_LISTS });
  return (named) => {
    const key = JSON.stringify(named);
    const look = looks.get(key) ?? grantFolders(named, (error) => logError('A granted folder is left out', error));
    looks.set(key, look);
    return look();
  };
}
