/** Decides whether a request may pass, from its headers alone, before the body is read. */

import type { IncomingMessage } from 'node:http';
import type { Address } from '../../../src/http/address.ts';
import { isJson, ownSiteCheck } from '../../../src/http/own-site.ts';
import { Refusal } from '../../../src/http/refusal.ts';
import { bearerIn, tokenChecker } from '../../../src/http/token.ts';

export const PATH = '/mcp';
const METHODS = ['GET', 'POST', 'DELETE'];

export interface Access {
  readonly address: Pick<Address, 'host'>;
  readonly token: string;
}

/**
 * Create the check of all requests.
 * @returns a function that returns for an allowed request and throws a Refusal for any other.
 */
export function createGate({ address, token }: Access): (request: IncomingMessage) => void {
  const checkSite = ownSiteCheck({ address, exact: false });
  const isToken = tokenChecker(token);

  return ({ headers, url = '', method = '' }) => {
    checkSite(headers);
    if (url.replace(/\?.*$/s, '') !== PATH) throw new Refusal(404, `There is nothing here. The server is at ${PATH}.`);
    if (!METHODS.includes(method)) {
      throw new Refusal(405, `Use ${METHODS.join(', ')}.`, { allow: METHODS.join(', ') });
    }
    const offered = bearerIn(headers);
    if (offered === undefined || !isToken(offered)) {
      const wrong = offered === undefined ? '' : ', error="invalid_token"';
      throw new Refusal(
        401,
        'Send the header "Authorization: Bearer TOKEN". At its start the server prints where the token is.',
        { 'www-authenticate': `Bearer realm="picsift"${wrong}` },
      );
    }
    if (method === 'POST' && !isJson(headers)) {
      throw new Refusal(415, 'Send JSON, with the header "Content-Type: application/json".');
    }
  };
}
