/**
 * Decides through which proxy a URL is requested, by the variables that curl, Go, npm and pip read. The rules are
 * curl's: https://everything.curl.dev/usingcurl/proxies/env.html.
 */

import { BlockList, isIP } from 'node:net';
import { messageOf, PicsiftError } from '../base/errors.ts';

export interface ProxyAddress {
  /** The variable that names it. */
  readonly variable: string;
  /** Its address, without user and password. */
  readonly url: URL;
  /** Value of the header `proxy-authorization`. */
  readonly authorization: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Without its own variable, https uses the proxy for http. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/**
 * Find the proxy for a URL; undefined for a direct connection.
 * @throws PicsiftError `download-failed` that names the variable, but not its value: it may contain a password.
 */
export function proxyFor(url: URL, environment: Environment = process.env): ProxyAddress | undefined {
  const variable = VARIABLES[url.protocol]?.find((name) => environment[name]?.trim());
  if (variable === undefined || isExempt(url, environment.no_proxy || environment.NO_PROXY || '')) return undefined;
  const value = environment[variable]!.trim();
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value) ?? [];
  // Programs take "proxy.example:3128" too.
  const address = scheme === undefined ? `http://${value}` : value;
  if (!URL.canParse(address)) {
    throw wrong(
      variable,
      'is not the address of a proxy. Write it as http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    );
  }
  const proxy = new URL(address);
  if (/^socks/.test(proxy.protocol)) {
    throw wrong(
      variable,
      `names a SOCKS proxy (${proxy.protocol}//${proxy.host}), which picsift cannot use. Name an HTTP proxy`,
    );
  }
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw wrong(
      variable,
      `names a proxy of the kind "${proxy.protocol}", which picsift cannot use. Name an HTTP proxy`,
    );
  }
  const { username, password } = proxy;
  const credentials = `${unescaped(username)}:${unescaped(password)}`;
  return {
    variable,
    url: new URL(proxy.origin),
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

function wrong(variable: string, what: string): PicsiftError {
  return new PicsiftError('download-failed', `${variable} ${what}, or unset ${variable}.`);
}

/** Say about a failed request that it went through a proxy, and what the proxy answered. */
export function proxyError(error: unknown, { variable, url }: ProxyAddress): Error {
  const text = messageOf(error);
  // undici reports the status of the answer to CONNECT only in its message.
  const [, status] = /\((\d{3})\)/.exec(text) ?? [];
  const advice =
    status === '407' ? `wants a user and a password: set ${variable} to http://USER:PASSWORD@HOST:PORT` : undefined;
  const what = advice ?? (status === undefined ? text : `it answered ${status}`);
  return new Error(`the proxy ${url.host} in ${variable}: ${what}`, { cause: error });
}

/** Undo %-escapes. A "%" that begins none stands for itself. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Decide whether NO_PROXY exempts a URL. Its entries are separated by commas or spaces: "*", a host, which includes its
 * subdomains (also as ".example.com" or "*.example.com"), an IP address, or a block of them ("10.0.0.0/8"); each may end
 * with a port.
 */
function isExempt({ protocol, hostname, port }: URL, list: string): boolean {
  const host = plain(hostname);
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', onlyPort = usedPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [undefined, entry];
    const wanted = plain(name);
    if (wanted === '' || onlyPort !== usedPort) return false;
    if (wanted.includes('/')) return isInBlock(host, wanted);
    return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
  });
}

/** Lower case, without brackets, a dot at the end, or the sign for subdomains at the beginning. */
function plain(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .replace(/^\*?\./, '');
}

function isInBlock(host: string, block: string): boolean {
  const [base = '', bits] = block.split('/');
  const kind = isIP(host);
  if (kind === 0 || kind !== isIP(base) || !/^\d+$/.test(bits ?? '') || Number(bits) > (kind === 4 ? 32 : 128))
    return false;
  const family = kind === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family);
  return list.check(host, family);
}
