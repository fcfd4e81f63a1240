/**
 * The one HTTP client: GET requests with redirects, time-outs, address rules and a size limit. Model downloads, query
 * pictures and Discord's attachments use it.
 */

import type { Dispatcher } from 'undici';
import { messageOf } from '../base/errors.ts';
import { packageVersion } from '../base/paths.ts';
import { type ProxyAddress, proxyError, proxyFor } from './proxy.ts';
import { createGuard, type Reach } from './reach.ts';
import { RequestError } from './request-error.ts';

/** All in milliseconds. */
export interface Timeouts {
  /** Until the connection is established. */
  readonly connect: number;
  /** Until the response headers have arrived. */
  readonly headers: number;
  /** Longest pause within a body. */
  readonly body: number;
}

/** The hub's own client waits ten seconds too (HF_HUB_DOWNLOAD_TIMEOUT). */
const DEFAULT_TIMEOUTS: Timeouts = { connect: 5_000, headers: 10_000, body: 10_000 };

export interface ClientOptions {
  readonly reach: Reach;
  readonly maxRedirects: number;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

interface GetOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Bearer token, sent to the origin of the URL only, not to servers that it redirects to. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  /** The URL after all redirects. */
  readonly url: URL;
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** ETag and size of the file itself, from the headers of a model hub's redirect (`x-linked-*`). */
  readonly linkedEtag: string | undefined;
  readonly linkedSize: number | undefined;
  /** False when a redirect led to another origin. */
  readonly sameOrigin: boolean;
  /**
   * Stream the body.
   * @throws RequestError `too-large` as soon as the body or its Content-Length exceeds `maxBytes`.
   */
  read(maxBytes: number): AsyncGenerator<Buffer, void>;
  /** Drop a body that nobody reads. */
  discard(): void;
}

export interface HttpClient {
  /** @throws RequestError; PicsiftError about a proxy's address; the error of undici when the connection fails. */
  get(url: URL, options?: GetOptions): Promise<Answer>;
  /** Cut all open connections. */
  close(): Promise<void>;
}

const REDIRECTS = [301, 302, 303, 307, 308];

export async function openHttpClient({ reach, maxRedirects, timeouts }: ClientOptions): Promise<HttpClient> {
  // Loaded here because few commands use the network, and loading takes a tenth of a second.
  const [{ Agent, Pool, ProxyAgent, request }, { isPublicAddress }] = await Promise.all([
    import('undici'),
    import('./public-address.ts'),
  ]);
  const { connect: timeout, headers: headersTimeout, body: bodyTimeout } = { ...DEFAULT_TIMEOUTS, ...timeouts };
  const guard = createGuard(reach, isPublicAddress);
  const options = { headersTimeout, bodyTimeout, connect: { timeout, lookup: guard.lookup } };
  const direct = new Agent(options);
  // The proxy itself may have any address.
  const clientFactory = (proxy: URL) => {
    const pool = new Pool(proxy, { ...options, connect: { timeout } });
    const tunnel = pool.connect.bind(pool) as (options: Dispatcher.ConnectOptions) => Promise<unknown>;
    // After an error with the code of a broken connection, undici would connect again and again.
    const connect = (request: Dispatcher.ConnectOptions) =>
      tunnel(request).catch((error: unknown) => {
        throw new Error(messageOf(error), { cause: error });
      });
    return Object.assign(pool, { connect });
  };
  const proxyAgents = new Map<string, Dispatcher>();

  function through({ url, authorization }: ProxyAddress): Dispatcher {
    const agent =
      proxyAgents.get(url.href) ??
      new ProxyAgent({
        ...options,
        requestTls: { timeout },
        clientFactory,
        uri: url.href,
        ...(authorization && { token: authorization }),
      });
    proxyAgents.set(url.href, agent);
    return agent;
  }

  async function get(first: URL, { headers, token, signal }: GetOptions = {}): Promise<Answer> {
    let url = first;
    let linkedEtag: string | undefined;
    let linkedSize: number | undefined;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      guard.check(url);
      const sameOrigin = url.origin === first.origin;
      // For a proxy, 127.0.0.1 is another machine, so local servers are requested directly.
      const proxy = reach.isHub && !isLoopback(url) ? proxyFor(url) : undefined;
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(url, {
        dispatcher: proxy === undefined ? direct : through(proxy),
        signal: signal ?? null,
        headers: {
          ...headers,
          // Hashes and sizes are those of the file, not of a compressed copy.
          'accept-encoding': 'identity',
          'user-agent': `picsift/${packageVersion()}`,
          ...(token !== undefined && sameOrigin ? { authorization: `Bearer ${token}` } : {}),
        },
      }).catch((error: unknown) => {
        throw proxy === undefined || signal?.aborted ? error : proxyError(error, proxy);
      });
      // An error before the body is read must not become an unhandled 'error' event.
      body.on('error', () => {});
      const header = (name: string) => [answered[name] ?? []].flat()[0];
      const discard = () => void body.dump().catch(() => {});
      linkedEtag ??= header('x-linked-etag');
      linkedSize ??= wholeNumber(header('x-linked-size'));
      const location = header('location');
      if (!REDIRECTS.includes(statusCode) || location === undefined) {
        const length = wholeNumber(header('content-length'));
        const read = (maxBytes: number) => readAtMost(maxBytes, body, length, url);
        return { url, status: statusCode, header, linkedEtag, linkedSize, sameOrigin, read, discard };
      }
      discard();
      url = redirected(url, location);
    }
    const predicate = maxRedirects === 0 ? 'redirects to another address' : `redirects more than ${maxRedirects} times`;
    throw new RequestError('too-many-redirects', first, predicate);
  }

  return {
    get,
    async close() {
      await Promise.all([direct, ...proxyAgents.values()].map((agent) => agent.destroy()));
    },
  };
}

async function* readAtMost(
  maxBytes: number,
  body: Dispatcher.ResponseData['body'],
  announced: number | undefined,
  url: URL,
): AsyncGenerator<Buffer, void> {
  let size = 0;
  try {
    if (announced !== undefined && announced > maxBytes) throw tooLarge(url, maxBytes);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(url, maxBytes);
      yield chunk;
    }
  } finally {
    body.destroy();
  }
}

function tooLarge(url: URL, maxBytes: number): RequestError {
  return new RequestError('too-large', url, `is larger than ${maxBytes / 1_000_000} MB`);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Resolve the target of a redirect.
 * @throws RequestError `insecure-redirect` for a redirect from HTTPS to plain HTTP on another machine.
 * @internal
 */
export function redirected(from: URL, location: string): URL {
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:' && !isLoopback(to)) {
    const predicate = `redirects from HTTPS to http://${to.host}, which is not encrypted`;
    throw new RequestError('insecure-redirect', from.host, predicate);
  }
  return to;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
