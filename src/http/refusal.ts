/** A request that is refused before it is handled, and the answer that its sender gets. */

import type { ServerResponse } from 'node:http';

/** What programs tell apart; the HTTP status says the rest. */
export type RefusalKind = 'refused' | 'not-json' | 'bad-request' | 'no-session' | 'unexpected';

export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly kind: RefusalKind;

  constructor(status: number, message: string, headers: Record<string, string> = {}, kind: RefusalKind = 'refused') {
    super(message);
    this.status = status;
    this.headers = headers;
    this.kind = kind;
  }
}

/** Create a refusal that asks the client to try again. @param seconds time to wait before that. */
export function later(status: 429 | 503, message: string, seconds: number): Refusal {
  return new Refusal(status, `${message} Try again in ${seconds} s.`, { 'retry-after': String(seconds) });
}

/**
 * Answer with a refusal.
 * @param onUnexpected receives any other error: its details go to the log, not to the sender.
 * @param write makes the body, in JSON.
 */
export function refuse(
  response: ServerResponse,
  error: unknown,
  onUnexpected: (error: unknown) => void,
  write: (refusal: Refusal) => object,
): void {
  const refusal = error instanceof Refusal ? error : unexpected(error, onUnexpected);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(refusal.status, { 'content-type': 'application/json', ...refusal.headers });
  response.end(JSON.stringify(write(refusal)));
}

function unexpected(error: unknown, onUnexpected: (error: unknown) => void): Refusal {
  onUnexpected(error);
  return new Refusal(
    500,
    "Something unexpected went wrong; the details are in the server's log (stderr).",
    {},
    'unexpected',
  );
}
