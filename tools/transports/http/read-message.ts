/** Reads a JSON-RPC message, or a small batch of them, from the body of a request. */

import type { IncomingMessage } from 'node:http';
import { readJson } from '../../../src/http/body.ts';
import { Refusal } from '../../../src/http/refusal.ts';

/** Only clients of early 2025 send batches, and their batches are small. */
const MAX_BATCH = 10;

/** Read and parse the body of a request. @throws Refusal */
export async function readMessage(request: IncomingMessage): Promise<unknown> {
  const message = await readJson(request);
  if (Array.isArray(message) && message.length > MAX_BATCH) {
    throw new Refusal(400, `Send at most ${MAX_BATCH} messages in one batch.`, {}, 'bad-request');
  }
  return message;
}
