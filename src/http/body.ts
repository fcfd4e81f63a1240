/** Reads the body of a request: JSON of limited size. */

import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** The largest call has a few thousand ids. */
const MAX_BODY_BYTES = 2 ** 20;

/**
 * Read the body of a request and parse it as JSON. Beyond the limit, further bytes are read and dropped.
 * @throws Refusal
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readAll(request);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'The body is not JSON.', {}, 'not-json');
  }
}

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
