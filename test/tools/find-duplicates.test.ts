/** Duplicates for an assistant: which photo is worth keeping, and how much the others take. */

import { copyFileSync, linkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { connectHere } from '../support/mcp/in-process.ts';
import { noise } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

it('names the photo worth keeping in each group, and what the others take', async () => {
  const folder = join(temporaryFolder(), 'Pictures');
  const file = (name: string) => join(folder, name);
  await drawPhotos(folder, { 'other.png': 'red' });
  // Not noise, which is different in each run: its smaller copy would sometimes count as another picture.
  const waves = Uint8Array.from({ length: 400 * 300 }, (_, n) => {
    const [x, y] = [n % 400, Math.floor(n / 400)];
    return 128 + 60 * Math.sin(x / 31 + y / 90) + 60 * Math.sin(y / 23 - x / 140);
  });
  const large = sharp(
    await sharp(waves, { raw: { width: 400, height: 300, channels: 1 } })
      .png()
      .toBuffer(),
  );
  const date = { IFD2: { DateTimeOriginal: '2019:06:01 18:30:00' } };
  await large.clone().jpeg({ quality: 70 }).withExif(date).toFile(file('camera.jpg'));
  await large.clone().jpeg({ quality: 95 }).toFile(file('without date.jpg'));
  await large.clone().resize(200).png().toFile(file('small but heavy.png'));
  copyFileSync(file('camera.jpg'), file('copy.jpg'));
  linkSync(file('copy.jpg'), file('other name of copy.jpg'));
  const client = await connectHere({ folders: [folder] });
  await client.call('reindex');
  const { data, text } = await client.call('find_duplicates');
  const size = (name: string) => statSync(file(name)).size;
  const frees = size('copy.jpg') + size('without date.jpg') + size('small but heavy.png');
  expect(data).toMatchObject({
    total: 1,
    frees,
    notes: [],
    groups: [{ frees, more: 0, keep: expect.stringMatching(/equal/) }],
  });
  const paths = data.groups[0].photos.map(({ path }: { path: string }) => path);
  expect(paths).toEqual([
    'camera.jpg',
    'copy.jpg',
    'other name of copy.jpg',
    'without date.jpg',
    'small but heavy.png',
  ]);
  expect(data.groups[0].photos[0].frees).toBe(0);
  // Those need no look before they are deleted.
  expect(data.groups[0].photos.map(({ same }: { same?: string }) => same)).toEqual([
    undefined,
    'bytes',
    'file',
    undefined,
    undefined,
  ]);
  expect(text).toMatch(/ \| same bytes \| Pictures: copy\.jpg\n.* \| same file \| Pictures: other name of copy\.jpg\n/);
  expect(text).toMatch(/^1 group of photos.*\nGroup 1: keep the first, because they are equal; the others take /);

  expect((await client.call('find_duplicates', { skip: 1 })).data).toMatchObject({ groups: [], total: 1 });
  const { id } = data.groups[0].photos[0];
  expect((await client.call('view_images', { ids: [id] })).isError).toBe(false);
});

it('finds nothing where there is nothing, and takes a folder', async () => {
  const folder = join(temporaryFolder(), 'Pictures');
  await drawPhotos(folder, { 'a/red.jpg': 'red' });
  await noise(60, 40)
    .jpeg()
    .toFile(join(folder, 'a', 'noise.jpg'));
  await drawPhotos(folder, { 'b/red.jpg': 'red' });
  const client = await connectHere({ folders: [folder] });
  const early = await client.call('find_duplicates');
  expect(early.data.notes).toEqual(['Nothing is indexed yet. Call the reindex tool, then try again.']);
  await client.call('reindex');
  expect((await client.call('find_duplicates')).data).toMatchObject({ total: 1 });
  const inside = await client.call('find_duplicates', { folder: 'a' });
  expect(inside.text).toBe('No two photos show the same picture.');
});
