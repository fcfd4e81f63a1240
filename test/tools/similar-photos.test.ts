/** Photos like a given one: its copies first, then the same picture in other files, then other shots. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { seededRandom } from '../support/catalogs/made-up-vectors.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const [WIDTH, HEIGHT] = [160, 120] as const;

/** A landscape of random hills below a sky with a sun. */
function landscape(seed: number) {
  const random = seededRandom(seed);
  const share = () => Math.abs(random.normal() % 1);
  const colour = () => [share() * 255, share() * 255, share() * 255];
  const sky = colour();
  const sun = { x: share() * WIDTH, y: share() * 43, radius: 5 + share() * 17, colour: colour() };
  const hills = Array.from({ length: 4 }, (_, n) => {
    const [height, length, phase] = [33 + n * 18, 7 + share() * 20, share() * 9];
    return { top: (x: number) => height + 15 * Math.sin(x / length + phase), colour: colour() };
  });
  const colourAt = (x: number, y: number) => {
    const hill = hills.findLast(({ top }) => y > top(x));
    if (hill !== undefined) return hill.colour;
    return Math.hypot(x - sun.x, y - sun.y) < sun.radius ? sun.colour : sky;
  };
  const pixels = Array.from({ length: WIDTH * HEIGHT }, (_, n) => colourAt(n % WIDTH, Math.floor(n / WIDTH)));
  return sharp(Uint8Array.from(pixels.flat()), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).jpeg({
    quality: 92,
  });
}

async function library() {
  const folder = join(temporaryFolder(), 'Pictures');
  mkdirSync(folder);
  const file = (name: string) => join(folder, name);
  for (let n = 0; n < 24; n++) await landscape(n + 2).toFile(file(`other ${n}.jpg`));
  const asked = file('asked.jpg');
  await landscape(1).toFile(asked);
  for (const n of [1, 2, 3]) copyFileSync(asked, file(`copy ${n}.jpg`));
  await sharp(asked).jpeg({ quality: 60 }).toFile(file('encoded 1.jpg'));
  await sharp(asked).resize(107).webp().toFile(file('encoded 2.webp'));
  for (const n of [1, 2, 3, 4, 5]) {
    const [width, height] = [WIDTH - 34, HEIGHT - 25];
    await sharp(asked)
      .extract({ left: n * 6, top: (n * 11) % 25, width, height })
      .jpeg()
      .toFile(file(`shot ${n}.jpg`));
  }
  return folder;
}

it('are its copies, then the same picture in other files, then other shots', async () => {
  const client = await connectHere({ folders: [await library()] });
  await client.call('reindex');
  const all = await client.call('search_images', { limit: 50, sort: 'name' });
  const { id } = all.data.results.find(({ path }: { path: string }) => path === 'asked.jpg');
  const { data } = await client.call('search_images', { similarTo: id, limit: 10 });
  const kinds = data.results.map(({ path }: { path: string }) => path.split(' ')[0]);
  expect(kinds).toEqual(['copy', 'copy', 'copy', 'encoded', 'encoded', 'shot', 'shot', 'shot', 'shot', 'shot']);
  expect(data.verdict).toBe('strong');
  expect(data.results.slice(0, 5).map(({ verdict }: { verdict: string }) => verdict)).toEqual(Array(5).fill('strong'));
  expect(data.total).toBe(34);
  // The copies are one result if they are asked for as one.
  const grouped = await client.call('search_images', { similarTo: id, limit: 10, all: false });
  expect(grouped.data.results[0]).toMatchObject({ path: expect.stringMatching(/^copy/), similar: expect.any(Number) });
  expect(grouped.data.results[0].similar).toBeGreaterThanOrEqual(2);
  expect(grouped.data.results).toHaveLength(10);
});
