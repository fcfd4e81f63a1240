/** Limits for all clients together, so that one faulty client cannot block the computer. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { later } from './refusal.ts';

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

/** Time limits for a slow client. It occupies only a connection: work starts when its request is complete. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const CHECK_EVERY_MS = 5_000;
/** A connection without traffic for this time is closed. Streams send something every 15 s. */
const SILENT_FOR_MS = 60_000;

/** Limits of a server's connections. Their defaults are those of all servers. */
export interface ConnectionLimits {
  readonly connections: number;
  readonly headersWithinMs?: number;
  readonly requestWithinMs?: number;
}

/** Create an HTTP server that slow, silent and too many clients cannot block. It does not listen yet. */
export function limitedServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { connections, headersWithinMs = HEADERS_WITHIN_MS, requestWithinMs = REQUEST_WITHIN_MS }: ConnectionLimits,
): Server {
  const limits = {
    headersTimeout: headersWithinMs,
    requestTimeout: requestWithinMs,
    connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, headersWithinMs),
  };
  const server = createServer(limits, answer);
  server.timeout = SILENT_FOR_MS;
  server.maxConnections = connections;
  return server;
}
