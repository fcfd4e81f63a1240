/** Limits for all clients together, so that one faulty client cannot block the computer. */

import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { later } from './refusal.ts';

export interface Limits {
  /** No assistant sends twenty requests a second. The requests of a whole minute may come at once. */
  readonly requestsPerMinute: number;
  /** Maximum number of answers in progress. The engine works on one query at a time, so more would only wait. */
  readonly concurrency: number;
  /** Maximum number of sessions, which only clients of 2025 use. Each session takes a few kilobytes. */
  readonly sessions: number;
  /** A session without a connection ends after this time, in milliseconds. Its client then starts another. */
  readonly idleMs: number;
}

export const LIMITS: Limits = { requestsPerMinute: 1_200, concurrency: 32, sessions: 64, idleMs: 30 * 60_000 };

/**
 * Limit the rate of requests with a token bucket that holds one minute's requests.
 * @returns a function to call for each request. It throws a Refusal for a request above the limit.
 */
export function limitRate(perMinute: number): () => void {
  let left = perMinute;
  let since = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(perMinute, left + ((now - since) * perMinute) / 60_000);
    since = now;
    if (left < 1) throw later(429, 'Too many requests.', Math.ceil(((1 - left) * 60) / perMinute));
    left--;
  };
}

/**
 * Limit the number of answers in progress.
 * @returns a function to call for each response. It throws a Refusal for a response above the limit.
 */
export function limitConcurrency(max: number): (response: ServerResponse) => void {
  let inProgress = 0;
  return (response) => {
    if (inProgress >= max) throw later(503, 'Too many requests are being answered.', 1);
    inProgress++;
    finished(response, () => inProgress--);
  };
}
