import { describe, expect, it } from 'vitest';
import { fetchBytes } from '../../src/net/fetch-bytes.ts';
import { openHttpClient, redirected } from '../../src/net/request.ts';
import { shownUrl } from '../../src/net/request-error.ts';
import { HERE, serve } from '../support/net/local-server.ts';

describe('a redirect', () => {
  it('is not followed from HTTPS to HTTP, unless that is on this machine', () => {
    const from = new URL('https://hub.example/a');
    const refused = expect.objectContaining({ refusal: 'insecure-redirect', where: 'hub.example' });
    expect(() => redirected(from, 'http://cdn.example/a')).toThrow(refused);
    expect(redirected(from, 'http://127.0.0.1:8080/a').port).toBe('8080');
    expect(redirected(from, '/b').href).toBe('https://hub.example/b');
    expect(redirected(from, 'https://cdn.example/b').host).toBe('cdn.example');
  });

  it('is not followed to an address that the caller does not allow', async () => {
    const { url, asked } = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const reach = { ...HERE, mayRequest: ({ pathname }: URL) => pathname === '/a' };
    const work = fetchBytes(new URL('/a', url), { reach, maxRedirects: 3 });
    await expect(work).rejects.toMatchObject({ refusal: 'not-allowed' });
    expect(asked).toEqual(['/a']);
  });

  it('does not hang on a body that never ends', async () => {
    const { url } = await serve(({ url: path }, response) => {
      if (path === '/picture') response.end('picture');
      else response.writeHead(302, { location: '/picture' }).write('moved');
    });
    expect((await fetchBytes(new URL(url), { reach: HERE, maxRedirects: 1 })).toString()).toBe('picture');
  });
});

describe('a body', () => {
  it('that stalls runs into the time-out', async () => {
    const { url } = await serve((_, response) => response.writeHead(200).write('a little'));
    const client = await openHttpClient({ reach: HERE, maxRedirects: 0, timeouts: { body: 100 } });
    const answer = await client.get(new URL(url));
    const chunks: string[] = [];
    const reading = (async () => {
      for await (const chunk of answer.read(1_000)) chunks.push(chunk.toString());
    })();
    await expect(reading).rejects.toThrow('Body Timeout');
    expect(chunks).toEqual(['a little']);
    await client.close();
  });

  it('is cut when its reader is stopped', async () => {
    const { url } = await serve((_, response) => response.writeHead(200).write('a little'));
    const stop = new AbortController();
    const work = fetchBytes(new URL(url), { reach: HERE, maxRedirects: 0, signal: stop.signal });
    stop.abort(new Error('the bot ends'));
    await expect(work).rejects.toThrow('the bot ends');
    const late = fetchBytes(new URL(url), { reach: HERE, maxRedirects: 0, signal: stop.signal });
    await expect(late).rejects.toThrow('the bot ends');
  });
});

it('shows neither password nor signature in a message', () => {
  expect(shownUrl('https://me:secret@hub.example/a?signature=secret')).toBe('https://hub.example/a');
});
