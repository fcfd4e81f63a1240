/** Limits the load: a cooldown for each person, and queues for all work. */

import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { Caller } from './access.ts';

export interface Cooldowns {
  /**
   * Start a command, unless the person has to wait.
   * @param seconds between two commands of the same person in the same server.
   * @returns seconds left to wait; 0 when the command has started.
   */
  begin(caller: Pick<Caller, 'userId' | 'guildId'>, seconds: number): number;
}

const MAX_PEOPLE = 10_000;

export function createCooldowns(now: () => number = Date.now): Cooldowns {
  const lastAt = new LRUCache<string, number>({ max: MAX_PEOPLE });
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

/** Answers that are made at the same time. They share the cores; with more, each one would take longer. */
const ANSWERS_AT_ONCE = 4;
/** A full queue, with three pictures for each answer, takes about half a minute on two cores. */
const MAX_WAITING = 150;
/** The number that the renderer works on at the same time. Files waiting for it would fill the memory. */
const RENDERS_AT_ONCE = 2;

/** Downloads have a queue of their own, so that a slow one delays other downloads only. */
const DOWNLOADS_AT_ONCE = 4;

export interface Queues {
  readonly answers: PQueue;
  readonly renders: PQueue;
  readonly downloads: PQueue;
  /** True when one more answer would wait too long. */
  isFull(): boolean;
}

export function createQueues(): Queues {
  const answers = new PQueue({ concurrency: ANSWERS_AT_ONCE });
  const renders = new PQueue({ concurrency: RENDERS_AT_ONCE });
  const downloads = new PQueue({ concurrency: DOWNLOADS_AT_ONCE });
  return { answers, renders, downloads, isFull: () => answers.size + downloads.size >= MAX_WAITING };
}
