import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/net/public-address.ts';

/** The special-purpose address registries of IANA, and the unassigned parts of IPv6. */
const SPECIAL_V4 = {
  'this network': '0.0.0.0/8',
  'private, large': '10.0.0.0/8',
  'shared by a provider (carrier-grade NAT)': '100.64.0.0/10',
  loopback: '127.0.0.0/8',
  'link-local, with the metadata service of clouds': '169.254.0.0/16',
  'private, middle': '172.16.0.0/12',
  'protocol assignments': '192.0.0.0/24',
  'documentation 1': '192.0.2.0/24',
  '6to4 relay': '192.88.99.0/24',
  'private, small': '192.168.0.0/16',
  benchmarking: '198.18.0.0/15',
  'documentation 2': '198.51.100.0/24',
  'documentation 3': '203.0.113.0/24',
  multicast: '224.0.0.0/4',
  'reserved, and broadcast': '240.0.0.0/4',
};
const SPECIAL_V6 = {
  'unspecified, loopback and IPv4-compatible': '::/96',
  'IPv4-mapped': '::ffff:0:0/96',
  'IPv4-translated': '::ffff:0:0:0/96',
  NAT64: '64:ff9b::/96',
  'NAT64, local': '64:ff9b:1::/48',
  discard: '100::/64',
  'protocol assignments': '2001::/23',
  Teredo: '2001::/32',
  benchmarking: '2001:2::/48',
  ORCHID: '2001:10::/28',
  'ORCHID 2': '2001:20::/28',
  documentation: '2001:db8::/32',
  '6to4': '2002::/16',
  'documentation, new': '3fff::/20',
  'below global unicast': '::/3',
  'above global unicast': '4000::/2',
  'the upper half': '8000::/1',
  'segment routing': '5f00::/16',
  'unique local': 'fc00::/7',
  'link-local': 'fe80::/10',
  'site-local': 'fec0::/10',
  multicast: 'ff00::/8',
};

describe('isPublicAddress', () => {
  it.each(Object.entries(SPECIAL_V4))('refuses %s, %s, from its first address to its last', (_, range) => {
    expect(isPublicAddress(ipaddr.IPv4.networkAddressFromCIDR(range).toString())).toBe(false);
    expect(isPublicAddress(ipaddr.IPv4.broadcastAddressFromCIDR(range).toString())).toBe(false);
  });

  it.each(Object.entries(SPECIAL_V6))('refuses %s, %s, from its first address to its last', (_, range) => {
    expect(isPublicAddress(ipaddr.IPv6.networkAddressFromCIDR(range).toString())).toBe(false);
    expect(isPublicAddress(ipaddr.IPv6.broadcastAddressFromCIDR(range).toString())).toBe(false);
  });

  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.9.9.9'],
    ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1'],
    ...['192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.251'],
    ...['239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1'],
    ...['64:ff9b:1::1', '100::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:db8::1', '2002:7f00:1::1'],
    ...['3fff::1', '4000::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', 'ff0e::1'],
    ...['', 'localhost', 'example.com', '1.2.3', '1.2.3.4.5', '0x7f000001', '2130706433', '[2606:4700::1]', '1.1.1.1 '],
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...[
      '128.0.0.0',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '192.169.0.0',
    ],
    ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '1.0.0.0', '192.0.1.0', '192.0.3.0', '192.88.98.255'],
    ...['192.88.100.0', '198.51.99.255', '198.51.101.0', '203.0.112.255', '203.0.114.0', '2001:db7:ffff::1'],
    ...['2001:db9::', '2003::', '2000::', '3ffe:ffff::1', '3fff:1000::'],
    ...['2001:200::1', '2001:4860:4860::8888', '2606:4700:4700::1111', '2a00:1450:4001:810::200e', '3ffe::1'],
  ])('allows %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('refuses an IPv4 address in every IPv6 notation', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::'), (address, prefix) => {
        expect(isPublicAddress(prefix + address)).toBe(false);
      }),
    );
  });

  it('judges an IPv6 address by its value, not its spelling', () => {
    fc.assert(
      fc.property(fc.uint16Array({ minLength: 8, maxLength: 8 }), (parts) => {
        const long = [...parts].map((part) => part.toString(16).padStart(4, '0')).join(':');
        const short = new URL(`http://[${long}]`).hostname.slice(1, -1);
        expect(isPublicAddress(short)).toBe(isPublicAddress(long));
        if (parts[0]! >> 13 !== 1) expect(isPublicAddress(long)).toBe(false);
      }),
    );
  });
});
