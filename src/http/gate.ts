/** Who may speak to the server: decided by the head of a request alone, before any of its body is read. */

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
/** Listening there is listening at every address of the computer. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

export interface Access {
  readonly address: Pick<Address, 'host'>;
  readonly token: string;
}

/**
 * @returns a function that lets a request pass, or throws a Refusal. It sends no CORS headers: a page in a browser
 * cannot read an answer.
 */
export function createGate({ address: { host }, token }: Access): (request: IncomingMessage) => void {
  const names = [...localhostAllowedHostnames(), new URL(`http://${hostInUrl(host)}`).hostname];
  const isToken = tokenChecker(token);

  /** DNS rebinding: a page's own name is made to lead here. It always is a name, so a bare address is safe. */
  function isHere(header: string | undefined): boolean {
    const answer = validateHostHeader(header, names);
    const { hostname = '' } = answer;
    return answer.ok || (ANY_ADDRESS.includes(host) && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0);
  }

  return ({ headers, url = '', method = '' }) => {
    if (!isHere(headers.host)) {
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
        'Send the header "Authorization: Bearer TOKEN". What the server printed at its start says where the token is.',
        { 'www-authenticate': `Bearer realm="picsift"${wrong}` },
      );
    }
    if (method === 'POST' && !isJsonContentType(headers['content-type'])) {
      throw new Refusal(415, 'Send JSON, with the header "Content-Type: application/json".');
    }
  };
}
