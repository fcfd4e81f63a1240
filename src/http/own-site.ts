/** Keeps other sites in the user's browser away: the checks of the headers Host and Origin. Pure. */

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { type Address, hostInUrl } from './address.ts';
import { Refusal } from './refusal.ts';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** A server that listens at one of these listens at every address of the computer. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

/** @returns undefined if a header has no such value. */
function urlOf(text: string | undefined): URL | undefined {
  return text === undefined || !URL.canParse(text) ? undefined : new URL(text);
}

/** @returns the host of a Host header; undefined if it is not only a host and a port. */
function hostOf(header: string | undefined): URL | undefined {
  const url = urlOf(`http://${header}`);
  const isOnlyHost = url?.pathname === '/' && url.username === '' && url.search === '' && url.hash === '';
  return header !== undefined && isOnlyHost ? url : undefined;
}

export interface OwnSite {
  readonly address: Pick<Address, 'host'>;
  /**
   * The Origin must be the server itself, port included: the server has pages of its own, and cookies do not know ports.
   * Otherwise any page of this computer may call, since it still needs the token.
   */
  readonly exact: boolean;
}

/**
 * Create the check of a request's Host and Origin. The server sends no CORS headers, so a page of another site cannot read
 * its answers in any case.
 * @returns a function that returns for an allowed request and throws a Refusal for any other.
 */
export function ownSiteCheck({ address: { host }, exact }: OwnSite): (headers: IncomingHttpHeaders) => void {
  const names = [...LOCAL_NAMES, new URL(`http://${hostInUrl(host)}`).hostname];

  /** Protects against DNS rebinding, where a page's host name leads to this computer. A bare IP address is safe. */
  function isOwn({ hostname }: URL): boolean {
    const isBare = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
    return names.includes(hostname) || (ANY_ADDRESS.includes(host) && isBare);
  }

  return (headers) => {
    const own = hostOf(headers.host);
    if (own === undefined || !isOwn(own)) {
      throw new Refusal(
        403,
        'The Host header names another computer. Use the address that the server was started with.',
      );
    }
    if (headers.origin === undefined) return;
    const origin = urlOf(headers.origin);
    if (origin === undefined || (exact ? origin.host !== own.host : !names.includes(origin.hostname))) {
      throw new Refusal(403, 'The Origin header names another site. Pages of other sites may not use this server.');
    }
  };
}

/** Decide whether a request's Content-Type is JSON. A form of another site cannot send this type. */
export function isJson({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type.trim());
}
