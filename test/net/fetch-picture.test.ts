import { describe, expect, it } from 'vitest';
import { fetchPicture } from '../../src/net/fetch-picture.ts';
import { HERE, serve, serveRaw } from '../support/net/local-server.ts';

const here = { reach: HERE };

describe('fetchPicture', () => {
  it('follows a few redirects', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/picture') response.end(Buffer.from([1, 2, 3]));
      else response.writeHead(302, { location: path === '/a' ? '/b' : '/picture' }).end();
    });
    expect(await fetchPicture(`${url}/a`, here)).toEqual(Buffer.from([1, 2, 3]));
  });

  it.each([
    'http://127.0.0.1:9/x.jpg',
    'http://localhost:9/x.jpg',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://2852039166',
  ])('sends no request to a private network: %s', async (address) => {
    await expect(fetchPicture(address)).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringContaining('private network'),
    });
  });

  it('sends no request to a private network after a redirect either', async () => {
    const { url, asked } = await serve(({ url: path }, response) => {
      response.writeHead(301, { location: path === '/number' ? 'http://127.0.0.2/' : 'http://localhost/' }).end();
    });
    for (const path of ['/number', '/name']) {
      asked.length = 0;
      await expect(fetchPicture(url + path, here)).rejects.toMatchObject({ code: 'bad-query' });
      expect(asked).toEqual([path]);
    }
  });

  it.each(['ftp://example.com/x.jpg', 'file:///etc/passwd', 'data:image/png;base64,AA', 'javascript:0', 'x.jpg'])(
    'supports only http and https: %s',
    async (address) => {
      await expect(fetchPicture(address, here)).rejects.toMatchObject({ code: 'bad-query' });
    },
  );

  it('follows no redirect to another scheme', async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(fetchPicture(url, here)).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('sends no password, and shows none', async () => {
    await expect(fetchPicture('http://ada:secret@example.com/x.jpg', here)).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('gives up when a picture is too large, whatever size it announces', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      const more = () => response.write(Buffer.alloc(10_000)) || true;
      response.on('drain', more);
      for (let i = 0; i < 20; i++) more();
    });
    await expect(fetchPicture(url, { ...here, maxBytes: 50_000 })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('is larger than 0.05 MB'),
    });
  });

  it('gives up when the announced size is too large, before the body arrives', async () => {
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-length': 50_001 }).write('a'));
    await expect(fetchPicture(url, { ...here, maxBytes: 50_000 })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('is larger than 0.05 MB'),
    });
  });

  it('takes no byte beyond the announced length, and refuses a body that ends earlier', async () => {
    const head = (length: number) => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;
    expect(await fetchPicture(await serveRaw(`${head(3)}abcdef`), here)).toEqual(Buffer.from('abc'));
    await expect(fetchPicture(await serveRaw(`${head(9)}abcdef`), here)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('or save the picture'),
    });
  });

  it('gives up when headers or a body take too long', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/body') response.writeHead(200).write('a little');
    });
    for (const path of ['/headers', '/body']) {
      await expect(fetchPicture(url + path, { ...here, timeoutMs: 100 })).rejects.toMatchObject({
        code: 'download-failed',
        message: expect.stringContaining('took longer than 0.1 s'),
      });
    }
  });

  it('reports the answer of the server, and reports when there is none', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/round') response.writeHead(302, { location: '/round' });
      else response.statusCode = 404;
      response.end();
    });
    const failure = (text: string) => ({ code: 'download-failed', message: expect.stringContaining(text) });
    await expect(fetchPicture(`${url}/x.jpg?key=secret`, here)).rejects.toMatchObject(failure('/x.jpg answered 404'));
    await expect(fetchPicture(`${url}/round`, here)).rejects.toMatchObject(failure('more than 3 redirects'));
    await expect(fetchPicture('http://127.0.0.1:9/', here)).rejects.toMatchObject(failure('ECONNREFUSED'));
  });
});
