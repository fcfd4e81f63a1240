/** Who has to wait: people who ask often, and everybody while there is more to do than can be done. */

import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { Caller } from './access.ts';

export interface Cooldowns {
  /**
   * Begin a command.
   * @param seconds between two commands of that person in that server.
   * @returns the seconds that are left to wait; 0: it has begun.
   */
  begin(caller: Pick<Caller, 'userId' | 'guildId'>, seconds: number): number;
}

const MOST_PEOPLE = 10_000;

export function createCooldowns(now: () => number = Date.now): Cooldowns {
  const lastAt = new LRUCache<string, number>({ max: MOST_PEOPLE });
  return {
    begin({ userId, guildId }, seconds) {
      const key = `${guildId} ${userId}`;
      const left = (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + seconds * 1000 - now();
      if (seconds > 0 && left > 0) return Math.ceil(left / 1000);
      lastAt.set(key, now());
      return 0;
    },
  };
}

/** Answers that are made at once. They share the cores; more would only make each of them late. */
const ANSWERS_AT_ONCE = 4;
/** With three pictures each they are answered within about half a minute, on two cores. */
const MOST_WAITING = 150;
/** As many as the renderer works on. Files that wait for it would fill the memory. */
const RENDERS_AT_ONCE = 2;

/** A picture that comes slowly holds up others of its kind, and nobody else. */
const DOWNLOADS_AT_ONCE = 4;

export interface Queues {
  readonly answers: PQueue;
  readonly renders: PQueue;
  readonly downloads: PQueue;
  /** True where one more answer would wait too long. */
  isFull(): boolean;
}

export function createQueues(): Queues {
  const answers = new PQueue({ concurrency: ANSWERS_AT_ONCE });
  const renders = new PQueue({ concurrency: RENDERS_AT_ONCE });
  const downloads = new PQueue({ concurrency: DOWNLOADS_AT_ONCE });
  return { answers, renders, downloads, isFull: () => answers.size + downloads.size >= MOST_WAITING };
}
