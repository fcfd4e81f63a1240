/**
 * A picture from the web, for a query. A query can be pasted from anywhere, so it must not make picsift ask the router,
 * the printer or a cloud's metadata service: only public addresses are connected to, as they are looked up for that
 * very connection, after every redirect anew.
 */

import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { messageOf, PicsiftError } from '../base/errors.ts';
import { packageVersion } from '../base/paths.ts';
import { safeText } from '../base/safe-text.ts';
import { isPublicAddress } from './public-address.ts';
import { shownUrl } from './request.ts';

interface FetchOptions {
  /** Which addresses may be connected to. */
  readonly mayConnect?: (address: string) => boolean;
  /** For everything together, in milliseconds. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * The bytes behind an http(s) address. Proxies of the environment are passed by: what one connects to cannot be seen.
 * @throws PicsiftError `bad-query` for an address that must not be asked, `download-failed`.
 */
export async function fetchPicture(address: string, options: FetchOptions = {}): Promise<Buffer> {
  const { mayConnect = isPublicAddress, timeoutMs = 20_000, maxBytes = 50_000_000 } = options;
  // Loaded here because few queries need it, and it takes a tenth of a second.
  const { Agent, request } = await import('undici');
  const agent = new Agent({ connect: { lookup: guardedLookup(mayConnect) } });
  const signal = AbortSignal.timeout(timeoutMs);
  let url = checked(address, mayConnect);
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': `picsift/${packageVersion()}` },
      });
      const location = [answer.headers.location ?? []].flat()[0];
      if (REDIRECTS.includes(answer.statusCode) && location !== undefined) {
        await answer.body.dump();
        url = checked(new URL(location, url).href, mayConnect);
        continue;
      }
      if (answer.statusCode !== 200) throw failed(url, `answered ${answer.statusCode}`);
      return await readBody(answer.body, url, maxBytes);
    }
    throw failed(url, `came after more than ${MAX_REDIRECTS} redirects`);
  } catch (error) {
    if (error instanceof PicsiftError) throw error;
    const reason = signal.aborted ? `took longer than ${timeoutMs / 1000} s` : `failed (${messageOf(error)})`;
    throw failed(url, reason, error);
  } finally {
    await agent.destroy();
  }
}

/** @throws PicsiftError `bad-query`. */
function checked(address: string, mayConnect: (address: string) => boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const text = `${safeText(address)} is no http(s) address. Give the address of a picture.`;
    throw new PicsiftError('bad-query', text);
  }
  if (url.username !== '' || url.password !== '') {
    const text = `${shownUrl(url.href)} was given with a user name or password. Save the picture and give its file.`;
    throw new PicsiftError('bad-query', text);
  }
  // Numbers are connected to without being looked up.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayConnect(host)) throw refused(host);
  return url;
}

/** `dns.lookup` that gives only the addresses that may be connected to. */
function guardedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (all: LookupAddress[]) => {
      const allowed = all.filter(({ address }) => mayConnect(address));
      const [first] = allowed;
      if (first === undefined) callback(refused(hostname), '', 0);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    };
    dns.lookup(hostname, { ...options, all: true }).then(answer, (error) => callback(error, '', 0));
  };
}

function refused(host: string): PicsiftError {
  const text = `${safeText(host)} is an address in a private network, which picsift does not ask. Save the picture and give its file.`;
  return new PicsiftError('bad-query', text);
}

async function readBody(body: Dispatcher.ResponseData['body'], url: URL, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw failed(url, `is larger than ${maxBytes / 1_000_000} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function failed(url: URL, reason: string, cause?: unknown): PicsiftError {
  const text = `${safeText(shownUrl(url.href))} ${reason}. Check the address, or save the picture and give its file.`;
  return new PicsiftError('download-failed', text, { cause });
}
