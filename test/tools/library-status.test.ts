/** The status of the library for an assistant, and of indexing in progress. */

import { EventEmitter, once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/open.ts';
import { asWriter } from '../../src/catalog/runs/lease.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { COLOURS, indexedPictures } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

describe('library_status', () => {
  it('shows what can be searched and filtered, only below the granted folders', async () => {
    const [home, above] = [temporaryFolder(), temporaryFolder()];
    const folder = join(above, 'Pictures');
    await drawPhotos(folder, {
      'red.jpg': 'red',
      'trip/blue.png': 'blue',
      'trip/sea/lime.png': 'lime',
      'cat/1.png': 'tan',
    });
    const taken = { IFD0: { Make: 'Canon', Model: 'EOS R5' }, IFD2: { DateTimeOriginal: '2019:06:01 18:30:00' } };
    await sharp(join(folder, 'red.jpg'))
      .withExif(taken)
      .toFile(join(folder, 'trip', 'dated.jpg'));
    writeFileSync(join(folder, 'cat', 'broken.jpg'), 'no photo');
    await drawPhotos(join(above, 'Private'), { 'secret.png': 'pink' });
    writeFileSync(join(above, 'Private', 'broken-secret.jpg'), 'no photo');
    await (await connectHere({ home, folders: [above] })).call('reindex');

    const away = join(temporaryFolder(), 'Away');
    const client = await connectHere({ home, folders: [folder, away] });
    const { data, text } = await client.call('library_status');
    expect(data).toMatchObject({
      photos: 5,
      leftOut: 0,
      model: 'pocket',
      earliest: '2019-06-01',
      latest: '2019-06-01',
      roots: [
        {
          label: 'Pictures',
          reachable: true,
          photos: 5,
          folders: [
            { path: 'trip', photos: 3 },
            { path: 'cat', photos: 1 },
          ],
          moreFolders: 0,
        },
        { label: 'Away', reachable: false, photos: 0 },
      ],
      cameras: [{ name: 'Canon EOS R5', photos: 1 }],
      failed: 1,
      problems: [{ root: 'Pictures', path: 'cat/broken.jpg', reason: expect.any(String) }],
      notes: [expect.stringMatching(/"Away" cannot be reached/)],
    });
    expect(text).toContain('Folder "Pictures": 5 photos; subfolders: trip (3), cat (1).');
    expect(text).toContain('Taken from 2019-06-01 to 2019-06-01.');
    expect(text).toContain('Cameras: Canon EOS R5 (1).');
    expect(text).toMatch(/Could not be read: Pictures: cat\/broken\.jpg/);
    expect(JSON.stringify({ data, text })).not.toMatch(/secret|Private/);
    expect(JSON.stringify({ data, text })).not.toContain(above);
  });

  it('counts photos whose files are offline, and searches report it', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const client = await connectHere({ home, folders: [folder] });
    for (const name of Object.keys(COLOURS)) rmSync(join(folder, name));
    await client.call('reindex');
    expect((await client.call('library_status')).data).toMatchObject({ photos: 0, leftOut: 3 });
    const { data, text } = await client.call('search_images', { query: 'red' });
    expect(data).toMatchObject({ total: 0, results: [] });
    expect(data.notes).toEqual(['3 photos are left out: their files are missing now. Is a drive unplugged?']);
    expect(text).toContain(data.notes[0]);
  });
});

describe('without a query', () => {
  it('lists the photos, pages, and counts', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const client = await connectHere({ home, folders: [folder] });
    const first = await client.call('search_images', { query: ' ', sort: 'name', limit: 2 });
    expect(first.data).toMatchObject({ query: '', model: null, total: 3, verdict: null, notes: [] });
    expect(first.text).toMatch(/^2 of 3 photos:\n1\. id \w+ \| date unknown \| /);
    const rest = await client.call('search_images', { sort: 'name', limit: 2, cursor: first.data.next });
    const found = [...first.data.results, ...rest.data.results];
    expect(found.map(({ path }: { path: string }) => basename(path))).toEqual(['blue.png', 'green.jpg', 'red.jpg']);
    for (const result of found) expect(Object.keys(result)).not.toContain('score');
    const { data, text } = await client.call('library_status', { by: 'year' });
    expect(data.counts).toEqual({ by: 'year', items: [], more: 0, unknown: 3 });
    expect(text).toContain('Photos by year: not known (3).');
  });
});

describe('search_images', () => {
  it('finds photos similar to another one, in a folder named as in answers', async () => {
    const folder = join(temporaryFolder(), 'Pictures');
    await drawPhotos(folder, { 'trip/red.jpg': 'red', 'trip/crimson.png': 'crimson', 'blue.png': 'blue' });
    const client = await connectHere({ folders: [folder] });
    await client.call('reindex');
    const { data } = await client.call('search_images', {
      query: 'a red picture',
      folder: 'Pictures: trip',
      all: true,
    });
    expect(data.total).toBe(2);
    const red = data.results.find(({ path }: { path: string }) => path === 'trip/red.jpg');
    const like = await client.call('search_images', { similarTo: red.id, all: true });
    expect(like.data.results.map(({ path }: { path: string }) => path)).toEqual(['trip/crimson.png', 'blue.png']);
    for (const input of [{ sort: 'fit' }, { similarTo: 'trip/red.jpg' }]) {
      expect(await client.call('search_images', input)).toMatchObject({ isError: true });
    }
  });
});

describe('a long run', () => {
  it('is answered within seconds, and continues; the next call waits for it', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const client = await connectHere({ home, folders: [folder], runsProcesses: true });
    const catalog = openCatalog(join(home, 'data', 'catalog.sqlite'), { busyTimeoutMs: 5_000 });
    // Another process is writing.
    const writer = new EventEmitter();
    const begun = once(writer, 'begin');
    const writing = asWriter(catalog, () => {
      writer.emit('begin');
      return once(writer, 'end');
    });
    await begun;
    await drawPhotos(folder, { 'pink.png': 'pink' });
    const progress: string[] = [];
    const onprogress = ({ message }: { message?: string | undefined }) => void progress.push(message ?? '');
    const { data, text } = await client.call('reindex', {}, { onprogress });
    expect(data).toMatchObject({ state: 'running', roots: ['Pictures'], summary: null, problems: [] });
    expect(data.progress).toBe('another run is scanning for new photos');
    expect(text).toMatch(/^Not done yet: Pictures \(another run is scanning.*Call reindex again/);
    expect(progress).toContain('Waiting for another picsift that is indexing');
    // Meanwhile it answers from the indexed photos.
    expect((await client.call('search_images', { query: 'red' })).data).toMatchObject({ total: 3 });
    writer.emit('end');
    await writing;
    catalog.close();
    expect((await client.call('reindex')).data).toMatchObject({ summary: { added: 1, kept: 3 } });
    expect((await client.call('search_images', { query: 'pink' })).data).toMatchObject({ total: 4 });
  });
});
