/** The photos that an assistant sees. For each generation of clients: transports/. */

import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawIndexed } from '../support/indexed.ts';
import type { TestClient } from '../support/mcp/client.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { GPS, indexedPictures, noise, SEVEN } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';

/** Returns the ids of the photos, by path. */
async function idsIn(client: TestClient): Promise<Record<string, string>> {
  const { data } = await client.call('search_images', { query: 'a picture', limit: 50, all: true });
  return Object.fromEntries(data.results.map(({ path, id }: { path: string; id: string }) => [path, id]));
}

describe('view_images', () => {
  it('stays small for all photos, and sends no metadata', async () => {
    const folder = temporaryFolder();
    const names = ['0.jpg', '1.jpg', '2.png', '3.webp', '4.tiff', '5.jpg'];
    for (const name of names) await noise(780, 585).withExif(GPS).toFile(join(folder, name));
    const client = await connectHere({ folders: [folder] });
    await client.call('reindex');
    const ids = Object.values(await idsIn(client));
    const { pictures, text } = await client.call('view_images', { ids });
    expect(pictures).toHaveLength(6);
    for (const picture of pictures) {
      const metadata = await sharp(picture).metadata();
      expect(Math.max(metadata.width, metadata.height)).toBeLessThanOrEqual(768);
      for (const part of ['exif', 'icc', 'xmp', 'iptc']) expect(metadata).not.toHaveProperty(part);
    }
    // Size as sent, in base64.
    expect(pictures.reduce((sum, { length }) => sum + Math.ceil(length / 3) * 4, 0)).toBeLessThan(700_000);
    expect(text).not.toMatch(/52\.|13\.|Berlin/);
    const small = await client.call('view_images', { ids: ids.slice(0, 1), size: 100 });
    expect(await sharp(small.pictures[0]).metadata()).toMatchObject({ width: 100, height: 75 });
  });

  it('shows more than six on one numbered sheet', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'Pictures');
    await drawIndexed(folder, join(home, 'data'), SEVEN);
    const client = await connectHere({ home, folders: [folder] });
    const ids = Object.values(await idsIn(client));
    rmSync(join(folder, 'lime.jpg'));
    const gone = (await client.call('search_images', { query: 'x', limit: 50, all: true })).data.results.findIndex(
      ({ path }: { path: string }) => path === 'lime.jpg',
    );
    expect(gone).not.toBe(-1);
    const { pictures, text } = await client.call('view_images', { ids });
    expect(pictures).toHaveLength(1);
    expect(await sharp(pictures[0]).metadata()).toMatchObject({ format: 'jpeg', width: 766 });
    expect(text).toMatch(/^1 image is attached: a contact sheet/);
    expect(text.split('\n').filter((line) => / \w+\.jpg \|/.test(line))).toHaveLength(6);
    expect(text).toMatch(/^\d\. "\w{10}" cannot be shown/m);
  });

  it.runIf(CAN_SYMLINK)(
    'promise 13: shows nothing from outside, names the photos that cannot be shown, and fails when none can',
    async () => {
      const [home, outside] = [temporaryFolder(), temporaryFolder()];
      const folder = await indexedPictures(home);
      await drawPhotos(outside, { 'secret.jpg': 'yellow' });
      const client = await connectHere({ home, folders: [folder] });
      const ids = await idsIn(client);
      // Replaced between indexing and viewing: a link out of the folder, and a file that is not a picture.
      rmSync(join(folder, 'trip/green.jpg'));
      symlinkSync(join(outside, 'secret.jpg'), join(folder, 'trip/green.jpg'));
      writeFileSync(join(folder, 'trip/sea/blue.png'), 'no photo any more');
      const wanted = ['red.jpg', 'trip/green.jpg', 'trip/sea/blue.png'].map((name) => ids[name]!);
      const { pictures, text } = await client.call('view_images', { ids: [...wanted, 'aaaaaaaaaa'] });
      expect(pictures).toHaveLength(1);
      expect(text).toMatch(/^1 image is attached/);
      expect(text.match(/^- "\w+" cannot be shown/gm)).toHaveLength(3);
      expect(text).not.toMatch(/secret|green|blue/);
      const none = await client.call('view_images', { ids: [wanted[1], 'aaaaaaaaaa'] });
      expect(none).toMatchObject({ isError: true, pictures: [] });
      expect(none.text).toMatch(/^None of these photos can be shown/);
      const wrong = await client.call('view_images', { ids: ['red.jpg'] });
      expect(wrong).toMatchObject({
        isError: true,
        text: expect.stringMatching(/"red\.jpg" is not the id of a photo/),
      });
      for (const input of [{ ids: [] }, { ids: Array(31).fill('a') }, { ids: ['a'], size: 769 }, {}]) {
        expect(await client.call('view_images', input)).toMatchObject({ isError: true });
      }
    },
  );

  it('shows places and folders of photos only when the user allows it', async () => {
    const folder = join(temporaryFolder(), 'Pictures');
    await drawPhotos(folder, { 'blue.png': 'blue' });
    await noise(64, 64).withExif(GPS).jpeg().toFile(join(folder, 'berlin.jpg'));
    const home = temporaryFolder();
    const silent = await connectHere({ home, folders: [folder] });
    await silent.call('reindex');
    const id = (await idsIn(silent))['berlin.jpg']!;
    const everything = async (client: TestClient) =>
      JSON.stringify([
        await client.call('search_images', { query: 'noise' }),
        (await client.call('view_images', { ids: [id] })).text,
        await client.read(`photo://${id}`).then(([, facts]) => facts),
        await client.call('library_status'),
      ]);
    const shownByDefault = await everything(silent);
    expect(shownByDefault).toContain('Canon EOS R5');
    expect(shownByDefault).not.toMatch(/52\.5|13\.4|Germany|latitude/);
    expect(shownByDefault).not.toContain(folder);
    // Circles do not reveal the place either: for them the photo lies on a grid of 0.1 degrees.
    const near = async (client: TestClient, circle: string) =>
      (await client.call('search_images', { query: 'noise', near: circle })).data.total;
    expect(await near(silent, '52.52,13.405,0.05')).toBe(0);
    expect(await near(silent, '52.5,13.4,0.05')).toBe(1);
    expect(await near(silent, 'Berlin')).toBe(1);

    // From the configuration: granted-folders.test.ts.
    const shows = { locations: true, fullPaths: true };
    const allowed = await connectHere({ home, folders: [folder], shows });
    const open = await everything(allowed);
    expect(open).toMatch(/at 52\.52, 13\.405 \([^)]*Germany\)/);
    expect(await near(allowed, '52.52,13.405,0.05')).toBe(1);
    expect(open).toContain(`file ${join(folder, 'berlin.jpg')}`);
  });
});
