/** A request that is not answered by the MCP server, and what its sender is told. */

import type { ServerResponse } from 'node:http';
import { log } from '../base/log.ts';
import { stackOf } from '../base/stack.ts';

/** JSON-RPC leaves these to servers; the SDK uses the same. */
const REFUSED = -32_000;

export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** JSON-RPC's. */
  readonly code: number;

  constructor(status: number, message: string, headers: Record<string, string> = {}, code = REFUSED) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

/** @param seconds after which it is worth trying again. */
export function later(status: 429 | 503, message: string, seconds: number): Refusal {
  return new Refusal(status, `${message} Try again in ${seconds} s.`, { 'retry-after': String(seconds) });
}

/** Tell the sender. What was not meant to happen goes to the log, not to them. */
export function refuse(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : unexpected(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers, code, message } = refusal;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}

function unexpected(error: unknown): Refusal {
  log(stackOf(error));
  return new Refusal(
    500,
    "Something unexpected went wrong; the details are in the server's log (stderr).",
    {},
    -32_603,
  );
}
