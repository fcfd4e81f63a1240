/**
 * Where a client may connect to. A URL, or what it redirects to, can come from anybody, so it must not make picsift ask
 * the router, the printer or a cloud's metadata service. Addresses are judged as they are looked up for that very
 * connection, so a name cannot have one address when it is judged and another when it is used (DNS rebinding).
 */

import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { RequestError } from './request-error.ts';

export interface Reach {
  /** Name or number of a server that the user configured: it alone may be in a private network. */
  readonly configuredHost?: string | undefined;
  /**
   * The configured server is a model hub. Where it is in a private network, so may be what it redirects to: a mirror's
   * storage. The environment's proxies are used, and what they connect to is their decision.
   */
  readonly isHub?: boolean | undefined;
  /** Which URLs may be asked at all, those of redirects included; absent: all. */
  readonly mayRequest?: ((url: URL) => boolean) | undefined;
}

export interface Guard {
  /**
   * What can be said of a URL without a lookup.
   * @throws RequestError `not-http`, `credentials`, `not-allowed`, `private-address`.
   */
  check(url: URL): void;
  /** `dns.lookup` that gives only the addresses that may be connected to; fails with RequestError `private-address`. */
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
        throw new RequestError('not-http', url.href, 'is no http(s) address');
      }
      if ((username !== '' || password !== '') && hostname !== configuredHost) {
        throw new RequestError('credentials', url, 'was given with a user name or password');
      }
      if (mayRequest?.(url) === false) throw new RequestError('not-allowed', host, 'may not be asked');
      // Numbers are connected to without being looked up.
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
  return new RequestError('private-address', host, 'is an address in a private network, which picsift does not ask');
}
