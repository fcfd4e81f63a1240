/** A request that is refused before the MCP server handles it, and the answer that its sender gets. */

import type { ServerResponse } from 'node:http';
import { log } from '../base/log.ts';
import { stackOf } from '../base/stack.ts';

/** JSON-RPC 2.0, section 5.1, leaves this range to servers; the SDK uses the same code. */
const REFUSED = -32_000;

export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** The code of the JSON-RPC error. */
  readonly code: number;

  constructor(status: number, message: string, headers: Record<string, string> = {}, code = REFUSED) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

/** Create a refusal that asks the client to try again. @param seconds time to wait before that. */
export function later(status: 429 | 503, message: string, seconds: number): Refusal {
  return new Refusal(status, `${message} Try again in ${seconds} s.`, { 'retry-after': String(seconds) });
}

/** Answer with the refusal. Details of an unexpected error go to the log, not to the sender. */
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
