/** Asks the API of a hub. Its answers are untrusted: a proxy, a login page or a hostile mirror may have sent them. */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import { type Answer, openHttpClient } from '../../net/request.ts';
import { RequestError, shownUrl } from '../../net/request-error.ts';
import { LOGIN, RATE_LIMIT, refusedError } from '../store/download-errors.ts';
import type { ModelStore } from '../store/model-store.ts';

/** A list of 5,000 files has 1 MB. */
const MAX_ANSWER_BYTES = 10_000_000;
const MAX_REDIRECTS = 5;

interface Question {
  /** Path and query after "/api/". */
  readonly path: string;
  /** Explains a status that says that something is missing or refused; undefined leaves it to `askHub`. */
  readonly explain?: (status: number, errorCode: string | undefined) => string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Send a GET request and parse the JSON of the answer.
 * @throws PicsiftError `download-failed`, `interrupted`.
 */
export async function askHub({ endpoint, token, timeouts }: ModelStore, question: Question): Promise<unknown> {
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/api/${question.path}`);
  const { signal } = question;
  const client = await openHttpClient({
    reach: { configuredHost: url.hostname, isHub: true },
    maxRedirects: MAX_REDIRECTS,
    timeouts,
  });
  try {
    const answer = await client.get(url, { headers: { accept: 'application/json' }, token, signal });
    if (answer.status !== 200) throw statusError(answer, question);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.read(MAX_ANSWER_BYTES)) chunks.push(chunk);
    return parseJson(Buffer.concat(chunks).toString(), answer);
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    if (signal?.aborted) throw new PicsiftError('interrupted', 'The question to the hub was stopped.');
    if (error instanceof RequestError) throw refusedError(error);
    const text = `Cannot reach the hub ${url.origin} (${messageOf(error)}). Check the network, the proxy and HF_ENDPOINT.`;
    throw new PicsiftError('download-failed', text, { cause: error });
  } finally {
    await client.close();
  }
}

function parseJson(text: string, { url, header }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const type = quoted(header('content-type') ?? '');
    const what = `${shownUrl(url.href)} did not answer as the API of a hub does (no JSON; its type is ${type}). ${LOGIN}`;
    throw new PicsiftError('download-failed', what, { cause: error });
  }
}

function statusError({ status, header, url, discard }: Answer, { explain }: Question): PicsiftError {
  discard();
  const text = explain?.(status, header('x-error-code')) ?? general(status, url);
  return new PicsiftError('download-failed', text);
}

function general(status: number, url: URL): string {
  if (status === 429) return `The hub ${url.host} refuses more requests for now (429). ${RATE_LIMIT}`;
  if (status === 511) return `The hub ${url.host} cannot be reached (511). ${LOGIN}`;
  const advice = status >= 500 ? 'Try again later, or set another HF_ENDPOINT.' : 'Check HF_ENDPOINT and HF_TOKEN.';
  return `The hub ${url.host} did not answer the question (${status}). ${advice}`;
}
