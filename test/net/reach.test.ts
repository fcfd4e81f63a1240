import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/net/public-address.ts';
import { createGuard, type Guard, type Reach } from '../../src/net/reach.ts';

const guardOf = (reach: Reach) => createGuard(reach, isPublicAddress);
const isPrivate = expect.objectContaining({ refusal: 'private-address' });

/**
 * Returns all addresses that are allowed, as `net.connect` requests them. "localhost" is resolved without a network.
 */
function lookup(guard: Guard, host = 'localhost'): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    guard.lookup(host, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses as LookupAddress[]);
    });
  });
}

describe('a lookup', () => {
  it('returns no private address, except for the server that the user configured', async () => {
    await expect(lookup(guardOf({}))).rejects.toEqual(isPrivate);
    await expect(lookup(guardOf({ configuredHost: 'hub.example' }))).rejects.toEqual(isPrivate);
    const [first] = await lookup(guardOf({ configuredHost: 'localhost' }));
    expect(['127.0.0.1', '::1']).toContain(first?.address);
  });

  it('checks the address of each connection, because a name can resolve differently later (DNS rebinding)', async () => {
    let isNamePublic = true;
    const guard = createGuard({}, () => isNamePublic);
    expect(await lookup(guard)).not.toEqual([]);
    isNamePublic = false;
    await expect(lookup(guard)).rejects.toEqual(isPrivate);
  });

  it('lets a hub redirect to private addresses when its own address is private, and no other host', async () => {
    const inside = guardOf({ configuredHost: '10.0.0.1', isHub: true });
    await expect(lookup(inside)).rejects.toEqual(isPrivate);
    inside.check(new URL('http://10.0.0.1/'));
    expect(await lookup(inside)).not.toEqual([]);

    const outside = guardOf({ configuredHost: '9.9.9.9', isHub: true });
    outside.check(new URL('http://9.9.9.9/'));
    await expect(lookup(outside)).rejects.toEqual(isPrivate);

    const noHub = guardOf({ configuredHost: '10.0.0.1' });
    noHub.check(new URL('http://10.0.0.1/'));
    await expect(lookup(noHub)).rejects.toEqual(isPrivate);
  });
});

describe('a URL', () => {
  it.each([
    ['http://127.0.0.1/', 'private-address'],
    ['http://[::ffff:10.0.0.1]/', 'private-address'],
    ['http://0x7f.1/', 'private-address'],
    ['https://ada@example.com/', 'credentials'],
    ['https://:secret@example.com/', 'credentials'],
    ['file:///etc/passwd', 'not-http'],
    ['http://elsewhere.example/', 'not-allowed'],
  ])('%s is refused: %s', (url, refusal) => {
    const guard = guardOf({ mayRequest: ({ hostname }) => hostname !== 'elsewhere.example' });
    expect(() => guard.check(new URL(url))).toThrow(expect.objectContaining({ refusal }));
  });

  it('of the server that the user configured may have a private number and a password', () => {
    const guard = guardOf({ configuredHost: '[::1]' });
    guard.check(new URL('http://ada:secret@[::1]:8080/'));
    expect(() => guard.check(new URL('http://[::2]/'))).toThrow(isPrivate);
  });
});
