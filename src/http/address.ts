/** Where the HTTP server listens: what the user wrote, and what that means on this computer. */

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { quoted } from '../base/safe-text.ts';

export interface Address {
  /** As the user gave it, without brackets: a name or an IP address. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The IP address of the host. */
  readonly ip: string;
  /** True where only this computer can connect. */
  readonly isLoopback: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * @param text "HOST:PORT", "[IPv6]:PORT", or a port of this computer alone.
 * @throws PicsiftError `bad-usage`
 */
export async function resolveAddress(text: string): Promise<Address> {
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new PicsiftError(
      'bad-usage',
      `${quoted(text)} is no address to serve at. Give HOST:PORT, for example --http 127.0.0.1:7331, or a port alone.`,
    );
  }
  const host = bracketed ?? plain ?? '127.0.0.1';
  const ip = await ipOf(host);
  return { host, port, ip, isLoopback: loopback.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') };
}

async function ipOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new PicsiftError(
      'bad-usage',
      `There is no computer named ${quoted(host)}. Give an address of this one, for example --http 127.0.0.1:7331.`,
      { cause: error },
    );
  }
}

/** The host as it stands in addresses of the web. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Why the address cannot be listened at, and the mend. */
export function cannotListen(error: unknown, { host, port }: Address): PicsiftError {
  const where = `${hostInUrl(host)}:${port}`;
  const mends: Record<string, string> = {
    EADDRINUSE: `${where} is taken, perhaps by another picsift mcp. Choose another port, or 0 for any that is free.`,
    EACCES: `The system does not let you serve at ${where}. Choose a port above 1023.`,
    EADDRNOTAVAIL: `${hostInUrl(host)} is no address of this computer. Choose one that is, for example 127.0.0.1.`,
  };
  const code = systemCode(error) ?? 'unknown error';
  const mend = mends[code] ?? `picsift cannot serve at ${where} (${code}). Choose another address.`;
  return new PicsiftError('bad-usage', mend, { cause: error });
}
