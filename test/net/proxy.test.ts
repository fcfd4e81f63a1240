import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { proxyFor } from '../../src/net/proxy.ts';
import { failure, startDownloads } from '../support/net/downloads.ts';

const HUB = new URL('https://hub.example/model');
const addressIn = (value: string) => proxyFor(HUB, { HTTPS_PROXY: value });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the address of a proxy', () => {
  it.each([
    ['proxy.example:3128', 'http://proxy.example:3128/', undefined],
    ['127.0.0.1:9', 'http://127.0.0.1:9/', undefined],
    ['localhost:8080', 'http://localhost:8080/', undefined],
    ['proxy', 'http://proxy/', undefined],
    ['[::1]:8080', 'http://[::1]:8080/', undefined],
    ['HTTP://Proxy.Example:3128/', 'http://proxy.example:3128/', undefined],
    ['https://proxy.example:8443', 'https://proxy.example:8443/', undefined],
    ['user:pass@proxy.example:3128', 'http://proxy.example:3128/', basic('user:pass')],
    ['http://us%40er:p%3Aa%20ss%2F@proxy.example:3128', 'http://proxy.example:3128/', basic('us@er:p:a ss/')],
    ['http://user:100%@proxy.example:3128', 'http://proxy.example:3128/', basic('user:100%')],
    ['http://user:p@ss@proxy.example:3128', 'http://proxy.example:3128/', basic('user:p@ss')],
    ['http://user@proxy.example:3128', 'http://proxy.example:3128/', basic('user:')],
    [' http://proxy.example:3128\n', 'http://proxy.example:3128/', undefined],
  ])('may be %j', (value, href, authorization) => {
    expect(addressIn(value)).toMatchObject({ url: { href }, authorization, variable: 'HTTPS_PROXY' });
  });

  it.each([
    ['garbage in here', /^HTTPS_PROXY is not the address/],
    ['http://me:secret@', /^HTTPS_PROXY is not the address/],
    ['http://me:sec#ret@proxy.example:1', /^HTTPS_PROXY is not the address/],
    ['http:me:secret', /^HTTPS_PROXY is not the address/],
    ['socks5://me:secret@proxy.example:1080', /SOCKS proxy \(socks5:\/\/proxy\.example:1080\).*unset HTTPS_PROXY/],
    ['socks4a://proxy.example', /SOCKS/],
    ['SOCKS5H://proxy.example', /SOCKS/],
    ['ftp://me:secret@proxy.example', /"ftp:"/],
  ])('must not be %j, and the error shows no password', (value, message) => {
    expect(() => addressIn(value)).toThrow(message);
    expect(() => addressIn(value)).not.toThrow(/sec/);
  });

  it.each([
    [{ https_proxy: 'a:1', HTTPS_PROXY: 'b:1' }, 'a:1'],
    [{ https_proxy: '', HTTPS_PROXY: 'b:1' }, 'b:1'],
    [{ ALL_PROXY: 'c:1', http_proxy: 'd:1' }, 'c:1'],
    [{ http_proxy: 'd:1' }, 'd:1'],
    [{ HTTPS_PROXY: ' ' }, undefined],
  ])('is taken from the first of the variables in %j', (environment, host) => {
    expect(proxyFor(HUB, environment)?.url.host).toBe(host);
  });

  it('for http is not that for https', () => {
    const url = new URL('http://hub.example');
    expect(proxyFor(url, { HTTPS_PROXY: 'a:1' })).toBeUndefined();
    expect(proxyFor(url, { http_proxy: 'a:1', all_proxy: 'b:1' })?.url.host).toBe('a:1');
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['*', 'https://hub.example', true],
    ['a.example, *', 'https://hub.example', true],
    ['hub.example', 'https://hub.example', true],
    ['hub.example', 'https://HUB.example./model', true],
    ['example', 'https://hub.example', true],
    ['.example', 'https://hub.example', true],
    ['*.hub.example', 'https://hub.example', true],
    ['x.org Hub.Example', 'https://cdn.hub.example', true],
    ['ub.example', 'https://hub.example', false],
    ['hub.example:443', 'https://hub.example', true],
    ['hub.example:80', 'https://hub.example', false],
    ['hub.example:8443', 'https://hub.example:8443', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['2.3', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['[::1]', 'https://[::1]:8443', true],
    ['::1', 'https://[::1]:8443', true],
    ['[::1]:443', 'https://[::1]:8443', false],
    ['', 'https://hub.example', false],
    [', ,', 'https://hub.example', false],
  ])('%j: %s is exempt: %s', (list, url, isExempt) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(proxyFor(new URL(url), { HTTPS_PROXY: 'proxy:1', [name]: list }) === undefined).toBe(isExempt);
    }
  });
});

/** Name a proxy in the environment that does this with a connection. @returns its host and port. */
async function startProxy(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('https_proxy', `me:secret@${host}`);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', '');
  return host;
}

describe('a download through a proxy', () => {
  const answer = (text: string) => (socket: Socket) => void socket.once('data', () => socket.end(text));

  it.each([
    ['does not answer', () => {}, 'Headers Timeout Error'],
    ['ends the connection', (socket: Socket) => void socket.destroy(), 'other side closed'],
    ['tunnels to nowhere', (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'), 'Timeout'],
    ['wants a password', answer('HTTP/1.1 407 No\r\n\r\n'), 'wants a user and a password: set https_proxy to'],
    ['refuses', answer('HTTP/1.1 403 No\r\n\r\n'), 'it answered 403'],
    ['is no proxy', answer('SSH-2.0-OpenSSH_9.9\r\n'), 'Parse Error|Expected HTTP'],
  ])('that %s says so, without the password', async (_what, serve, reason) => {
    const host = await startProxy(serve);
    const { get } = await startDownloads();
    const { code, message } = await failure(get(HUB.href));
    expect(code).toBe('download-failed');
    expect(message).toMatch(
      new RegExp(`^Cannot download ${HUB} \\(the proxy ${host} in https_proxy: .*(${reason}).*\\)\\. Check`),
    );
    expect(message).not.toContain('secret');
  });

  it('that is not there says so', async () => {
    vi.stubEnv('https_proxy', '127.0.0.1:9');
    const { get } = await startDownloads();
    const { message } = await failure(get(HUB.href));
    expect(message).toContain('(the proxy 127.0.0.1:9 in https_proxy: connect ECONNREFUSED 127.0.0.1:9)');
  });

  it('sends the user and the password', async () => {
    let head = '';
    await startProxy((socket) => {
      socket.once('data', (bytes) => {
        head = String(bytes);
        socket.end('HTTP/1.1 502 No\r\n\r\n');
      });
    });
    const { get } = await startDownloads();
    await failure(get(HUB.href));
    expect(head).toMatch(/^CONNECT hub\.example:443 /);
    expect(head).toContain(basic('me:secret'));
  });
});
