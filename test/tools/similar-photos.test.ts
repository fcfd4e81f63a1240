/** Photos like a given one: its copies first, then the same picture in other files, then other shots. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { seededRandom } from '../support/catalogs/made-up-vectors.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const [WIDTH, HEIGHT] = [480, 360];

/** A landscape of random hills and a sun. */
function landscape(seed: number): Buffer {
  const random = seededRandom(seed);
  const share = () => Math.abs(random.normal() % 1);
  const colour = () =>
    `hsl(${Math.floor(share() * 360)} ${40 + Math.floor(share() * 60)}% ${20 + Math.floor(share() * 60)}%)`;
  const hills = Array.from({ length: 4 }, (_, n) => {
    const points = Array.from({ length: 9 }, (_, x) => `${x * 60},${100 + n * 50 + share() * 110}`);
    return `<polygon fill="${colour()}" points="0,360 ${points.join(' ')} 480,360"/>`;
  });
  const sun = `<circle cx="${share() * 480}" cy="${share() * 130}" r="${15 + share() * 50}" fill="${colour()}"/>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="${colour()}"/>${sun}${hills.join('')}</svg>`,
  );
}

async function library() {
  const folder = join(temporaryFolder(), 'Pictures');
  mkdirSync(folder);
  const file = (name: string) => join(folder, name);
  for (let n = 0; n < 40; n++)
    await sharp(landscape(n + 2))
      .jpeg({ quality: 92 })
      .toFile(file(`other ${n}.jpg`));
  const asked = file('asked.jpg');
  await sharp(landscape(1)).jpeg({ quality: 92 }).toFile(asked);
  for (const n of [1, 2, 3]) copyFileSync(asked, file(`copy ${n}.jpg`));
  await sharp(asked).jpeg({ quality: 60 }).toFile(file('encoded 1.jpg'));
  await sharp(asked).resize(320).webp().toFile(file('encoded 2.webp'));
  for (const n of [1, 2, 3, 4, 5]) {
    const [width, height] = [WIDTH - 60, HEIGHT - 45];
    await sharp(asked)
      .extract({ left: n * 10, top: (n * 17) % 45, width, height })
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
  expect(data.total).toBe(50);
  // The copies are one result if they are asked for as one.
  const grouped = await client.call('search_images', { similarTo: id, limit: 10, all: false });
  expect(grouped.data.results[0]).toMatchObject({ path: expect.stringMatching(/^copy/), similar: expect.any(Number) });
  expect(grouped.data.results[0].similar).toBeGreaterThanOrEqual(4);
  expect(grouped.data.results).toHaveLength(10);
});
