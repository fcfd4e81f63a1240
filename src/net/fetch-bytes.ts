/** Downloads a picture into memory, within a limit of size and time. */

import type { Reach } from './reach.ts';
import { openHttpClient } from './request.ts';
import { RequestError } from './request-error.ts';

export interface FetchOptions {
  readonly reach: Reach;
  readonly maxRedirects: number;
  readonly maxBytes?: number | undefined;
  /** Limit for the whole download, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Large enough for a photo of 100 megapixels as JPEG. */
export const MAX_PICTURE_BYTES = 25_000_000;
const TIMEOUT_MS = 10_000;

/**
 * Download the bytes at an http(s) address.
 * @throws RequestError; the reason of `signal`; the error of undici when the connection fails.
 */
export async function fetchBytes(url: URL, options: FetchOptions): Promise<Buffer> {
  const { reach, maxRedirects, maxBytes = MAX_PICTURE_BYTES, timeoutMs = TIMEOUT_MS, signal } = options;
  const client = await openHttpClient({ reach, maxRedirects });
  // Not AbortSignal.timeout within AbortSignal.any: on Node.js 20 the garbage collector may remove that timer.
  const stop = new AbortController();
  const late = new RequestError('too-slow', url, `took longer than ${timeoutMs / 1000} s`);
  const timer = setTimeout(() => stop.abort(late), timeoutMs);
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    const answer = await client.get(url, { headers: { accept: 'image/*' }, signal: stop.signal });
    if (answer.status !== 200) throw new RequestError('bad-status', answer.url, `answered ${answer.status}`);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.read(maxBytes)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await client.close();
  }
}
