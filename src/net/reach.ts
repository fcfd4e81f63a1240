/**
 * Rules for the addresses that a client may connect to. Anybody can supply a URL or a redirect, so it must not make
 * picsift connect to the router, the printer or a cloud's metadata service. Each address is checked in the lookup for
 * its own connection, so a name cannot have one address in the check and another in the connection (DNS rebinding).
 */

import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { RequestError } from './request-error.ts';

export interface Reach {
  /** Host name or IP address of the server that the user configured. Only this server may be in a private network. */
  readonly configuredHost?: string | undefined;
  /**
   * True when the configured server is a model hub. A hub in a private network may redirect to private addresses, such
   * as a mirror's storage. The environment's proxies are used, and they decide what they connect to.
   */
  readonly isHub?: boolean | undefined;
  /** Decides which URLs may be requested, redirects included. Absent: all. */
  readonly mayRequest?: ((url: URL) => boolean) | undefined;
}

export interface Guard {
  /**
   * Check a URL as far as possible without a DNS lookup.
   * @throws RequestError `not-http`, `credentials`, `not-allowed`, `private-address`.
   */
  check(url: URL): void;
  /** `dns.lookup` that returns only allowed addresses. Fails with RequestError `private-address` if there are none. */
  readonly lookup: LookupFunction;
}

export function createGuard(
  { configuredHost, isHub = false, mayRequest }: Reach,
  isPublicAddress: (address: string) => boolean,
): Guard {
  let isHubPrivate = false;

  function mayConnect(address: string, host: string): boolean {
    if (isPublicAddress(address)) return true;
    if (host !== configuredHost) return isHubPrivate;
    isHubPrivate = isHub;
    return true;
  }

  return {
    check(url) {
      const { protocol, username, password, host, hostname } = url;
      if (protocol !== 'http:' && protocol !== 'https:') {
        throw new RequestError('not-http', url.href, 'is not an http(s) address');
      }
      if ((username !== '' || password !== '') && hostname !== configuredHost) {
        throw new RequestError('credentials', url, 'contains a user name or password');
      }
      if (mayRequest?.(url) === false) throw new RequestError('not-allowed', host, 'must not be requested');
      // IP addresses are connected to without a lookup.
      const address = hostname.replace(/^\[|\]$/g, '');
      if (isIP(address) !== 0 && !mayConnect(address, hostname)) throw isPrivate(address);
    },
    lookup(hostname, options, callback) {
      const answer = (all: LookupAddress[]) => {
        const allowed = all.filter(({ address }) => mayConnect(address, hostname));
        const [first] = allowed;
        if (first === undefined) callback(isPrivate(hostname), '', 0);
        else if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      };
      dns.lookup(hostname, { ...options, all: true }).then(answer, (error) => callback(error, '', 0));
    },
  };
}

function isPrivate(host: string): RequestError {
  return new RequestError(
    'private-address',
    host,
    'is an address in a private network; picsift does not connect to it',
  );
}
