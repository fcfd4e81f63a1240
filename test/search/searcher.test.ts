/** Names, copies and pages in a search: the real engine on real files. */

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineOptions } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { indexHere } from '../support/engine-here.ts';
import { drawPhotos, newFolder } from '../support/photos/drawings.ts';
import { engineOptions } from '../support/test-engine.ts';

let engine: Engine;
let folder: string;
let options: EngineOptions;

/** Draws different appearances: each picture has its own arrangement of blocks. */
async function drawBlocks(path: string, seed: number): Promise<void> {
  const grey = Buffer.from(
    Array.from({ length: 81 }, (_, i) => Math.abs(Math.sin(seed * 811 + i * 37) * 43_758) % 255),
  );
  const blocks = sharp(grey, { raw: { width: 9, height: 9, channels: 1 } });
  await sharp(await blocks.png().toBuffer())
    .resize(180, 180, { kernel: 'cubic' })
    .jpeg({ quality: 95 })
    .toFile(path);
}

beforeAll(async () => {
  folder = newFolder();
  options = engineOptions({ dataDir: newFolder() });
  await drawPhotos(folder, { 'Germany/green.jpg': 'green', 'Greece/red.jpg': 'red', 'IMG_1234.png': 'yellow' });
  mkdirSync(join(folder, 'blocks'));
  for (let seed = 0; seed < 6; seed++) await drawBlocks(join(folder, 'blocks', `${seed}.jpg`), seed);
  mkdirSync(join(folder, 'export'));
  await sharp(join(folder, 'blocks', '0.jpg'))
    .resize(120)
    .jpeg({ quality: 40 })
    .toFile(join(folder, 'export', '0.jpg'));
  copyFileSync(join(folder, 'blocks', '1.jpg'), join(folder, 'export', 'copy.jpg'));
  await indexHere(options, [folder]);
  engine = openEngine(options);
});

afterAll(async () => {
  await engine.close();
  for (const made of [folder, options.dataDir]) rmSync(made, { recursive: true });
});

const names = ({ results }: { results: readonly { path: string }[] }) => results.map(({ path }) => basename(path));

describe('other languages', () => {
  const looksLike = async (query: string, request: { literal?: boolean } = {}) =>
    (await engine.search({ query, folders: [folder], top: 1, ...request })).understood?.looksLike;

  it('gives the model English words', async () => {
    expect(await looksLike('fotos von zwei hunden im schnee')).toBe('two dogs in snow');
    expect(await looksLike('perro + kerstboom')).toBe('dog + Christmas tree');
    expect(await looksLike('dogs in the snow')).toBe('dogs in the snow');
  });

  it('keeps quoted words, and all words of a literal search', async () => {
    expect(await looksLike('"hund im schnee"')).toBe('hund im schnee');
    expect(await looksLike('hund "im schnee"')).toBe('hund im schnee');
    expect(await looksLike('hund im schnee', { literal: true })).toBeUndefined();
  });
});

describe('words', () => {
  it.each([
    ['germany', 'green.jpg'],
    ['IMG_1234', 'IMG_1234.png'],
    ['img_1234.png', 'IMG_1234.png'],
  ])('finds by name: %s', async (query, first) => {
    expect(names(await engine.search({ query, folders: [folder], top: 1 }))).toEqual([first]);
  });

  it('reports the plain cosine, also with word matches', async () => {
    const query = 'a plain red picture germany';
    const fused = await engine.search({ query, folders: [folder], top: 20, grouped: false });
    const plain = await engine.search({ query, folders: [folder], top: 20, grouped: false, words: false });
    const byScore = fused.results.toSorted((a, b) => b.score! - a.score!);
    expect(byScore.map(({ id, score }) => [id, score])).toEqual(plain.results.map(({ id, score }) => [id, score]));
    expect(names(plain)[0]).toBe('red.jpg');
  });

  it.each([
    'green last summer',
    'may in germany',
    'photos from reykjavik',
    '"greece" 2019 screenshot',
    'greeec',
    'no photo of yesterday at all',
  ])('promise 17: hides no photo, whatever is read in a sentence: %s', async (query) => {
    const request = { query, folders: [folder], grouped: false };
    const literally = await engine.search({ ...request, top: 50, literal: true });
    expect(literally.results).toHaveLength(11);
    const paths = (results: readonly { path: string }[]) => results.map(({ path }) => path).toSorted();
    const found = await engine.search({ ...request, top: 50 });
    expect(paths(found.results)).toEqual(paths(literally.results));
    // Nor do its pages.
    const paged: { path: string }[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await engine.search({ ...request, top: 4, cursor });
      paged.push(...page.results);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(paged.map(({ path }) => path)).toEqual(found.results.map(({ path }) => path));
  });

  it('pages through a query with more clues than it searches', async () => {
    const query = Array.from({ length: 60 }, (_, year) => `in ${1950 + year}, green`)
      .join(', ')
      .slice(0, 990);
    const { next, results } = await engine.search({ query, folders: [folder], top: 2 });
    // Assistants may send a cursor of 1,000 characters.
    expect(next!.length).toBeLessThan(1_000);
    const more = await engine.search({ query, folders: [folder], top: 2, cursor: next! });
    expect(new Set([...results, ...more.results].map(({ id }) => id)).size).toBe(4);
  });

  it('calls no photo a weak match when its name matches the query', async () => {
    const { verdict, results } = await engine.search({ query: 'greece', folders: [folder], top: 1 });
    expect(results[0]).toMatchObject({ named: true, verdict: expect.stringMatching(/fair|strong/) });
    expect(verdict).toBe(results[0]!.verdict);
  });

  it('ignores the names of folders above those that the caller may search', async () => {
    const named = async (query: string, folders: readonly string[]) =>
      names({ results: (await engine.search({ query, folders, top: 20 })).results.filter((result) => result.named) });
    const granted = [join(folder, 'Germany'), join(folder, 'blocks')];
    expect(await named('germany', granted)).toEqual(['green.jpg']);
    expect(await named(basename(folder), granted)).toEqual([]);
    expect(await named('germany', [folder])).toEqual(['green.jpg']);
  });

  it('ignores words of photos outside the scope', async () => {
    const within = [join(folder, 'Greece')];
    expect(names(await engine.search({ query: 'germany', folders: [folder], within, top: 5 }))).toEqual(['red.jpg']);
  });
});

describe('filters', () => {
  const search = (filters: object, query = 'a picture') =>
    engine.search({ query, folders: [folder], top: 20, grouped: false, filters });

  it('keep the matching photos, and count only those', async () => {
    const answer = await search({ type: 'png' });
    expect(names(answer)).toEqual(['IMG_1234.png']);
    expect(answer.total).toBe(1);
    expect((await search({ orientation: 'square' })).total).toBe(8);
    expect((await search({ taken: '2019' })).total).toBe(0);
  });

  it('take camera and lens from the file', async () => {
    const shot = newFolder();
    for (const [name, lens] of [
      ['wide', 'RF24mm F1.8 MACRO IS STM'],
      ['long', 'RF100-500mm F4.5-7.1 L IS USM'],
    ] as const) {
      await sharp(join(folder, 'blocks', '0.jpg'))
        .withExif({ IFD0: { Make: 'Canon', Model: 'Canon EOS R5' }, IFD2: { LensModel: lens } })
        .toFile(join(shot, `${name}.jpg`));
    }
    await indexHere(options, [shot]);
    const found = async (filters: object) =>
      names(await engine.search({ query: 'a picture', folders: [shot], top: 5, grouped: false, filters }));
    expect(await found({ camera: 'r5' })).toHaveLength(2);
    expect(await found({ lens: 'rf24mm' })).toEqual(['wide.jpg']);
    expect(await found({ camera: 'r5', lens: 'usm' })).toEqual(['long.jpg']);
    await expect(found({ lens: '24-70' })).rejects.toThrow(/"24-70"\. Lenses here: RF/);
    // The message does not reveal lenses elsewhere.
    await expect(search({ lens: 'rf24mm' })).rejects.toThrow(/"rf24mm"\. Leave it out/);
    rmSync(shot, { recursive: true });
  });

  it('answer an unknown name with the known ones', async () => {
    await expect(search({ camera: 'nikon' })).rejects.toMatchObject({ code: 'bad-query' });
    await expect(search({ near: 'Berlni' })).rejects.toThrow(/Berlin/);
  });
});

describe('near-identical shots', () => {
  it('are one result with a count', async () => {
    const { results, total } = await engine.search({ query: 'grey blocks', folders: [folder], top: 20 });
    expect(total).toBe(11);
    expect(results).toHaveLength(9);
    expect(results.filter(({ similar }) => similar === 1)).toHaveLength(2);
  });

  it('are listed for clean-up, the largest first', async () => {
    const groups = await engine.duplicates({ folders: [folder] });
    expect(groups.map((group) => group.map(({ path }) => path.slice(folder.length + 1)))).toEqual([
      ['blocks/1.jpg', 'export/copy.jpg'],
      ['blocks/0.jpg', 'export/0.jpg'],
    ]);
  });
});

describe('pages', () => {
  async function pages(top: number, between: () => Promise<void> = async () => {}): Promise<string[]> {
    const request = { query: 'a picture', folders: [folder], top };
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await engine.search({ ...request, cursor });
      seen.push(...page.results.map(({ id }) => id));
      if (page.next === null) return seen;
      cursor = page.next;
      await between();
    }
  }

  it('follow each other without a gap or a repetition', async () => {
    const whole = await pages(50);
    for (const top of [1, 2, 4]) expect(await pages(top)).toEqual(whole);
  });

  it('stay the same while photos arrive', async () => {
    const before = await pages(50);
    let seed = 10;
    const during = await pages(3, async () => {
      await drawBlocks(join(folder, 'blocks', `late-${seed}.jpg`), seed++);
      await indexHere(options, [folder]);
    });
    expect(during).toEqual(before);
    expect((await pages(50)).length).toBeGreaterThan(before.length);
  });

  it('stay the same even when the arriving photos have words of the query', async () => {
    const request = { query: 'germany picture blocks', folders: [folder], grouped: false };
    const whole = await engine.search({ ...request, top: 50 });
    const first = await engine.search({ ...request, top: 4 });
    await drawPhotos(
      folder,
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`Germany/${i}.png`, `#${i}09040`])),
    );
    await indexHere(options, [folder]);
    const second = await engine.search({ ...request, top: 50, cursor: first.next! });
    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect(ids).toEqual(whole.results.map(({ id }) => id));
  });

  it('refuse the cursor of another search', async () => {
    const { next } = await engine.search({ query: 'red', folders: [folder], top: 1 });
    const other = engine.search({ query: 'blue', folders: [folder], top: 1, cursor: next! });
    await expect(other).rejects.toMatchObject({ code: 'bad-query' });
  });
});

describe('queries that make no sense', () => {
  it.each([
    ' ',
    '😀🎉',
    'asdf qwer zxcv',
    'ein Hund am Strand',
    '犬 と 海',
    'كلب على الشاطئ',
    'a'.repeat(1_000),
    'a'.repeat(10_000),
    'NaN:dog',
    '2:',
    '+',
    'dog +',
    '"dog',
    'dog - dog',
    'photo:aaaaaaaaaa',
    '/etc/passwd.jpg',
    'https://example.com/a.jpg',
    '\u0000\u0007\u202e',
  ])('are answered, or refused with a reason: %j', async (query) => {
    const outcome = await engine.search({ query, folders: [folder], top: 3 }).catch((error: unknown) => error);
    if (outcome instanceof Error)
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^(bad-query|photo-not-found)$/) });
    else expect(outcome).toMatchObject({ results: [{}, {}, {}] });
  });
});
