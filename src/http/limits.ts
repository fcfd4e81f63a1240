/** How much all clients together may ask for. One that goes wild must not take the computer from the others. */

import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { later } from './refusal.ts';

export interface Limits {
  /** Twenty a second is more than any assistant asks for, and as many may come at once. */
  readonly requestsPerMinute: number;
  /** Answers under way. The engine works on one query at a time: more would only wait. */
  readonly concurrency: number;
  /** Of 2025 clients. Each holds a few kilobytes. */
  readonly sessions: number;
  /** A session that nothing is connected to ends after this time. Its client begins another when it is told so. */
  readonly idleMs: number;
}

export const LIMITS: Limits = { requestsPerMinute: 1_200, concurrency: 32, sessions: 64, idleMs: 30 * 60_000 };

/**
 * Counts requests: as many as fit into a minute at once, then one for each that has become due (a token bucket).
 * @returns a function that throws a Refusal for the requests too many.
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

/** Counts answers under way, each until its end. @returns a function that throws a Refusal for those too many. */
export function limitConcurrency(max: number): (response: ServerResponse) => void {
  let underWay = 0;
  return (response) => {
    if (underWay >= max) throw later(503, 'Too many requests are being answered.', 1);
    underWay++;
    finished(response, () => underWay--);
  };
}
