/** Decides from its headers alone whether a request may pass, and sets the headers that every answer has. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Address } from '../../http/address.ts';
import { isJson, ownSiteCheck } from '../../http/own-site.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Keys } from './keys.ts';

const HEADERS: Readonly<Record<string, string>> = {
  // Names and captions are text: with trusted types, not even a mistake of the page can make them HTML.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
    "require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cache-control': 'no-store',
};
const METHODS = ['GET', 'HEAD', 'POST'];
const MAX_URL = 8_192;

export interface Gate {
  /** Set the headers that protect every answer, also a refusal. */
  protect(response: ServerResponse): void;
  /** @throws Refusal for a request of another site, or of an unusual form. */
  checkSite(request: IncomingMessage): void;
  /** @throws Refusal for a request without a key, and for a change that another site may have made a browser send. */
  checkKey(request: IncomingMessage): void;
}

export function createGate(address: Pick<Address, 'host'>, keys: Keys): Gate {
  const checkOwnSite = ownSiteCheck({ address, exact: true });

  return {
    protect(response) {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    },
    checkSite(request) {
      const { headers, url = '', method = '' } = request;
      checkOwnSite(headers);
      if (!METHODS.includes(method)) {
        throw new Refusal(405, `Use ${METHODS.join(', ')}.`, { allow: METHODS.join(', ') });
      }
      if (url.length > MAX_URL) throw new Refusal(414, 'The address is too long.');
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit(request)) {
        throw new Refusal(403, 'Pages of other sites may not use this server.');
      }
    },
    checkKey({ headers, method }) {
      const shownBy = keys.shownBy(headers);
      if (shownBy === 'none') {
        throw new Refusal(401, 'Open the page again with: picsift open', {
          'www-authenticate': 'Bearer realm="picsift"',
        });
      }
      if (method !== 'POST') return;
      if (!isJson(headers)) throw new Refusal(415, 'Send JSON, with the header "Content-Type: application/json".');
      // Browsers say where a POST comes from; `checkSite` has compared an Origin.
      const isOwn = headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin';
      if (shownBy === 'cookie' && !isOwn) {
        throw new Refusal(403, 'The Origin header is missing. Programs send the token, not the cookie.');
      }
    },
  };
}

/** A link on another site may lead to a page. The cookie does not come with it. */
function isVisit({ method, headers, url = '' }: IncomingMessage): boolean {
  const isPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return method === 'GET' && isPage && !url.startsWith('/api/');
}
