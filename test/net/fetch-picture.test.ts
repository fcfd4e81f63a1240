import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPicture } from '../../src/net/fetch-picture.ts';

const anywhere = { mayConnect: () => true };

/** A server that stays until the end of the test, and what it was asked. */
async function serve(listener: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('fetchPicture', () => {
  it('follows a few redirects to the bytes', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/picture') response.end(Buffer.from([1, 2, 3]));
      else response.writeHead(302, { location: path === '/a' ? '/b' : '/picture' }).end();
    });
    expect(await fetchPicture(`${url}/a`, anywhere)).toEqual(Buffer.from([1, 2, 3]));
  });

  it.each([
    'http://127.0.0.1:9/x.jpg',
    'http://localhost:9/x.jpg',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://2852039166',
  ])('asks nothing in a private network: %s', async (address) => {
    await expect(fetchPicture(address)).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringContaining('private network'),
    });
  });

  it('asks nothing in a private network after a redirect either', async () => {
    const { url, asked } = await serve(({ url: path }, response) => {
      response.writeHead(301, { location: path === '/number' ? 'http://127.0.0.2/' : 'http://localhost/' }).end();
    });
    const mayConnect = (address: string) => address === '127.0.0.1' && asked.length === 0;
    for (const path of ['/number', '/name']) {
      asked.length = 0;
      await expect(fetchPicture(url + path, { mayConnect })).rejects.toMatchObject({ code: 'bad-query' });
      expect(asked).toEqual([path]);
    }
  });

  it.each(['ftp://example.com/x.jpg', 'file:///etc/passwd', 'data:image/png;base64,AA', 'javascript:0', 'x.jpg'])(
    'knows only http and https: %s',
    async (address) => {
      await expect(fetchPicture(address, anywhere)).rejects.toMatchObject({ code: 'bad-query' });
    },
  );

  it('follows no redirect to another scheme', async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(fetchPicture(url, anywhere)).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('sends no password, and shows none', async () => {
    await expect(fetchPicture('http://ada:secret@example.com/x.jpg', anywhere)).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('gives up on what is too large, however large it says it is', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      const more = () => response.write(Buffer.alloc(10_000)) || true;
      response.on('drain', more);
      for (let i = 0; i < 20; i++) more();
    });
    await expect(fetchPicture(url, { ...anywhere, maxBytes: 50_000 })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('is larger than 0.05 MB'),
    });
  });

  it('gives up on what takes too long, with headers or a body', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/body') response.writeHead(200).write('a little');
    });
    for (const path of ['/headers', '/body']) {
      await expect(fetchPicture(url + path, { ...anywhere, timeoutMs: 100 })).rejects.toMatchObject({
        code: 'download-failed',
        message: expect.stringContaining('took longer than 0.1 s'),
      });
    }
  });

  it('says what the server said, and when there is none', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/round') response.writeHead(302, { location: '/round' });
      else response.statusCode = 404;
      response.end();
    });
    const failure = (text: string) => ({ code: 'download-failed', message: expect.stringContaining(text) });
    await expect(fetchPicture(`${url}/x.jpg?key=secret`, anywhere)).rejects.toMatchObject(
      failure('/x.jpg answered 404'),
    );
    await expect(fetchPicture(`${url}/round`, anywhere)).rejects.toMatchObject(failure('more than 3 redirects'));
    await expect(fetchPicture('http://127.0.0.1:9/', anywhere)).rejects.toMatchObject(failure('ECONNREFUSED'));
  });
});
