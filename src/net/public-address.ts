/** Which network addresses are public, so that asking them tells nothing of the network picsift runs in. Pure. */

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The part of IPv6 that is global unicast: https://www.iana.org/assignments/ipv6-address-space. ipaddr.js knows the
 * special ranges by their registries (https://www.iana.org/assignments/iana-ipv4-special-registry and
 * iana-ipv6-special-registry) and calls everything else "unicast": also what is reserved outside of this part, such as
 * 4000::/3, and the old IPv4-compatible addresses (::7f00:1 is 127.0.0.1).
 */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

/** @param address an IPv4 or IPv6 address; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js also reads 0x7f.1 and 010.1.1.1, which others read differently.
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6));
}
