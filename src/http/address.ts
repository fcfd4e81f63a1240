/** The address that the HTTP server listens at: parses the user's text and resolves the host. */

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { quoted } from '../base/safe-text.ts';

export interface Address {
  /** As the user gave it, without brackets: a name or an IP address. */
  readonly host: string;
  /** 0 stands for any free port. */
  readonly port: number;
  /** The IP address of the host. */
  readonly ip: string;
  /** True when only this computer can connect. */
  readonly isLoopback: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Parse an address to listen at, and look up its IP address.
 * @param text "HOST:PORT", "[IPv6]:PORT", or a port alone, which stands for 127.0.0.1.
 * @param example how a person writes one, for error messages.
 * @throws PicsiftError `bad-usage`
 */
export async function resolveAddress(text: string, example: string): Promise<Address> {
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new PicsiftError(
      'bad-usage',
      `${quoted(text)} is not an address to listen at. Give HOST:PORT, for example ${example}, or a port alone.`,
    );
  }
  const host = bracketed ?? plain ?? '127.0.0.1';
  const ip = await ipOf(host, example);
  return { host, port, ip, isLoopback: loopback.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') };
}

async function ipOf(host: string, example: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new PicsiftError(
      'bad-usage',
      `No computer is named ${quoted(host)}. Give an address of this computer, for example ${example}.`,
      { cause: error },
    );
  }
}

/** Return the host as it is written in a URL: an IPv6 address gets brackets. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Turn the error of `listen` into one that says why it failed and what to do. @param program such as "picsift mcp". */
export function cannotListen(error: unknown, { host, port }: Address, program: string): PicsiftError {
  const where = `${hostInUrl(host)}:${port}`;
  const messages: Record<string, string> = {
    EADDRINUSE: `${where} is in use, perhaps by another ${program}. Choose another port, or 0 for any free port.`,
    EACCES: `The system does not allow you to listen at ${where}. Choose a port above 1023.`,
    EADDRNOTAVAIL: `${hostInUrl(host)} is not an address of this computer. Choose one of its own, for example 127.0.0.1.`,
  };
  const code = systemCode(error) ?? 'unknown error';
  const message = messages[code] ?? `picsift cannot listen at ${where} (${code}). Choose another address.`;
  return new PicsiftError('bad-usage', message, { cause: error });
}
