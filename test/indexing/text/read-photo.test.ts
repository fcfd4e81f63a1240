/** What the reader gets to see of a photo. */

import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readPhoto } from '../../../src/indexing/text/read-photo.ts';
import { createDecodingMemory } from '../../../src/library/decode/memory.ts';
import { stampOf } from '../../../src/library/files/file-stamp.ts';
import type { Picture } from '../../../src/reading/picture.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { readLines } from '../../support/text-lines.ts';

/** Read a file with a reader that remembers its pictures. */
async function readWith(path: string, hasText: boolean) {
  const pictures: Picture[] = [];
  const reader = {
    hasText: async (picture: Picture) => pictures.push(picture) > 0 && hasText,
    read: async (picture: Picture) => readLines(String(pictures.push(picture))),
    close: async () => {},
  };
  const reply = await readPhoto((await stampOf(path))!, reader, createDecodingMemory());
  return { reply, sizes: pictures.map(({ width, height }) => [width, height]), pictures };
}

it('gives the reader an upright picture, small for the first look and large to read', async () => {
  const path = join(temporaryFolder(), 'turned.jpg');
  // Left half red, right half blue; turned by 90 degrees, red is above blue.
  const blue = {
    input: { create: { width: 750, height: 1_000, channels: 3 as const, background: 'blue' } },
    left: 750,
    top: 0,
  };
  await sharp({ create: { width: 1_500, height: 1_000, channels: 3, background: 'red' } })
    .composite([blue])
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(path);
  const { reply, sizes, pictures } = await readWith(path, true);
  expect(reply).toEqual({ kind: 'read', lines: readLines('2') });
  expect(sizes).toEqual([
    [427, 640],
    [1000, 1500],
  ]);
  for (const { data, width, height } of pictures) {
    expect(data).toHaveLength(3 * width * height);
    expect(data[0]).toBeGreaterThan(200);
    expect(data.at(-1)).toBeGreaterThan(200);
  }
});

it('looks only once at a photo without text', async () => {
  const path = join(temporaryFolder(), 'grey.png');
  await sharp({ create: { width: 30, height: 20, channels: 4, background: '#8888' } })
    .png()
    .toFile(path);
  const { reply, sizes } = await readWith(path, false);
  expect(reply).toEqual({ kind: 'read', lines: [] });
  expect(sizes).toEqual([[30, 20]]);
});

it('looks at the middle of a large picture too, whose letters may be too small for a first look', async () => {
  const path = join(temporaryFolder(), 'page.png');
  await sharp({ create: { width: 1_200, height: 1_600, channels: 3, background: 'white' } })
    .png()
    .toFile(path);
  expect((await readWith(path, false)).sizes).toEqual([
    [480, 640],
    [320, 320],
  ]);
});

it('puts a colour behind transparent areas before which white letters show, and black ones', async () => {
  const path = join(temporaryFolder(), 'sticker.png');
  await sharp({ create: { width: 4, height: 4, channels: 4, background: '#fff0' } })
    .png()
    .toFile(path);
  const { pictures } = await readWith(path, false);
  expect([...pictures[0]!.data.subarray(0, 3)]).toEqual([0x90, 0x90, 0x60]);
});
