/** Decides whether a request may pass, from its headers alone, before the body is read. */

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import {
  isJsonContentType,
  localhostAllowedHostnames,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import { type Address, hostInUrl } from './address.ts';
import { Refusal } from './refusal.ts';
import { tokenChecker } from './token.ts';

export const PATH = '/mcp';
const METHODS = ['GET', 'POST', 'DELETE'];
/** A server that listens at one of these listens at every address of the computer. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

export interface Access {
  readonly address: Pick<Address, 'host'>;
  readonly token: string;
}

/**
 * Create the check of all requests.
 * @returns a function that returns for an allowed request and throws a Refusal for any other. The server sends no CORS
 * headers, so a page in a browser cannot read its answers.
 */
export function createGate({ address: { host }, token }: Access): (request: IncomingMessage) => void {
  const names = [...localhostAllowedHostnames(), new URL(`http://${hostInUrl(host)}`).hostname];
  const isToken = tokenChecker(token);

  /** Protects against DNS rebinding, where a page's host name leads to this computer. A bare IP address is safe. */
  function isOwnHost(header: string | undefined): boolean {
    const answer = validateHostHeader(header, names);
    const { hostname = '' } = answer;
    return answer.ok || (ANY_ADDRESS.includes(host) && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0);
  }

  return ({ headers, url = '', method = '' }) => {
    if (!isOwnHost(headers.host)) {
      throw new Refusal(
        403,
        'The Host header names another computer. Use the address that the server was started with.',
      );
    }
    if (!validateOriginHeader(headers.origin, names).ok) {
      throw new Refusal(403, 'The Origin header names another site. Pages of other sites may not use this server.');
    }
    if (url.replace(/\?.*$/s, '') !== PATH) throw new Refusal(404, `There is nothing here. The server is at ${PATH}.`);
    if (!METHODS.includes(method)) {
      throw new Refusal(405, `Use ${METHODS.join(', ')}.`, { allow: METHODS.join(', ') });
    }
    const [, offered] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (offered === undefined || !isToken(offered)) {
      const wrong = offered === undefined ? '' : ', error="invalid_token"';
      throw new Refusal(
        401,
        'Send the header "Authorization: Bearer TOKEN". At its start the server prints where the token is.',
        { 'www-authenticate': `Bearer realm="picsift"${wrong}` },
      );
    }
    if (method === 'POST' && !isJsonContentType(headers['content-type'])) {
      throw new Refusal(415, 'Send JSON, with the header "Content-Type: application/json".');
    }
  };
}
