/** What people searched for lately, to be offered to them again: to each only their own, and only in the same place. */

import { LRUCache } from 'lru-cache';
import type { Caller } from '../access/access.ts';

export interface RecentQueries {
  add(caller: Pick<Caller, 'userId' | 'guildId'>, query: string): void;
  /** Latest first. */
  of(caller: Pick<Caller, 'userId' | 'guildId'>): readonly string[];
}

const MOST_PEOPLE = 1_000;
const MOST_QUERIES = 25;

/** Kept in memory alone: with the bot's end they are forgotten. */
export function createRecentQueries(): RecentQueries {
  const queries = new LRUCache<string, readonly string[]>({ max: MOST_PEOPLE });
  const keyOf = ({ userId, guildId }: Pick<Caller, 'userId' | 'guildId'>) => `${guildId} ${userId}`;
  return {
    add(caller, query) {
      const earlier = (queries.get(keyOf(caller)) ?? []).filter((other) => other !== query);
      queries.set(keyOf(caller), [query, ...earlier].slice(0, MOST_QUERIES));
    },
    of: (caller) => queries.get(keyOf(caller)) ?? [],
  };
}
