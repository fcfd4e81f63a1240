import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInside, presumeFolder, readInside, resolveFolder } from '../../../src/library/files/folder-paths.ts';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_ODD_NAMES, IS_LINUX } from '../../support/platform/capabilities.ts';

const LIMIT = 1_000;

describe('isInside', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c.jpg', true],
    ['/a/b', '/a/b/..c/d.jpg', true],
    ['/a/b', '/a/bc/d.jpg', false],
    ['/a/b', '/a', false],
    ['/', '/a', true],
  ])('%s, %s: %s', (folder, path, expected) => expect(isInside(folder, path)).toBe(expected));
});

describe('resolveFolder', () => {
  it.runIf(CAN_SYMLINK)('gives a folder the same path, however it is reached', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(await resolveFolder(join(folder, 'link'))).toBe(await resolveFolder(join(folder, 'real', '..', 'real')));
  });

  it.runIf(IS_LINUX)('restores names that are no UTF-8, of which arguments have only the text', async () => {
    const folder = temporaryFolder();
    const old = pathFromBytes(Buffer.from('old\xe4', 'latin1'));
    mkdirSync(rawPath(join(folder, old, old)), { recursive: true });
    symlinkSync(rawPath(join(folder, old)), join(folder, 'link'));
    expect(await resolveFolder(join(folder, 'link'))).toBe(join(folder, old));
    expect(await resolveFolder(join(folder, 'old\ufffd', 'old\ufffd'))).toBe(join(folder, old, old));
    expect(await presumeFolder(join(folder, 'old\ufffd', 'new'))).toBe(join(folder, old, 'new'));
    // It could be either of two now, and then one has this very name.
    mkdirSync(rawPath(join(folder, pathFromBytes(Buffer.from('old\xe5', 'latin1')))));
    await expect(resolveFolder(join(folder, 'old\ufffd'))).rejects.toMatchObject({ code: 'folder-not-found' });
    mkdirSync(join(folder, 'old\ufffd'));
    expect(await resolveFolder(join(folder, 'old\ufffd'))).toBe(join(folder, 'old\ufffd'));
  });

  it.runIf(HAS_ODD_NAMES)('takes a name as it is, blanks too', async () => {
    const folder = temporaryFolder();
    for (const name of [' ', ' photos', 'photos  ']) {
      await expect(resolveFolder(join(folder, name))).rejects.toMatchObject({ code: 'folder-not-found' });
      mkdirSync(join(folder, name));
      expect(await resolveFolder(join(folder, name))).toMatch(new RegExp(`/${name}$`));
    }
    await expect(resolveFolder('')).rejects.toThrow("The folder's name is empty");
    await expect(resolveFolder(' ')).rejects.toThrow('There is no folder');
  });

  it('reports what is wrong with a name', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.jpg'), 'x');
    await expect(resolveFolder(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'folder-not-found' });
    await expect(resolveFolder(join(folder, 'a.jpg'))).rejects.toMatchObject({ code: 'not-a-folder' });
  });
});

describe('promise 13: readInside', () => {
  it('reads a photo of a granted folder, and of no other', async () => {
    const folder = temporaryFolder();
    const other = temporaryFolder();
    writeFileSync(join(folder, 'a.jpg'), 'picture');
    expect((await readInside([other, folder], join(folder, 'a.jpg'), LIMIT)).toString()).toBe('picture');
    await expect(readInside([other], join(folder, 'a.jpg'), LIMIT)).rejects.toMatchObject({ code: 'photo-unreadable' });
    await expect(readInside([], join(folder, 'a.jpg'), LIMIT)).rejects.toMatchObject({ code: 'photo-unreadable' });
  });

  it.runIf(CAN_SYMLINK)(
    'refuses a path that was replaced in the meantime: the file, or a folder on the way',
    async () => {
      const folder = temporaryFolder();
      const outside = temporaryFolder();
      mkdirSync(join(folder, 'trip'));
      writeFileSync(join(folder, 'trip', 'a.jpg'), 'picture');
      writeFileSync(join(outside, 'a.jpg'), 'secret');

      rmSync(join(folder, 'trip', 'a.jpg'));
      symlinkSync(join(outside, 'a.jpg'), join(folder, 'trip', 'a.jpg'));
      await expect(readInside([folder], join(folder, 'trip', 'a.jpg'), LIMIT)).rejects.toThrow();

      renameSync(join(folder, 'trip'), join(folder, 'gone'));
      symlinkSync(outside, join(folder, 'trip'));
      await expect(readInside([folder], join(folder, 'trip', 'a.jpg'), LIMIT)).rejects.toThrow();
    },
  );

  it('refuses folders, missing files and files beyond the limit, without naming a path', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'd.jpg'));
    writeFileSync(join(folder, 'big.jpg'), 'x'.repeat(LIMIT + 1));
    for (const name of ['d.jpg', 'big.jpg', 'none.jpg']) {
      const error: Error = await readInside([folder], join(folder, name), LIMIT).then(
        () => expect.unreachable(),
        (reason) => reason,
      );
      expect(error.message).not.toContain(folder);
    }
  });
});
