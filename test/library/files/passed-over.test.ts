/** What is not a photo library is passed over, and counted. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPassedOver, rulesAbove } from '../../../src/library/files/ignore-files.ts';
import { isSystemFolder } from '../../../src/library/files/passed-over.ts';
import { scanPhoto } from '../../../src/library/files/scan.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { xmp } from '../../support/photos/xmp.ts';
import { scanAll } from '../../support/scan-all.ts';

const PLAIN = { excludeDirs: [], includeHidden: false };

/** Creates the files, empty or with a text. */
function tree(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const photos = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'x']));

async function scan(folder: string, { below = '.', options = PLAIN } = {}) {
  const { files, passedOver } = await scanAll(join(folder, below), options, folder);
  const counts: Record<string, number> = {};
  for (const reason of passedOver) counts[reason] = (counts[reason] ?? 0) + 1;
  return { names: files.map(({ path }) => relative(folder, path).split(sep).join('/')).sort(), counts };
}

describe('system folders', () => {
  it.each([
    '@eaDir',
    '#recycle',
    '#snapshot',
    '@Recycle',
    '@Recently-Snapshot',
    '.@__thumb',
    '$RECYCLE.BIN',
    'System Volume Information',
    'lost+found',
    '.Trash-1000',
    '__MACOSX',
    'Lightroom Catalog Previews.lrdata',
    'Photos Library.photoslibrary/resources',
    'Photos Library.photoslibrary/database',
    'Old.aplibrary/Previews',
    'iPhoto Library/Thumbnails',
    'appdata_ocabc123',
  ])('%s is passed over, also where hidden folders are included', async (name) => {
    const folder = tree(photos('a.jpg', `b/${name}/c.jpg`));
    expect(await scan(folder)).toEqual({ names: ['a.jpg'], counts: { system: 1 } });
    expect(await scan(folder, { options: { ...PLAIN, includeHidden: true } })).toEqual({
      names: ['a.jpg'],
      counts: { system: 1 },
    });
    // A person who names such a folder wants it.
    expect((await scan(join(folder, 'b', name))).names).toEqual(['c.jpg']);
  });

  it.each([
    'recycle',
    'snapshot',
    'Thumbnails',
    'Previews',
    'resources',
    'Trash',
    'appdata',
    'x.lrdata.d',
    'originals',
  ])('%s may be a folder of a person', (name) => expect(isSystemFolder(join(sep, 'photos', name))).toBe(false));

  it('leave the originals of a library', async () => {
    const folder = tree(
      photos('P.photoslibrary/originals/0/a.heic', 'A.aplibrary/Masters/2010/b.jpg', 'P.photoslibrary/x/c.jpg'),
    );
    expect((await scan(folder)).names).toEqual([
      'A.aplibrary/Masters/2010/b.jpg',
      'P.photoslibrary/originals/0/a.heic',
    ]);
  });
});

describe('.nomedia', () => {
  it('passes over its folder and everything below, wherever the scan begins', async () => {
    const folder = tree({ ...photos('a.jpg', 'app/b.jpg', 'app/deep/er/c.jpg', 'app2/d.jpg'), 'app/.nomedia': '' });
    expect(await scan(folder)).toEqual({ names: ['a.jpg', 'app2/d.jpg'], counts: { nomedia: 1 } });
    expect((await scan(folder, { below: 'app' })).names).toEqual([]);
    expect((await scan(folder, { below: 'app/deep/er' })).names).toEqual([]);
    // The root itself was named by a person.
    expect((await scan(join(folder, 'app'))).names).toEqual(['b.jpg', 'deep/er/c.jpg']);
  });
});

describe('.picsiftignore', () => {
  it('has the rules of gitignore, in any folder, and the nearest file wins', async () => {
    const folder = tree({
      ...photos(
        'a.jpg',
        'a.png',
        'private/b.jpg',
        'x/private/c.jpg',
        'x/drafts/d.jpg',
        'x/drafts/e.png',
        'x/keep.png',
        'y/#1.jpg',
        'z/IMG_1 copy.jpg',
        'z/IMG_1.jpg',
      ),
      '.picsiftignore': '\ufeff# a comment\r\n/private\r\n*.png\r\n\r\n\\#1.jpg\r\n**/* copy.JPG\r\n',
      'x/.picsiftignore': 'drafts/*\n!drafts/e.png\n!keep.png\n',
    });
    expect(await scan(folder)).toEqual({
      names: ['a.jpg', 'x/drafts/e.png', 'x/keep.png', 'x/private/c.jpg', 'z/IMG_1.jpg'],
      counts: { ignored: 5 },
    });
  });

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffprivate/\r\n*.png\r\n', 'utf16le')],
    ['UTF-16', Buffer.from('private/\n*.png', 'utf16le')],
    ['big-endian UTF-16', Buffer.from('\ufeffprivate/\n*.png', 'utf16le').swap16()],
    ['UTF-8 with a mark', '\ufeffprivate/\r*.png\r'],
  ])('may be in %s, as editors of Windows save it', async (_encoding, rules) => {
    const folder = tree({ ...photos('a.jpg', 'b.png', 'private/c.jpg'), '.picsiftignore': rules });
    expect((await scan(folder)).names).toEqual(['a.jpg']);
  });

  it('counts wherever below the root the scan begins, but not above the root', async () => {
    const folder = tree({ ...photos('a/b/c.jpg', 'a/b/d.png', 'a/e/f.jpg'), '.picsiftignore': '*.png\ne/\n' });
    expect((await scan(folder, { below: 'a/b' })).names).toEqual(['a/b/c.jpg']);
    expect((await scan(folder, { below: 'a/e' })).names).toEqual([]);
    expect((await scan(join(folder, 'a'))).names).toEqual(['b/c.jpg', 'b/d.png', 'e/f.jpg']);
    expect(rulesAbove(folder, join(folder, 'a', 'e'))).toBe('ignored');
    for (const [below, expected] of [
      ['a/e', true],
      ['a/b', false],
      ['.', false],
    ] as const) {
      expect(isPassedOver(folder, join(folder, below)), below).toBe(expected);
    }
  });

  it('is harmless whatever it holds', async () => {
    const odd = ['[z-a]', '[', '\\', '!', '/', '//', '**', '*'.repeat(10_000), '\0', '(', 'a'.repeat(100_000), '{a,b}'];
    for (const text of odd.filter((each) => each !== '**')) {
      const folder = tree({ ...photos('a.jpg'), '.picsiftignore': text });
      expect((await scan(folder)).names, text.slice(0, 20)).toEqual(['a.jpg']);
    }
    const folder = tree(photos('a.jpg', '.picsiftignore/b.jpg'));
    expect((await scan(folder)).names).toEqual(['a.jpg']);
  });
});

describe('the index', () => {
  it('forgets photos that are ignored later, finds them again, and says what was passed over', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'a.jpg': 'red', 'draft.jpg': 'lime', 'sub/blue.jpg': 'blue', '.hidden/d.jpg': 'white' });
    const engine = engineHere();
    expect(await engine.index([folder])).toMatchObject({ added: 3 });
    writeFileSync(join(folder, '.picsiftignore'), 'draft.jpg\nsub/\n');
    expect(await engine.index([folder])).toMatchObject({ removed: 2, kept: 1 });
    expect(engine.status().roots).toMatchObject([{ photos: 1, passedOver: { hidden: 1, ignored: 2 } }]);
    rmSync(join(folder, '.picsiftignore'));
    expect(await engine.index([folder])).toMatchObject({ added: 2, kept: 1 });
    expect(engine.status().roots).toMatchObject([{ photos: 3, passedOver: { hidden: 1 } }]);
  });

  it('has a folder that a person names, although the root around it passes it over', async () => {
    const folder = temporaryFolder();
    const names = ['a.jpg', 'app/b.jpg', 'app/deep/c.jpg', 'private/d.jpg'];
    await drawPhotos(folder, {
      'a.jpg': 'red',
      'app/b.jpg': 'lime',
      'app/deep/c.jpg': 'blue',
      'private/d.jpg': 'white',
    });
    writeFileSync(join(folder, 'app', '.nomedia'), '');
    writeFileSync(join(folder, '.picsiftignore'), 'private/\n');
    const engine = engineHere();
    const found = async () => {
      const { results } = await engine.search({ query: 'red', folders: [folder], top: 9, grouped: false });
      return results.map(({ path }) => relative(folder, path).split(sep).join('/')).sort();
    };
    expect(await engine.index([folder])).toMatchObject({ added: 1 });
    expect(await engine.index([join(folder, 'app')])).toMatchObject({ added: 2 });
    expect(await engine.index([join(folder, 'private')])).toMatchObject({ added: 1 });
    expect(await found()).toEqual(names);
    // All three are roots now. The outer one does not take the photos of the others for deleted.
    expect(await engine.index([folder])).toMatchObject({ kept: 1, removed: 0 });
    expect(await engine.index([folder, join(folder, 'app'), join(folder, 'private')])).toMatchObject({
      kept: 4,
      removed: 0,
    });
    expect(await found()).toEqual(names);
    rmSync(join(folder, 'app', 'deep'), { recursive: true });
    expect(await engine.index([folder, join(folder, 'app')])).toMatchObject({ removed: 1 });
  });

  it('can have a keyword written to a photo whose sidecars or twins are ignored', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'a.jpg': 'red' });
    writeFileSync(join(folder, '.picsiftignore'), '*.xmp\n*.CR2\n');
    writeFileSync(join(folder, 'a.CR2.xmp'), xmp({}, { 'dc:subject': ['kayak'] }));
    writeFileSync(join(folder, 'a.CR2'), 'raw');
    const { files } = await scanAll(folder, PLAIN);
    expect(files).toEqual([await scanPhoto(join(folder, 'a.jpg'))]);
    expect(files[0]!.sidecars).toHaveLength(1);
  });
});
