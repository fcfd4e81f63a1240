/** Previews for the gallery: small, without metadata, and only of photos in the granted folders. */

import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawIndexed } from '../support/indexed.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { GPS, noise } from '../support/mcp/pictures.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { testEngine } from '../support/test-engine.ts';

interface Preview {
  readonly id: string;
  readonly jpeg: string | null;
}

const sizeOf = async ({ jpeg }: Preview) => {
  const { width, height } = await sharp(Buffer.from(jpeg!, 'base64')).metadata();
  return { width, height };
};

it('are many in an answer below 1 MB, upright, and without metadata', async () => {
  const folder = temporaryFolder();
  const sizes = [[1_400, 900], ...Array.from({ length: 15 }, () => [500, 320])] as [number, number][];
  for (const [index, [width, height]] of sizes.entries()) {
    await noise(width, height)
      .withExif(GPS)
      .withMetadata({ orientation: 6 })
      .toFile(join(folder, `${index}.jpg`));
  }
  const client = await connectHere({ folders: [folder] });
  await client.call('reindex');
  const found = await client.call('search_images', { limit: 50, all: true, sort: 'name' });
  const ids = found.data.results.map(({ id }: Preview) => id);
  const { data, text } = await client.call('photo_previews', { ids, edge: 480 });
  expect(data.previews.map(({ id }: Preview) => id)).toEqual(ids);
  expect(text).toBe('16 of 16 previews.');
  expect(JSON.stringify(data).length).toBeLessThan(750_000);
  for (const { jpeg } of data.previews) {
    const metadata = await sharp(Buffer.from(jpeg, 'base64')).metadata();
    expect(metadata.format).toBe('jpeg');
    expect(metadata.height).toBeGreaterThan(metadata.width);
    for (const part of ['exif', 'icc', 'xmp', 'iptc', 'orientation']) expect(metadata).not.toHaveProperty(part);
  }
  // A single one has more room, but it is never larger than this, and never as large as the photo.
  const large = await client.call('photo_previews', { ids: ids.slice(0, 1), edge: 5_000 });
  expect(large.data.notes).toEqual([expect.stringMatching(/edge.*1280/)]);
  expect((await sizeOf(large.data.previews[0])).height).toBeLessThanOrEqual(1_280);
  expect(JSON.stringify(large.data).length).toBeLessThan(750_000);
});

it('are null for photos outside the granted folders, and for ids of nothing', async () => {
  const base = temporaryFolder();
  const dataDir = join(base, 'data');
  await drawIndexed(base, dataDir, { 'Pictures/red.jpg': 'red', 'Private/yellow.jpg': 'yellow' });
  const engine = testEngine({ dataDir });
  const idOf = async (folder: string) =>
    (await engine.search({ folders: [join(base, folder)], top: 1 })).results[0]!.id;
  const [red, yellow] = [await idOf('Pictures'), await idOf('Private')];
  const client = await connectHere({ home: base, folders: [join(base, 'Pictures')] });
  const { data } = await client.call('photo_previews', { ids: [yellow, red, 'aaaaaaaaaa', red] });
  expect(data.previews).toEqual([
    { id: yellow, jpeg: null },
    { id: red, jpeg: expect.stringMatching(/^\/9j\//) },
    { id: 'aaaaaaaaaa', jpeg: null },
  ]);
  expect(await sizeOf(data.previews[1])).toEqual({ width: 160, height: 120 });
});
