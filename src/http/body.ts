/** Reads the body of a request: JSON of limited size. */

import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** A tool call has a few hundred bytes. */
const MAX_BODY_BYTES = 2 ** 20;
/** Only clients of early 2025 send batches, and their batches are small. */
const MAX_BATCH = 10;
/** Error codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/** Read and parse the body of a request. @throws Refusal */
export async function readMessage(request: IncomingMessage): Promise<unknown> {
  const message = parsed(await readAll(request));
  if (Array.isArray(message) && message.length > MAX_BATCH) {
    throw new Refusal(400, `Send at most ${MAX_BATCH} messages in one batch.`, {}, INVALID_REQUEST);
  }
  return message;
}

/** Collect the body. Beyond the limit, further bytes are read and dropped. */
function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new Refusal(413, `Send at most ${MAX_BODY_BYTES} bytes at once.`));
    if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else tooLarge();
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(new Refusal(400, 'The request was cut off.')));
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'The body is not JSON. Send one JSON-RPC message.', {}, PARSE_ERROR);
  }
}
