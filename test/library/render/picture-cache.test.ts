import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPictureCache } from '../../../src/library/render/picture-cache.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.jpg'));
const picture = (byte: number, size = 1_000) => Buffer.alloc(size, byte);
const nameOf = (number: number) => `${String(number).padStart(4, '0')}-240.jpg`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

it('keeps the pictures that were used last, within its limit, also those of other processes', async () => {
  const folder = join(temporaryFolder(), 'pictures');
  const caches = [openPictureCache(folder, 10_000), openPictureCache(folder, 10_000)] as const;
  for (let number = 0; number < 9; number++) {
    await caches[number % 2]!.write(nameOf(number), picture(number));
    utimesSync(
      join(folder, nameOf(number).slice(0, 2), nameOf(number)),
      minutesAgo(200 - number),
      minutesAgo(200 - number),
    );
  }
  // The oldest one is used again.
  expect(await caches[1].read(nameOf(0))).toEqual(picture(0));
  for (let number = 9; number < 14; number++) await caches[0].write(nameOf(number), picture(number));
  expect(files(folder).length).toBeLessThanOrEqual(10);
  expect(await caches[0].read(nameOf(0))).toEqual(picture(0));
  expect(await caches[0].read(nameOf(1))).toBeUndefined();
  expect(await caches[0].read(nameOf(13))).toEqual(picture(13));
});

it('is complete or absent when many write at once, and removes what a killed process left', async () => {
  const folder = join(temporaryFolder(), 'pictures');
  mkdirSync(join(folder, '00'), { recursive: true });
  const abandoned = join(folder, '00', `${nameOf(1)}.abc.part`);
  writeFileSync(abandoned, 'half');
  utimesSync(abandoned, minutesAgo(60), minutesAgo(60));
  const caches = Array.from({ length: 8 }, () => openPictureCache(folder, 1e6));
  await Promise.all(caches.map((cache, index) => cache.write(nameOf(7), picture(index, 50_000))));
  const kept = await caches[0]!.read(nameOf(7));
  expect(new Set(kept)).toHaveProperty('size', 1);
  expect(kept).toHaveLength(50_000);
  expect(files(folder)).toEqual([join('00', nameOf(7))]);
});

it('costs only time when its folder cannot be written', async () => {
  const file = join(temporaryFolder(), 'a-file');
  writeFileSync(file, '');
  const cache = openPictureCache(join(file, 'pictures'), 1e6);
  await cache.write(nameOf(1), picture(1));
  expect(await cache.read(nameOf(1))).toBeUndefined();
});
