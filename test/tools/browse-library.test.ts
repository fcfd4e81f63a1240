/** Counting for an assistant: by every property, below the granted folders only, in pages. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { connectHere } from '../support/mcp/in-process.ts';
import { GPS } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { xmp } from '../support/photos/xmp.ts';

async function library() {
  const [home, above] = [temporaryFolder(), temporaryFolder()];
  const folder = join(above, 'Pictures');
  await drawPhotos(folder, {
    'red.jpg': 'red',
    'trip/blue.png': 'blue',
    'trip/sea/lime.png': 'lime',
    'cat/1.png': 'tan',
  });
  for (const [year, name] of [
    ['2019', 'a'],
    ['2019', 'b'],
    ['2021', 'c'],
  ]) {
    await sharp(join(folder, 'red.jpg'))
      .resize(40 + name!.charCodeAt(0))
      .withExif({ ...GPS, IFD2: { DateTimeOriginal: `${year}:06:01 18:30:00` } })
      .toFile(join(folder, 'trip', `${name}.jpg`));
  }
  await drawPhotos(join(above, 'Private'), { 'secret.png': 'pink' });
  const keywords = {
    'Pictures/red.jpg': ['beach', 'a\u202eb'],
    'Pictures/cat/1.png': ['beach'],
    'Private/secret.png': ['x'],
  };
  for (const [path, words] of Object.entries(keywords)) {
    writeFileSync(join(above, `${path}.xmp`), xmp({}, { 'dc:subject': words }));
  }
  await (await connectHere({ home, folders: [above] })).call('reindex');
  return { home, folder };
}

it('counts by every property, with filters, only below the granted folders', async () => {
  const { home, folder } = await library();
  const client = await connectHere({ home, folders: [folder], shows: { locations: true, fullPaths: false } });
  const counted = async (args: object) => {
    const { data } = await client.call('browse_library', args as Record<string, unknown>);
    return {
      ...data,
      items: data.items.map(({ name, photos }: { name: string; photos: number }) => `${name} ${photos}`),
    };
  };
  expect(await counted({})).toMatchObject({ by: 'year', photos: 7, items: ['2021 1', '2019 2'], unknown: 4, more: 0 });
  expect(await counted({ by: 'month', taken: '2019' })).toMatchObject({ photos: 2, items: ['2019-06 2'], unknown: 0 });
  expect(await counted({ by: 'camera' })).toMatchObject({ items: ['Canon EOS R5 3'], unknown: 4 });
  expect(await counted({ by: 'place', near: 'Berlin' })).toMatchObject({ photos: 3, items: ['Berlin, Germany 3'] });
  expect(await counted({ by: 'folder' })).toMatchObject({
    photos: 7,
    items: ['Pictures 7', 'Pictures/cat 1', 'Pictures/trip 5', 'Pictures/trip/sea 1'],
  });
  expect(await counted({ by: 'folder', folder: 'Pictures/trip' })).toMatchObject({ photos: 5 });
  expect(await counted({ by: 'person' })).toMatchObject({ items: [], unknown: 7 });
  expect(await counted({ by: 'keyword' })).toMatchObject({ items: ['beach 2', 'a\\u{202e}b 1'], unknown: 5 });
  const { text } = await client.call('browse_library', { by: 'folder' });
  expect(text).toBe('7 photos, by folder:\n- Pictures: 7\n  - cat: 1\n  - trip: 5\n    - sea: 1');
});

it('shows pages, and no places unless the user allows them', async () => {
  const { home, folder } = await library();
  const client = await connectHere({ home, folders: [folder] });
  const first = await client.call('browse_library', { by: 'folder', limit: 3 });
  expect(first.data).toMatchObject({ more: 1, notes: ['1 more item: call again with skip 3.'] });
  const rest = await client.call('browse_library', { by: 'folder', limit: 3, skip: 3 });
  expect(rest.data).toMatchObject({ items: [{ name: 'Pictures/trip/sea', photos: 1 }], more: 0, notes: [] });
  expect(await client.call('browse_library', { by: 'place' })).toMatchObject({ isError: true });
  expect(await client.call('browse_library', { folder: '..' })).toMatchObject({ isError: true });
});
