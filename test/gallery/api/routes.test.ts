/** Each route, by its answer: it fits its declaration, and says what the library has. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROUTES } from '../../../src/gallery/api/routes.ts';
import { galleryHere } from '../../support/gallery/gallery-here.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

/** Red twice, as one picture in two files. */
const PHOTOS = {
  'red.jpg': 'red',
  'trip/red again.jpg': 'red',
  'trip/2019-06-01 blue.png': 'blue',
  '<img src=x onerror=alert(1)>.jpg': 'lime',
};

type Here = Awaited<ReturnType<typeof galleryHere>>;

/** Parses an answer as its route declares it, fields that are not declared included. */
function declared(method: string, path: string, json: unknown) {
  const { answer } = ROUTES.find((route) => route.method === method && route.path === path)!;
  if (typeof answer === 'string') throw new Error(`${path} answers with ${answer}`);
  expect(answer.strict().parse(json)).toEqual(json);
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what they expect
  return json as any;
}

const get = async ({ get: ask }: Here, path: string, query = '') =>
  declared('get', path, await ask(path.slice(1) + query));

const idsOf = ({ photos, results = photos }: { photos?: { id: string }[]; results?: { id: string }[] }) =>
  results!.map(({ id }) => id);

it('finds photos, says what was understood, and follows pages', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const answer = await get(here, '/search', '?q=a+red+picture+june+2019&limit=2&all=true');
  expect(answer).toMatchObject({ total: 4, understood: { looksLike: 'red picture' }, next: expect.any(String) });
  expect(answer.understood.clues).toMatchObject([{ kind: 'date', label: '2019-06', without: 'a red picture' }]);
  const next = encodeURIComponent(answer.next);
  const rest = await get(here, '/search', `?q=a+red+picture+june+2019&limit=2&all=true&cursor=${next}`);
  expect(new Set([...idsOf(answer), ...idsOf(rest)]).size).toBe(4);

  const [best] = (await get(here, '/search', '?q=red')).results;
  expect(best).toMatchObject({ root: 'Pictures', verdict: 'strong', similar: 1 });
  const like = await get(here, '/search', `?q=photo:${best.id}&all=true&without=${best.id}`);
  expect(like.results[0].path).toMatch(/red/);
  const less = await get(here, '/search', `?q=${encodeURIComponent(`picture - photo:${best.id}`)}&all=true`);
  expect(less.results.at(-1).path).toMatch(/red/);
  expect(await get(here, '/search', '?type=png')).toMatchObject({
    total: 1,
    results: [{ path: 'trip/2019-06-01 blue.png' }],
  });
});

it('lists photos by position, and counts months in the same order', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const all = await get(here, '/timeline');
  expect(all).toMatchObject({ total: 4, photos: [{ takenAt: '2019-06-01' }, {}, {}, {}] });
  const pages = await Promise.all([0, 2, 4].map((from) => get(here, '/timeline', `?from=${from}&limit=2`)));
  expect(pages.flatMap(idsOf)).toEqual(idsOf(all));
  const counts = await get(here, '/counts', '?by=month&by=type&by=folder&by=rating');
  expect(counts).toMatchObject({ total: 4, by: { month: { counts: [{ name: '2019-06', photos: 1 }], unknown: 3 } } });
  expect(counts.by.type.counts).toEqual([
    { name: 'jpeg', photos: 3 },
    { name: 'png', photos: 1 },
  ]);
  expect(counts.by.folder.counts).toEqual([
    { name: 'Pictures', photos: 2 },
    { name: 'Pictures/trip', photos: 2 },
  ]);
  expect(await get(here, '/timeline', '?folder=Pictures/trip&limit=0')).toMatchObject({ total: 2, photos: [] });
  expect(await get(here, '/suggestions', '?text=TR')).toEqual({
    suggestions: [{ kind: 'folder', name: 'trip', photos: 2 }],
  });
});

it('describes a photo, with what the owner allows', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const [photo] = (await here.get('timeline')).photos;
  const described = declared('get', '/photos/:id', await here.get(`photos/${photo.id}`));
  expect(described).toMatchObject({
    ...photo,
    fullPath: join(here.folder, 'trip/2019-06-01 blue.png'),
    location: null,
  });
  expect(await get(here, '/status')).toMatchObject({
    photos: 4,
    folders: [{ label: 'Pictures', photos: 4 }],
    failures: [],
  });

  const visitor = await galleryHere({ photos: PHOTOS, rights: [] });
  const [seen] = (await visitor.get('timeline')).photos;
  const shown = JSON.stringify(await visitor.get(`photos/${seen.id}`));
  expect(shown).not.toContain(visitor.home);
  expect(shown).not.toMatch(/location|fullPath|placeName/);
  for (const path of ['trash', 'tags', 'collect', `photos/${seen.id}/show`]) {
    expect((await visitor.post(path, { ids: [seen.id] })).status, path).toBe(403);
  }
  expect((await visitor.ask(`/api/v1/photos/${seen.id}/original`)).status).toBe(403);
  expect((await visitor.get('counts?by=place')).error.code).toBe('bad-usage');
});

it('moves duplicates to the trash after they were shown, and never others', async () => {
  const trash = temporaryFolder();
  const former = process.env.XDG_DATA_HOME;
  process.env.XDG_DATA_HOME = trash;
  onTestFinished(() => {
    if (former === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = former;
  });
  const here = await galleryHere({ photos: PHOTOS });
  const { groups, total } = await get(here, '/duplicates');
  expect({ total, photos: groups[0].photos.length }).toEqual({ total: 1, photos: 2 });
  const [kept, spare] = groups[0].photos;
  expect(spare.spareBytes).toBe(spare.size);

  const call = async (body: object) => here.post('trash', body);
  const planned = declared('post', '/trash', (await call({ ids: [spare.id] })).json);
  expect(planned).toMatchObject({ bytes: spare.size, photos: [{ id: spare.id, outcome: 'planned' }] });
  expect((await call({ ids: [kept.id], confirm: planned.confirm })).status).toBe(409);
  expect((await call({ ids: [spare.id], confirm: planned.confirm })).status).toBe(409);
  expect(existsSync(join(here.folder, spare.path))).toBe(true);

  const { confirm } = (await call({ ids: [spare.id, 'nowhere'] })).json;
  const moved = declared('post', '/trash', (await call({ ids: [spare.id, 'nowhere'], confirm })).json);
  expect(moved).toMatchObject({ bytes: spare.size, photos: [{ id: spare.id, outcome: 'moved' }] });
  expect(existsSync(join(here.folder, spare.path))).toBe(false);
  expect(existsSync(join(here.folder, kept.path))).toBe(true);
  // It can be restored from there.
  const inTrash = readdirSync(trash, { recursive: true, encoding: 'utf8' });
  expect(inTrash.some((name) => name.endsWith('.trashinfo'))).toBe(true);
  expect(await here.get('timeline')).toMatchObject({ total: 3 });
  expect((await here.ask(`/api/v1/photos/${spare.id}/thumbnail`)).status).toBe(404);
});

it('leaves a photo that was changed or deleted meanwhile', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const results = (await here.get('search?q=red&all=true&limit=2')).results as { id: string; path: string }[];
  const { confirm } = (await here.post('trash', { ids: idsOf({ results }) })).json;
  writeFileSync(join(here.folder, results[0]!.path), 'another file');
  rmSync(join(here.folder, results[1]!.path));
  const { status, json } = await here.post('trash', { ids: idsOf({ results }), confirm });
  // The watcher may have seen it already: then what was shown is no longer what would be moved.
  if (status === 200) expect(json.photos).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
  else expect(status).toBe(409);
  expect(readFileSync(join(here.folder, results[0]!.path), 'utf8')).toBe('another file');
});

it('shows keywords before it writes them, and copies a selection', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const ids = idsOf(await here.get('timeline'));
  const tag = { ids, action: 'add', keyword: '  my  holiday ' };
  const planned = declared('post', '/tags', (await here.post('tags', tag)).json);
  expect(planned).toMatchObject({ keyword: 'my holiday', confirm: expect.any(String) });
  expect(planned.photos.map(({ outcome }: { outcome: string }) => outcome)).toContain('planned');
  expect((await here.post('tags', { ...tag, keyword: 'other', confirm: planned.confirm })).status).toBe(409);

  const { paths } = declared('post', '/paths', (await here.post('paths', { ids: ids.toReversed() })).json);
  expect(paths[3]).toBe(join(here.folder, 'trip/2019-06-01 blue.png'));

  const to = join(temporaryFolder(), 'new', 'selection');
  const copied = declared('post', '/collect', (await here.post('collect', { ids, to })).json);
  expect(copied).toMatchObject({ folder: to, added: 4, present: 0, failures: [] });
  expect(readdirSync(to)).toHaveLength(4);
  expect((await here.post('collect', { ids, to })).json).toMatchObject({ added: 0, present: 4 });
  expect((await here.post('collect', { ids, to: 'relative' })).json.error.code).toBe('bad-usage');
  const sheet = await here.ask(`/api/v1/contact-sheet?ids=${ids.join('&ids=')}`);
  expect(sheet.headers['content-type']).toBe('image/jpeg');
});

it('says in a stream when the library changes', async () => {
  const here = await galleryHere({ photos: PHOTOS });
  const stream = await fetch(`${here.origin}/api/v1/events`, { headers: { cookie: here.cookie } });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (wanted: RegExp) => {
    while (!wanted.test(text)) text += (await reader.read()).value;
  };
  await until(/"photos":4/);
  const [{ id }] = (await here.get('timeline')).photos;
  await (await here.gallery.engine()).forget([id]);
  await until(/"photos":3/);
  await reader.cancel();
});
