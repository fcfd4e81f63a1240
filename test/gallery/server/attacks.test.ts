/** promise 18: what others may try against a server that a browser of this computer can reach. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { galleryHere, SECRET } from '../../support/gallery/gallery-here.ts';

const STATUS = '/api/v1/status';

it('DNS rebinding: a page whose name leads to this computer is refused', async () => {
  const { ask, port } = await galleryHere();
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `x@evil.example`,
    '[',
  ]) {
    for (const path of [STATUS, '/', '/control/aaaaaaaaaaaaaaaaaaaaaaaa']) {
      expect((await ask(path, { headers: { host } })).status, `${host} ${path}`).toBeGreaterThanOrEqual(400);
    }
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    expect((await ask(STATUS, { headers: { host } })).status, host).toBe(200);
  }
});

it('pages of other sites, and of other ports of this computer, cannot ask, and learn nothing', async () => {
  const { ask, port } = await galleryHere();
  for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${port + 1}`, `http://127.0.0.1`, 'x']) {
    const { status, headers } = await ask(STATUS, { headers: { origin, 'sec-fetch-site': undefined } });
    expect(status, origin).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  for (const site of ['cross-site', 'same-site']) {
    expect((await ask(STATUS, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
    const image = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    expect((await ask('/api/v1/timeline', { headers: image })).status).toBe(403);
  }
  expect((await ask(STATUS, { method: 'OPTIONS' })).status).toBe(405);
});

it('a form, or a fetch without a preflight, changes nothing', async () => {
  const { ask, get, port } = await galleryHere();
  const { photos } = await get('timeline');
  const body = JSON.stringify({ ids: [photos[0].id] });
  const post = (headers: Record<string, string | undefined>) => ask('/api/v1/trash', { method: 'POST', headers, body });
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', undefined]) {
    expect((await post({ 'content-type': type })).status, type).toBe(415);
  }
  expect((await post({ origin: 'http://evil.example' })).status).toBe(403);
  expect((await post({ origin: `http://127.0.0.1:${port + 1}`, 'sec-fetch-site': 'same-site' })).status).toBe(403);
  // An old browser that says nothing about where the request comes from.
  expect((await post({ origin: undefined, 'sec-fetch-site': undefined })).status).toBe(403);
  expect((await ask('/api/v1/trash', { headers: { 'content-type': 'application/json' } })).status).toBe(404);
  expect((await post({})).status).toBe(200);
});

it('only the right cookie or the secret opens, and a cookie of another port does not', async () => {
  const [one, other] = [await galleryHere(), await galleryHere()];
  const value = other.cookie.split('=')[1];
  for (const cookie of [undefined, other.cookie, `picsift_${one.port}=${value}`, `picsift_${one.port}=`, SECRET]) {
    const { status, json } = await one.ask(STATUS, { headers: { cookie } });
    expect(status, cookie).toBe(401);
    expect(JSON.stringify(json)).not.toContain(SECRET);
  }
  expect((await one.ask(STATUS, { headers: { cookie: `picsift_${one.port}=x; ${one.cookie}` } })).status).toBe(200);
  const bearer = (token: string) =>
    one.ask(STATUS, { headers: { cookie: undefined, authorization: `Bearer ${token}` } });
  expect((await bearer(SECRET)).status).toBe(200);
  expect((await bearer(`${SECRET}x`)).status).toBe(401);
});

it('the token in an address is good once, becomes a cookie that scripts cannot read, and is never logged', async () => {
  const { ask, invited, port, lines } = await galleryHere();
  const { pathname, search, searchParams } = invited();
  const open = () => ask(`${pathname}${search}&q=%22%3E%3Cscript%3E`, { headers: { cookie: undefined } });
  const first = await open();
  expect(first).toMatchObject({ status: 200 });
  const [cookie] = first.headers['set-cookie']!;
  expect(cookie).toMatch(new RegExp(`^picsift_${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
  expect(first.text).toContain('content="0;url=/?q=%22%3E%3Cscript%3E"');
  expect((await open()).status).toBe(401);
  // From another site's page: the browser does not send the cookie, and gets a page that leads on.
  expect((await ask('/', { headers: { cookie: cookie!.split(';')[0] } })).status).toBe(200);
  expect((await ask('/', { headers: { cookie: undefined } })).text).toContain('picsift open');
  expect(lines.join()).not.toContain(searchParams.get('token'));
});

it('every answer has the headers that protect a page, refusals too', async () => {
  const { ask } = await galleryHere();
  for (const path of ['/', STATUS, '/nothing.js', '/api/v1/nothing', '/api/v1/photos/x/thumbnail']) {
    for (const host of [undefined, 'evil.example']) {
      const { headers } = await ask(path, host === undefined ? {} : { headers: { host } });
      expect(headers, path).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
    }
  }
});

it('ids and paths lead nowhere else', async () => {
  const { ask, get } = await galleryHere();
  const ids = [
    '..',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '.',
    'a'.repeat(5_000),
    '%2e%2e%2f',
    "'%20OR%201=1",
  ];
  for (const id of ids) {
    for (const what of ['', '/thumbnail', '/preview', '/original']) {
      expect((await ask(`/api/v1/photos/${id}${what}`)).status, `${id}${what}`).toBe(404);
    }
  }
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/../../../package.json',
    '//evil.example/x.js',
  ]) {
    expect((await ask(path)).text, path).not.toContain('"name"');
  }
  for (const folder of ['..', '/etc', 'Pictures/..', 'Pictures/../..']) {
    expect(await get(`timeline?folder=${encodeURIComponent(folder)}`)).toMatchObject({
      error: { code: 'folder-not-found' },
    });
  }
});

it('bodies are JSON of limited size, and addresses are limited', async () => {
  const { ask } = await galleryHere();
  const post = (body: string) => ask('/api/v1/trash', { method: 'POST', body });
  expect(await post('{')).toMatchObject({ status: 400, json: { error: { code: 'not-json' } } });
  expect(await post('{"ids": [], "x": 1}')).toMatchObject({ status: 400, json: { error: { code: 'bad-request' } } });
  expect(await post('[]')).toMatchObject({ status: 400 });
  expect(await post(' '.repeat(2 ** 20 + 1))).toMatchObject({ status: 413 });
  expect((await ask(`/api/v1/search?q=${'x'.repeat(9_000)}`)).status).toBe(414);
});

it('a client that sends its request slowly is sent away, and others are answered meanwhile', async () => {
  const { ask, port } = await galleryHere({ limits: { headersWithinMs: 300, requestWithinMs: 600 } });
  const slow = connect(port, '127.0.0.1');
  slow.write(`GET ${STATUS} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-`);
  slow.resume();
  expect((await ask(STATUS)).status).toBe(200);
  await once(slow, 'close');
});

it('more connections than allowed are closed, and the others are answered', async () => {
  const { ask, port } = await galleryHere({ limits: { connections: 8 } });
  const idle = Array.from({ length: 7 }, () => connect(port, '127.0.0.1'));
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  expect((await ask(STATUS)).status).toBe(200);
  const more = Array.from({ length: 20 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(more.slice(1).map((socket) => once(socket, 'close')));
  for (const socket of [...idle, ...more]) socket.destroy();
  await expect
    .poll(() =>
      ask(STATUS).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});
