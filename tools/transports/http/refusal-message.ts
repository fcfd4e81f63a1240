/** Refusals as JSON-RPC errors: https://www.jsonrpc.org/specification, section 5.1. */

import type { Refusal, RefusalKind } from '../../../src/http/refusal.ts';

const CODES: Readonly<Record<RefusalKind, number>> = {
  // The specification leaves this range to servers; the SDK uses the same codes.
  refused: -32_000,
  'no-session': -32_001,
  'not-json': -32_700,
  'bad-request': -32_600,
  unexpected: -32_603,
};

export function refusalMessage({ kind, message }: Refusal): object {
  const text = kind === 'not-json' ? `${message} Send one JSON-RPC message.` : message;
  return { jsonrpc: '2.0', error: { code: CODES[kind], message: text }, id: null };
}
