/** Decides which network addresses are public: a request to them reveals nothing about picsift's own network. Pure. */

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The global unicast range of IPv6: https://www.iana.org/assignments/ipv6-address-space. ipaddr.js knows the special
 * ranges of the registries (https://www.iana.org/assignments/iana-ipv4-special-registry and
 * iana-ipv6-special-registry) and calls everything else "unicast". That includes reserved ranges such as 4000::/3 and
 * the old IPv4-compatible addresses (::7f00:1 is 127.0.0.1).
 */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

/** @param address an IPv4 or IPv6 address; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js also accepts 0x7f.1 and 010.1.1.1, which other programs read differently.
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6));
}
