/** Lists and counts without a query: a real catalog, through the engine. No model is needed. */

import { basename, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { photoWriter } from '../../../src/catalog/photos.ts';
import type { SearchRequest } from '../../../src/engine/api.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';
import { testEngine } from '../../support/test-engine.ts';

const FOLDER = resolve('/p');

type Photos = Readonly<Record<string, Parameters<typeof addPhoto>[2]>>;

function library(photos: Photos) {
  const { catalog, folder: dataDir } = testCatalog();
  const ids = Object.entries(photos).map(([name, facts]) => addPhoto(catalog, resolve(FOLDER, name), facts).id);
  const engine = testEngine({ dataDir });
  const search = (request: Partial<SearchRequest> = {}) => engine.search({ folders: [FOLDER], top: 50, ...request });
  const list = async (request: Partial<SearchRequest> = {}) =>
    (await search(request)).results.map(({ path }) => basename(path));
  return { catalog, engine, ids, search, list };
}

const PHOTOS: Photos = {
  'a/IMG_10.jpg': { takenAt: '2019-06-01T18:30:00', camera: 'NIKON D750', size: 5, people: ['Anna'] },
  'a/IMG_9.jpg': { takenAt: '2019-06-01T18:30:01', camera: 'NIKON D750', size: 7, people: ['Anna', 'Ben'] },
  'b/undated.jpg': { size: 9, latitude: 52.52, longitude: 13.405 },
  'b/day.jpg': { takenAt: '2020-01-02', camera: 'Canon', size: 1, latitude: 52.52, longitude: 13.406 },
};

it('lists the photos that pass the filters, the newest first', async () => {
  const { search, list } = library(PHOTOS);
  expect(await search({ top: 1 })).toMatchObject({
    ...{ query: '', model: null, total: 4, verdict: null, next: expect.any(String) },
    results: [{ score: null, verdict: null, named: false, similar: 0, takenAt: '2020-01-02' }],
  });
  expect(await list()).toEqual(['day.jpg', 'IMG_9.jpg', 'IMG_10.jpg', 'undated.jpg']);
  expect(await list({ filters: { taken: '2019' } })).toEqual(['IMG_9.jpg', 'IMG_10.jpg']);
  expect(await list({ reverse: true })).toEqual(['IMG_10.jpg', 'IMG_9.jpg', 'day.jpg', 'undated.jpg']);
  expect(await list({ sort: 'name' })).toEqual(['day.jpg', 'IMG_9.jpg', 'IMG_10.jpg', 'undated.jpg']);
  expect(await list({ sort: 'size' })).toEqual(['undated.jpg', 'IMG_9.jpg', 'IMG_10.jpg', 'day.jpg']);
  expect(await list({ sort: 'added' })).toEqual(['day.jpg', 'undated.jpg', 'IMG_9.jpg', 'IMG_10.jpg']);
  await expect(search({ sort: 'fit' })).rejects.toMatchObject({ code: 'bad-query' });
});

it.each(['taken', 'added', 'name', 'size'] as const)(
  'by %s: pages repeat and skip nothing, while photos are added and removed',
  async (sort) => {
    // Many photos are equal in every order.
    const names = Array.from({ length: 30 }, (_, n) => `${n % 3}/photo${n % 7}.jpg`);
    const photos = Object.fromEntries([...new Set(names)].map((name, n) => [name, { size: n % 4 }]));
    const { catalog, ids, search } = library(photos);
    const writer = photoWriter(catalog);
    for (const reverse of [false, true]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; ; page++) {
        const { results, next } = await search({ sort, reverse, cursor, top: 4 });
        seen.push(...results.map(({ path }) => path));
        if (next === null) break;
        cursor = next;
        addPhoto(catalog, resolve(FOLDER, `new/${sort}-${reverse}-${page}.jpg`), { size: page, takenAt: '2024-01-01' });
      }
      expect(new Set(seen).size).toBe(seen.length);
      for (const name of Object.keys(photos)) expect(seen).toContain(resolve(FOLDER, name));
    }
    // The photo at which a page ended is gone: none of the others is skipped.
    const first = await search({ sort, top: 5 });
    const last = catalog.prepare('SELECT id FROM photo WHERE path = ?').pluck().get(first.results.at(-1)!.path);
    writer.remove(last as number);
    const rest = await search({ sort, cursor: first.next!, top: 1_000 });
    const paths = new Set([...first.results, ...rest.results].map(({ path }) => path));
    for (const id of ids.filter((each) => each !== last)) {
      expect(paths).toContain(catalog.prepare('SELECT path FROM photo WHERE id = ?').pluck().get(id));
    }
    expect(paths.size).toBe(first.results.length + rest.results.length);
    await expect(search({ sort, filters: { taken: '2024' }, cursor: first.next! })).rejects.toThrow(/cursor belongs/);
  },
);

it('tells in a cursor nothing about photos outside the folders', async () => {
  const { catalog, search } = library({ 'a.jpg': {} });
  const cursors = async () => {
    const { next } = await search({ sort: 'added', top: 1 });
    return JSON.parse(inflateRawSync(Buffer.from(next!, 'base64url')).toString()) as unknown[];
  };
  for (let n = 0; n < 7; n++) addPhoto(catalog, resolve(FOLDER, `../elsewhere/${n}.jpg`));
  addPhoto(catalog, resolve(FOLDER, 'b.jpg'));
  expect((await cursors()).slice(3)).toEqual([0, 1]);
});

it('counts photos by what they have in common', async () => {
  const { engine } = library({ ...PHOTOS, '../elsewhere/secret.jpg': { camera: 'Secret', people: ['Secret'] } });
  const counts = async (by: Parameters<typeof engine.counts>[0]['by'], filters = {}) => {
    const answer = await engine.counts({ folders: [FOLDER], by, filters });
    return [...answer.counts.map(({ name, photos }) => `${name}: ${photos}`), answer.unknown];
  };
  expect(await counts('year')).toEqual(['2020: 1', '2019: 2', 1]);
  expect(await counts('month')).toEqual(['2020-01: 1', '2019-06: 2', 1]);
  expect(await counts('folder')).toEqual([`${resolve(FOLDER, 'a')}: 2`, `${resolve(FOLDER, 'b')}: 2`, 0]);
  expect(await counts('camera')).toEqual(['NIKON D750: 2', 'Canon: 1', 1]);
  expect(await counts('place')).toEqual(['Berlin, Germany: 2', 2]);
  expect(await counts('person')).toEqual(['Anna: 2', 'Ben: 1', 2]);
  expect(await counts('person', { person: 'ben' })).toEqual(['Anna: 1', 'Ben: 1', 0]);
  expect(await engine.counts({ folders: [FOLDER], by: 'year' })).toMatchObject({ total: 4, leftOut: 0 });
});
