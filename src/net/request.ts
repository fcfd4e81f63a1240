/** One GET as a model hub wants it: redirects, time-outs, proxies, and who may see the token. */

import type { Dispatcher } from 'undici';
import { PicsiftError } from '../base/errors.ts';
import { packageVersion } from '../base/paths.ts';

/** All in milliseconds. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connect: number;
  /** Until the answer's headers are there. */
  readonly headers: number;
  /** Longest silence in the middle of a body. */
  readonly body: number;
}

interface GetOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Bearer token, shown to the origin of the URL and to no server it redirects to. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** ETag and size of the file itself, as the hub's redirecting answer tells them (`x-linked-*`). */
  readonly linkedEtag: string | undefined;
  readonly linkedSize: number | undefined;
  /** False where a redirect led to another server. */
  readonly sameOrigin: boolean;
  readonly body: Dispatcher.ResponseData['body'];
}

export interface HttpClient {
  get(url: string, options: GetOptions): Promise<Answer>;
  /** Cuts what is still open. */
  close(): Promise<void>;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured (undici reads them). */
export async function openHttpClient({ connect, headers, body }: Timeouts): Promise<HttpClient> {
  // Loaded here because only a download needs it, and it takes a tenth of a second.
  const { Agent, EnvHttpProxyAgent, Pool, request } = await import('undici');
  const options = { connect: { timeout: connect }, headersTimeout: headers, bodyTimeout: body };
  // For a proxy, 127.0.0.1 is another machine: what is local is asked directly.
  const direct = new Agent(options);
  const proxied = new EnvHttpProxyAgent({ ...options, clientFactory: (proxy) => new Pool(proxy, options) });

  async function get(url: string, { headers: extra, token, signal }: GetOptions): Promise<Answer> {
    const { origin } = new URL(url);
    let current = new URL(url);
    let linkedEtag: string | undefined;
    let linkedSize: string | undefined;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await request(current, {
        dispatcher: isLoopback(current) ? direct : proxied,
        signal: signal ?? null,
        headers: {
          ...extra,
          // The bytes that are checked are those of the file, not of a compressed copy.
          'accept-encoding': 'identity',
          'user-agent': `picsift/${packageVersion()}`,
          ...(token !== undefined && current.origin === origin ? { authorization: `Bearer ${token}` } : {}),
        },
      });
      const header = (name: string) => [answer.headers[name] ?? []].flat()[0];
      linkedEtag ??= header('x-linked-etag');
      linkedSize ??= header('x-linked-size');
      const location = header('location');
      if (!REDIRECTS.includes(answer.statusCode) || location === undefined) {
        return {
          status: answer.statusCode,
          header,
          linkedEtag,
          linkedSize: linkedSize === undefined ? undefined : Number(linkedSize),
          sameOrigin: current.origin === origin,
          body: answer.body,
        };
      }
      await answer.body.dump();
      current = redirected(current, location);
    }
    throw new PicsiftError(
      'download-failed',
      `${shownUrl(url)} redirects more than ${MAX_REDIRECTS} times. Check HF_ENDPOINT, or try again later.`,
    );
  }

  return {
    get,
    async close() {
      await Promise.all([direct.destroy(), proxied.destroy()]);
    },
  };
}

/** A URL as messages and records may show it: without user, password and signed query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/**
 * Where a redirect leads.
 * @throws PicsiftError `download-failed` where it would leave HTTPS for another machine.
 */
export function redirected(from: URL, location: string): URL {
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol !== 'https:' && !isLoopback(to)) {
    throw new PicsiftError(
      'download-failed',
      `${from.host} redirects from HTTPS to ${to.protocol}//${to.host}, which anybody on the way could alter. ` +
        'Check HF_ENDPOINT.',
    );
  }
  return to;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
