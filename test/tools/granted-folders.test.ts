/** The folders granted to an MCP server: the tools find photos there, and nowhere else. */

import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexHere } from '../support/engine-here.ts';
import { connect } from '../support/mcp/client.ts';
import { ESCAPES } from '../support/mcp/hostile-texts.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { COLOURS, GPS, indexedPictures, noise, pathsIn, pictures } from '../support/mcp/pictures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';

describe('granted folders', () => {
  it('narrows a search to a folder, by label or by path', async () => {
    const outside = temporaryFolder();
    const client = await connectHere({ folders: [await pictures(), await pictures(outside)] });
    await client.call('reindex', {});
    const within = async (folder: string) =>
      pathsIn(await client.call('search_images', { all: true, query: 'a blue picture', folder }));
    expect((await within('Pictures')).sort()).toEqual(Object.keys(COLOURS).map((path) => `Pictures/${path}`));
    expect(await within('Pictures (2)')).toHaveLength(3);
    expect(await within('Pictures (2)/trip')).toEqual([
      'Pictures (2)/trip/sea/blue.png',
      'Pictures (2)/trip/green.jpg',
    ]);
    expect((await within('trip/sea/')).sort()).toEqual([
      'Pictures (2)/trip/sea/blue.png',
      'Pictures/trip/sea/blue.png',
    ]);
    expect(await within('')).toHaveLength(6);
  });

  it('takes folders and names as it has shown them', async () => {
    const folder = join(temporaryFolder(), 'Pictures');
    const names = ['family \u{1f468}\u200d\u{1f469}', 'Wochen\u00adende', 'e\u0301te\u0301'];
    await drawPhotos(folder, Object.fromEntries(names.map((name, n) => [`${name}/${n}.jpg`, 'red'])));
    const client = await connectHere({ folders: [folder] });
    await client.call('reindex');
    const status = await client.call('library_status');
    const shown = status.data.roots[0].folders.map(({ path }: { path: string }) => path) as string[];
    expect(shown).toHaveLength(3);
    for (const path of [
      ...shown,
      ...shown.map((name) => `Pictures/${name}`),
      ...shown.map((name) => name.normalize()),
    ]) {
      expect((await client.call('search_images', { folder: path })).data, path).toMatchObject({ total: 1 });
    }
  });

  it.runIf(CAN_SYMLINK)('promise 13: never leaves them, in any spelling of a path', async () => {
    const home = temporaryFolder();
    const outside = temporaryFolder();
    const folder = await pictures();
    await drawPhotos(outside, { 'secret/yellow.jpg': 'yellow' });
    await drawPhotos(folder, { '.hidden/black.jpg': 'black', '@eaDir/grey.jpg': 'grey' });
    symlinkSync(outside, join(folder, 'way-out'));
    symlinkSync(join(folder, 'trip'), join(folder, 'way-in'));
    // Another door indexed the outside photos: they are in the catalog, but this server must not show them.
    // In two runs: in one, a folder inside another is indexed as a part of it.
    for (const folders of [[outside, join(folder, '.hidden'), join(folder, '@eaDir')], [folder]]) {
      const everything = await connectHere({ home, folders });
      expect((await everything.call('reindex')).data.summary).toMatchObject({ added: 3 });
    }

    const client = await connectHere({ home, folders: [folder] });
    const payloads = [
      ...ESCAPES,
      folder,
      join(folder, 'trip'),
      outside,
      join(outside, 'secret'),
      `file://${outside}`,
      'x'.repeat(1_000),
      'a/'.repeat(499),
    ];
    for (const payload of payloads) {
      const answer = await client.call('search_images', { query: 'a yellow picture', folder: payload });
      expect(answer.isError, JSON.stringify(payload)).toBe(true);
      expect(answer.text).toMatch(/^There is no such folder here\. The folders are: "Pictures"\.$/);
      expect(await client.call('reindex', { root: payload })).toMatchObject({ isError: true, data: undefined });
    }
    const all = await client.call('search_images', { query: 'a yellow picture', limit: 50 });
    expect(pathsIn(all).sort()).toEqual(Object.keys(COLOURS).map((path) => `Pictures/${path}`));
    expect(all.data.total).toBe(3);
    expect(pathsIn(await client.call('search_images', { query: 'x', folder: 'way-in/sea' }))).toHaveLength(1);
  });

  it('also come from the configuration, with what may be shown; its excluded folders stay out of narrower searches', async () => {
    const home = temporaryFolder();
    const folder = await pictures();
    await noise(64, 64).withExif(GPS).jpeg().toFile(join(folder, 'berlin.jpg'));
    await indexHere(engineOptions({ dataDir: join(home, 'data') }), [folder]);
    const mcp = { showLocations: true, showFullPaths: true };
    mkdirSync(join(home, 'config'));
    writeFileSync(
      join(home, 'config', 'config.json'),
      JSON.stringify({ folders: [folder], excludeDirs: ['trip/sea'], mcp }),
    );
    const client = await connect({ home, folders: [] });
    const found = (input: object) => client.call('search_images', { query: 'a blue picture', ...input });
    expect(pathsIn(await found({})).sort()).toEqual([
      'Pictures/berlin.jpg',
      'Pictures/red.jpg',
      'Pictures/trip/green.jpg',
    ]);
    const { id } = (await found({ near: '52.52,13.405,0.05' })).data.results[0];
    const { text } = await client.call('view_images', { ids: [id] });
    expect(text).toMatch(/at 52\.52, 13\.405 \([^)]*Germany\)/);
    expect(text).toContain(`file ${join(folder, 'berlin.jpg')}`);
    expect(pathsIn(await found({ folder: 'trip' }))).toEqual(['Pictures/trip/green.jpg']);
    expect((await found({ folder: 'trip/sea' })).text).toMatch(/no such folder/);
  });

  it('continues without a missing folder, and reports it', async () => {
    const drive = temporaryFolder();
    const folder = await pictures(drive);
    const other = join(temporaryFolder(), 'Other');
    await drawPhotos(other, { 'pink.jpg': 'pink' });
    const client = await connectHere({ folders: [folder, other], watches: true });
    await client.call('reindex');

    renameSync(folder, join(drive, 'unplugged'));
    const found = await client.call('search_images', { query: 'a red picture' });
    expect(pathsIn(found)).toEqual(['Other/pink.jpg']);
    expect(found.data.notes).toEqual([expect.stringMatching(/"Pictures" cannot be reached now/)]);
    expect(found.text).toMatch(/"Pictures" cannot be reached now/);
    expect((await client.call('reindex')).data).toMatchObject({
      roots: ['Other'],
      summary: { removed: 0, kept: 1 },
    });
    expect((await client.call('reindex', { root: 'Pictures' })).text).toMatch(
      /"Pictures" \(not reachable now\), "Other"/,
    );

    renameSync(join(drive, 'unplugged'), folder);
    // The watcher may have recorded it as offline; then it also reports its return.
    const best = async () => pathsIn(await client.call('search_images', { query: 'a red picture' }))[0];
    await expect.poll(best, { timeout: 120_000 }).toBe('Pictures/red.jpg');
    rmSync(folder, { recursive: true });
    rmSync(other, { recursive: true });
    const none = await client.call('search_images', { query: 'a red picture' });
    expect(none).toMatchObject({ isError: true });
    expect(none.text).toMatch(/None of the folders can be reached/);
  });

  it('reports a folder that is suddenly empty, and keeps its photos', async () => {
    const home = temporaryFolder();
    const folder = await indexedPictures(home);
    const client = await connectHere({ home, folders: [folder] });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const run = await client.call('reindex');
    expect(run.data).toMatchObject({
      summary: { removed: 0 },
      notes: [expect.stringMatching(/"Pictures" is suddenly empty/)],
    });
  });

  it('explains how to grant a folder when none is granted', async () => {
    const client = await connectHere({ folders: [] });
    for (const [tool, input] of [
      ['search_images', { query: 'x' }],
      ['reindex', {}],
    ] as const) {
      const answer = await client.call(tool, input);
      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(/picsift mcp ~\/Pictures.*config\.json/);
    }
  });
});
