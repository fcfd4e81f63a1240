/** Pictures over HTTP: without metadata, kept by version, and the files themselves in parts. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { byteRange } from '../../../src/gallery/api/byte-range.ts';
import { galleryHere } from '../../support/gallery/gallery-here.ts';

const kept = (dataDir: string) =>
  readdirSync(join(dataDir, 'derived', 'pictures'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jpg'),
  );

it('are small JPEGs, made once, that a browser may keep by their version', async () => {
  const { ask, get, dataDir, folder } = await galleryHere();
  const { id, version } = (await get('timeline')).photos[0];
  const thumbnail = `/api/v1/photos/${id}/thumbnail?size=240`;
  const first = await ask(`${thumbnail}&v=${version}`);
  expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg', etag: `"${version}-240"` } });
  expect(first.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  const { format, ...metadata } = await sharp(first.bytes).metadata();
  expect(format).toBe('jpeg');
  expect(metadata).not.toHaveProperty('exif');
  expect(kept(dataDir)).toHaveLength(1);

  for (const query of ['', '&v=another']) {
    expect((await ask(thumbnail + query)).headers['cache-control'], query).toBe('private, no-cache');
  }
  expect(await ask(thumbnail, { headers: { 'if-none-match': `"${version}-240"` } })).toMatchObject({
    status: 304,
    text: '',
  });
  expect((await ask(`${thumbnail}1`)).status).toBe(400);

  // The next one comes from the disk.
  const [name] = kept(dataDir);
  writeFileSync(join(dataDir, 'derived', 'pictures', name!), 'from the disk');
  expect((await ask(thumbnail)).text).toBe('from the disk');

  // A file that has changed since it was indexed must not become the picture of the former one.
  const { path } = (await get(`photos/${id}`)) as { path: string };
  writeFileSync(
    join(folder, path),
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
  );
  const changed = await ask(`/api/v1/photos/${id}/preview?v=${version}`);
  if (changed.status === 200 && changed.headers.etag === undefined)
    expect(changed.headers['cache-control']).toBe('no-store');
  expect(kept(dataDir).some((file) => file.includes(version) && file.endsWith('-2048.jpg'))).toBe(false);
});

it('that nobody waits for any more are not made', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`${index}.jpg`, `rgb(${index * 5}, 9, 9)`]),
  );
  const { ask, get, dataDir, origin, cookie } = await galleryHere({ photos: many });
  const photos = (await get('timeline')).photos as { id: string }[];
  const gone = new AbortController();
  const asked = photos.map(({ id }) =>
    fetch(`${origin}/api/v1/photos/${id}/preview`, { headers: { cookie }, signal: gone.signal }).catch(() => {}),
  );
  // The first one has come: the others wait for their turn.
  await Promise.race(asked);
  gone.abort();
  await Promise.all(asked);
  expect((await ask(`/api/v1/photos/${photos[0]!.id}/thumbnail`)).status).toBe(200);
  expect(kept(dataDir).length).toBeLessThan(30);
});

it('the file itself comes in parts, to save, under a name that is safe in a header', async () => {
  const odd = 'a"b\u202e;filename=évil.jpg';
  const { ask, get, folder } = await galleryHere({ photos: { [odd]: 'red' } });
  const { id } = (await get('timeline')).photos[0];
  const original = `/api/v1/photos/${id}/original`;
  const bytes = readFileSync(join(folder, odd));
  const whole = await ask(original);
  expect(whole.bytes.equals(bytes)).toBe(true);
  expect(whole.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' });
  expect(whole.headers['content-disposition']).toMatch(
    /^attachment; filename="[\w. ()-]+"; filename\*=UTF-8''[\w%.!~-]+$/,
  );
  const part = await ask(original, { headers: { range: 'bytes=2-5' } });
  expect(part).toMatchObject({ status: 206, headers: { 'content-range': `bytes 2-5/${bytes.length}` } });
  expect(part.bytes.equals(bytes.subarray(2, 6))).toBe(true);
  expect((await ask(original, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
  expect((await ask(original, { headers: { range: 'bytes=0-1', 'if-range': '"old"' } })).status).toBe(200);
  expect(await ask(original, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
});

it.each([
  [null, undefined],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=5-', { start: 5, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=3-99', { start: 3, end: 9 }],
  ['bytes=10-', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=4-3', undefined],
  ['bytes=0-1,3-4', undefined],
  ['items=0-1', undefined],
  ['bytes=99999999999999999999-', undefined],
])('of ten bytes, %s are these', (header, range) => {
  expect(byteRange(header, 10)).toEqual(range);
});
