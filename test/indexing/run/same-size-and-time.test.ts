/** Files that change and keep their size and their time, and files that change names. The inode and the ctime show it. */

import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { stampOf } from '../../../src/library/files/file-stamp.ts';
import { statusJudge } from '../../../src/library/files/file-status.ts';
import { inCatalog } from '../../support/catalogs/catalog-file.ts';
import { indexHere } from '../../support/engine-here.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';
import { HAS_MODES, IS_LINUX } from '../../support/platform/capabilities.ts';
import { engineOptions } from '../../support/test-engine.ts';

const TIME = 1_600_000_000;
const COLOURS = ['red', 'green', 'blue'] as const;

/** An indexed folder with a.jpg, b.jpg and c.jpg: red, green and blue, of one size and one time. */
async function library() {
  const folder = temporaryFolder();
  const options = engineOptions();
  const put = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    utimesSync(join(folder, name), TIME, TIME);
  };
  for (const [index, colour] of COLOURS.entries()) put(`${'abc'[index]}.jpg`, await drawing(colour));
  await indexHere(options, [folder]);
  const file = join(options.dataDir, 'catalog.sqlite');
  const ask = <T>(sql: string) => inCatalog(file, (catalog) => catalog.prepare<[], T>(sql).all());
  const change = (sql: string) => inCatalog(file, (catalog) => catalog.exec(sql), { readonly: false });
  /** For each path below the folder, the id of its vector: the vectors are in the order in which they were made. */
  const vectors = () =>
    Object.fromEntries(
      ask<{ path: string; id: number }>(
        'SELECT path, vector.id FROM photo JOIN vector USING (content_id) ORDER BY path',
      ).map(({ path, id }) => [path.slice(folder.length + 1), id]),
    );
  const ratings = () => ask<{ rating: number }>('SELECT rating FROM photo_metadata ORDER BY photo_id');
  const index = () => indexHere(options, [folder]);
  return { folder, put, index, ask, change, vectors, ratings };
}

/** A JPEG of always the same length. */
async function drawing(background: string): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return Buffer.concat([jpeg, Buffer.alloc(2_000 - jpeg.length)]);
}

const NOTHING_DONE = { added: 0, changed: 0, moved: 0, removed: 0, embedded: 0, failed: 0 };

describe('a file that keeps its size and its time', () => {
  it('is read again when its bytes change', async () => {
    const { put, index, vectors } = await library();
    put('a.jpg', await drawing('yellow'));
    expect(await index()).toMatchObject({ ...NOTHING_DONE, changed: 1, embedded: 1, kept: 2, reread: 0 });
    expect(vectors()).toEqual({ 'a.jpg': 4, 'b.jpg': 2, 'c.jpg': 3 });
    expect(await index()).toMatchObject({ ...NOTHING_DONE, kept: 3, reread: 0 });
  });

  it('is read again when it could not be decoded, and when it is a sidecar', async () => {
    const { put, index, vectors, ratings } = await library();
    put('d.jpg', Buffer.alloc(2_000));
    put('a.jpg.xmp', xmp({ 'xmp:Rating': '2' }));
    expect(await index()).toMatchObject({ failed: 1, kept: 3, embedded: 0 });
    put('d.jpg', await drawing('yellow'));
    put('a.jpg.xmp', xmp({ 'xmp:Rating': '5' }));
    expect(await index()).toMatchObject({ added: 1, embedded: 1, failed: 0, kept: 3 });
    expect(vectors()).toMatchObject({ 'd.jpg': 4 });
    expect(ratings()[0]).toEqual({ rating: 5 });
  });

  it.runIf(HAS_MODES)('costs one reading when only its permissions or links change', async () => {
    const { folder, index, ask } = await library();
    const revision = () => ask('SELECT revision, words FROM clock');
    const before = revision();
    chmodSync(join(folder, 'a.jpg'), 0o640);
    linkSync(join(folder, 'b.jpg'), join(temporaryFolder(), 'link.jpg'));
    renameSync(join(folder, 'c.jpg'), join(folder, 'd.jpg'));
    renameSync(join(folder, 'd.jpg'), join(folder, 'c.jpg'));
    expect(await index()).toMatchObject({ ...NOTHING_DONE, kept: 3, reread: 3 });
    expect(await index()).toMatchObject({ ...NOTHING_DONE, kept: 3, reread: 0 });
    expect(revision()).toEqual(before);
  });

  it('is not read if an older picsift has indexed it, but from then on', async () => {
    const { put, index, ask, change, vectors } = await library();
    change('UPDATE photo SET status = NULL');
    const before = vectors();
    put('a.jpg', Buffer.alloc(2_000));
    expect(await index()).toMatchObject({ ...NOTHING_DONE, kept: 3, reread: 0 });
    expect(ask('SELECT 1 FROM photo WHERE status IS NULL')).toEqual([]);
    expect(vectors()).toEqual(before);
    put('a.jpg', await drawing('yellow'));
    expect(await index()).toMatchObject({ changed: 1, embedded: 1 });
  });
});

describe('files that change names keep their own vectors', () => {
  /** Renames at once: 'ab' gives the file a the name b. */
  function rename(folder: string, ...renames: string[]): void {
    for (const [from] of renames) renameSync(join(folder, `${from}.jpg`), join(folder, `${from}.tmp`));
    for (const [from, to] of renames) renameSync(join(folder, `${from}.tmp`), join(folder, `${to}.jpg`));
  }

  it.each([
    ['two of them', ['ab', 'ba'], { a: 2, b: 1, c: 3 }, { changed: 2, kept: 1 }],
    ['three in a circle', ['ab', 'bc', 'ca'], { a: 3, b: 1, c: 2 }, { changed: 3, kept: 0 }],
    ['a circle with a new name', ['ab', 'bc', 'cd'], { b: 1, c: 2, d: 3 }, { changed: 2, added: 1, removed: 1 }],
    ['one replaces another', ['ab'], { b: 1, c: 3 }, { changed: 1, kept: 1, removed: 1 }],
  ])('%s', async (_, renames, expected, counts) => {
    const { folder, index, vectors } = await library();
    rename(folder, ...renames);
    expect(await index()).toMatchObject({ ...NOTHING_DONE, ...counts });
    expect(vectors()).toEqual(Object.fromEntries(Object.entries(expected).map(([name, id]) => [`${name}.jpg`, id])));
    expect(await index()).toMatchObject({ ...NOTHING_DONE, reread: 0 });
  });

  it('two of them with their sidecars, and two folders', async () => {
    const { folder, put, index, vectors, ratings } = await library();
    mkdirSync(join(folder, 'x'));
    mkdirSync(join(folder, 'y'));
    put('x/1.jpg', readFileSync(join(folder, 'a.jpg')));
    put('y/1.jpg', readFileSync(join(folder, 'b.jpg')));
    put('a.xmp', xmp({ 'xmp:Rating': '2' }));
    put('b.xmp', xmp({ 'xmp:Rating': '5' }));
    await index();
    const swap = (one: string, other: string) => {
      renameSync(join(folder, one), join(folder, 'aside'));
      renameSync(join(folder, other), join(folder, one));
      renameSync(join(folder, 'aside'), join(folder, other));
    };
    swap('a.jpg', 'b.jpg');
    swap('a.xmp', 'b.xmp');
    swap('x', 'y');
    expect(await index()).toMatchObject({ ...NOTHING_DONE, changed: 4, kept: 1 });
    expect(vectors()).toEqual({ 'a.jpg': 2, 'b.jpg': 1, 'c.jpg': 3, 'x/1.jpg': 2, 'y/1.jpg': 1 });
    expect(ratings().slice(0, 2)).toEqual([{ rating: 5 }, { rating: 2 }]);
  });
});

it('compares no status on file systems that invent it', async () => {
  const folder = temporaryFolder();
  const judge = statusJudge();
  expect(judge(folder, lstatSync(folder).dev)).toBe(true);
  if (IS_LINUX) expect(judge('/proc', statSync('/proc').dev)).toBe(false);
  expect(judge(join(folder, 'missing'), -1)).toBe(false);
  expect((await stampOf(folder))?.status).toMatch(/^\d+:\d+$/);
});
