/** Remembers recent queries as suggestions. People see only their own queries, and only in the same server. */

import { LRUCache } from 'lru-cache';
import type { Caller } from '../access/access.ts';

export interface RecentQueries {
  add(caller: Pick<Caller, 'userId' | 'guildId'>, query: string): void;
  /** Return the person's queries in this server, latest first. */
  of(caller: Pick<Caller, 'userId' | 'guildId'>): readonly string[];
}

const MAX_PEOPLE = 1_000;
const MAX_QUERIES = 25;

/** Keeps the queries in memory only: they are lost when the bot ends. */
export function createRecentQueries(): RecentQueries {
  const queries = new LRUCache<string, readonly string[]>({ max: MAX_PEOPLE });
  const keyOf = ({ userId, guildId }: Pick<Caller, 'userId' | 'guildId'>) => `${guildId} ${userId}`;
  return {
    add(caller, query) {
      const earlier = (queries.get(keyOf(caller)) ?? []).filter((other) => other !== query);
      queries.set(keyOf(caller), [query, ...earlier].slice(0, MAX_QUERIES));
    },
    of: (caller) => queries.get(keyOf(caller)) ?? [],
  };
}
