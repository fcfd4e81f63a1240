/** Returns the current state of granted folders. A missing folder is logged once, not with every command. */

import { LRUCache } from 'lru-cache';
import { type Grant, grantFolders } from '../../../src/access/grants.ts';
import { logError } from '../bot-log.ts';

/** @param named folders as the configuration names them. */
export type GrantsOf = (named: readonly string[]) => Promise<Grant[]>;

/** More combinations of grants than most servers have. */
const MAX_LISTS = 1_000;

export function createGrantsOf(): GrantsOf {
  const readers = new LRUCache<string, () => Promise<Grant[]>>({ max: MAX_LISTS });
  return (named) => {
    const key = JSON.stringify(named);
    const read = readers.get(key) ?? grantFolders(named, (error) => logError('A granted folder is left out', error));
    readers.set(key, read);
    return read();
  };
}
