/**
 * promise 18: 10,000 requests at once, and a thousand clients that never finish theirs: the gallery answers or refuses each of them,
 * its memory stays bounded, and afterwards it answers as before.
 */

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { galleryHere } from '../support/gallery/gallery-here.ts';

const REQUESTS = 10_000;
const SLOW_CLIENTS = 1_000;
/** More sockets of this process than that could reach its limit of open files. */
const AT_ONCE = 2_000;
const MAX_GROWTH_MB = 400;

it('answers or refuses 10,000 requests at once, and stays bounded', { timeout: 240_000 }, async () => {
  const { ask, get } = await galleryHere();
  const { photos } = await get('timeline');
  const before = process.memoryUsage().rss;
  const outcomes = new Map<number, number>();
  const paths = ['/api/v1/search?q=red', '/api/v1/timeline', `/api/v1/photos/${photos[0].id}/thumbnail?size=960`, '/'];
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    const wave = Array.from({ length: AT_ONCE }, (_, index) =>
      // A closed connection is a refusal too.
      ask(paths[index % paths.length]!).then(
        ({ status }) => status,
        () => 0,
      ),
    );
    for (const status of await Promise.all(wave)) outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
  }
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  expect([...outcomes.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
  expect(outcomes.get(200)).toBeGreaterThan(0);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(MAX_GROWTH_MB);
  await expect
    .poll(() =>
      ask('/api/v1/status').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

it('sends a thousand slow clients away', { timeout: 120_000 }, async () => {
  const { ask, port } = await galleryHere({ limits: { headersWithinMs: 1_000, requestWithinMs: 2_000 } });
  const slow = Array.from({ length: SLOW_CLIENTS }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('POST /api/v1/trash HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{');
    return socket.resume();
  });
  await Promise.all(slow.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
  expect((await ask('/api/v1/status')).status).toBe(200);
});
