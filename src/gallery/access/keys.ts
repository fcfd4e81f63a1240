/** Who may come in: a token in the address that is opened becomes a cookie; programs send the token itself. */

import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { bearerIn, newToken, tokenChecker } from '../../http/token.ts';

export interface Keys {
  /** Make a token for one visit. */
  invite(): string;
  /** Take a token from the address of a page. @returns the cookie to set; undefined if the token is not valid. */
  redeem(token: string): string | undefined;
  /** How a request shows that it may come in: `none` if it does not. */
  shownBy(headers: IncomingHttpHeaders): 'cookie' | 'token' | 'none';
  /** Prove to another process of this user that this is the server that knows the secret. */
  proof(challenge: string): string;
}

export interface KeyOptions {
  readonly secret: string;
  /** Cookies do not know ports: each server has a name and a value of its own. */
  readonly port: number;
  /** The user has chosen the secret, or it is kept: pages may be opened with it, again and again. */
  readonly isForPages: boolean;
}

/** Tokens that nobody has used yet: older ones are forgotten. */
const MOST_INVITATIONS = 100;
const MONTH_S = 30 * 24 * 3600;

export function createKeys({ secret, port, isForPages }: KeyOptions): Keys {
  const name = `picsift_${port}`;
  const value = signed(secret, `cookie ${port}`);
  const isSecret = tokenChecker(secret);
  const isValue = tokenChecker(value);
  const invitations = new Set<string>();

  return {
    invite() {
      const token = newToken();
      invitations.add(token);
      for (const oldest of invitations) if (invitations.size > MOST_INVITATIONS) invitations.delete(oldest);
      return token;
    },
    redeem(token) {
      if (!invitations.delete(token) && !(isForPages && isSecret(token))) return undefined;
      const age = isForPages ? `; Max-Age=${MONTH_S}` : '';
      return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${age}`;
    },
    shownBy(headers) {
      const bearer = bearerIn(headers);
      if (bearer !== undefined) return isSecret(bearer) ? 'token' : 'none';
      return cookiesIn(headers, name).some(isValue) ? 'cookie' : 'none';
    },
    proof: (challenge) => proofOf(secret, challenge),
  };
}

/** Compute what only a process that knows the secret can answer. */
export function proofOf(secret: string, challenge: string): string {
  return signed(secret, `running ${challenge}`);
}

function signed(secret: string, what: string): string {
  return createHmac('sha256', secret).update(what).digest('base64url');
}

/** Another server of this computer may set a cookie of the same name: any of them may be the right one. */
function cookiesIn({ cookie = '' }: IncomingHttpHeaders, name: string): string[] {
  return cookie.split(';').flatMap((pair) => {
    const [key, ...value] = pair.trim().split('=');
    return key === name ? [value.join('=')] : [];
  });
}
