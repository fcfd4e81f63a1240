/** Where the entries of excludeDirs lead, and what a scan does with it. */

import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findExcludes, missingExcludes } from '../../../src/library/files/excluded-folders.ts';
import { exclusion, scanFilter } from '../../../src/library/files/scan-filter.ts';
import { bind, mayBind } from '../../support/excluded-libraries.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_MODES } from '../../support/platform/capabilities.ts';
import { scanAll } from '../../support/scan-all.ts';

/** Make a folder with a photo in each of these folders. */
function tree(...folders: string[]): string {
  const root = temporaryFolder();
  for (const folder of folders) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'a.jpg'), '');
  }
  return root;
}

const options = (...excludeDirs: string[]) => ({ excludeDirs, includeHidden: false });
const scanned = async (folder: string, excludes: string[], root = folder) =>
  (await scanAll(folder, options(...excludes), root)).files.map(({ path }) => path.slice(root.length + 1));

it('a folder with another name is not excluded', async () => {
  const root = tree('Private2', 'x/Private', 'private copy');
  const found = await scanned(root, [join(root, 'Private'), 'Priv', './x/Priv', 'rivate']);
  expect(found).toHaveLength(3);
});

it('an excluded folder is not indexed when it, or a folder in it, is the one that is scanned', async () => {
  const root = tree('Private/deep', 'open');
  for (const folder of ['Private', join('Private', 'deep')]) {
    const { files, passedOver } = await scanAll(join(root, folder), options(join(root, 'Private')));
    expect([files, passedOver], folder).toEqual([[], ['excluded']]);
    expect(scanFilter(join(root, folder), options(join(root, 'Private')))(join(root, folder, 'a.jpg'))).toBe(false);
  }
  // A name holds below the folder that was named.
  expect(await scanned(join(root, 'Private'), ['Private'])).toEqual([join('deep', 'a.jpg')]);
  expect(await scanned(join(root, 'open'), ['/'])).toEqual([]);
});

it('a relative path starts from the root, also in a scan of a part of it', async () => {
  const root = tree('2019/Private', '2019/open');
  expect(await scanned(join(root, '2019'), ['2019/Private'], root)).toEqual([join('2019', 'open', 'a.jpg')]);
});

it.runIf(CAN_SYMLINK)('a link is followed at each scan, also one that led to nothing before', async () => {
  const root = tree('a', 'b');
  const link = join(temporaryFolder(), 'link');
  const key = () => findExcludes([link], [root]).key;
  symlinkSync(join(root, 'a'), link);
  expect(await scanned(root, [link])).toEqual([join('b', 'a.jpg')]);
  const before = key();
  rmSync(link);
  symlinkSync(join(root, 'b'), link);
  expect(await scanned(root, [link])).toEqual([join('a', 'a.jpg')]);
  expect(key()).not.toBe(before);
  // Its drive is unplugged: the place is still known.
  renameSync(join(root, 'b'), join(root, 'away'));
  expect(missingExcludes([link], [root])).toEqual([link]);
  expect(findExcludes([link], [root]).hasPlace(join(root, 'b'))).toBe(true);
  renameSync(join(root, 'away'), join(root, 'b'));
  expect(missingExcludes([link], [root])).toEqual([]);
  // A circle ends.
  symlinkSync('circle', join(root, 'circle'));
  expect(await scanned(root, [join(root, 'circle', 'x')])).toHaveLength(2);
});

it('a place that does not exist now stays excluded, with everything below it', () => {
  const root = tree('open');
  const isExcluded = exclusion([root], findExcludes([join(root, 'gone', 'Private')], [root]));
  expect(isExcluded(join(root, 'gone', 'Private', 'x'))).toBe(true);
  expect(isExcluded(join(root, 'gone'))).toBe(false);
});

it('other capitals count where the disk ignores them, and where nobody can tell', async () => {
  const root = tree('Private', 'open');
  const ignoresCase = existsSync(join(root, 'private'));
  for (const exclude of ['private', join(root, 'private')]) {
    expect(await scanned(root, [exclude]), exclude).toHaveLength(ignoresCase ? 1 : 2);
  }
  expect(findExcludes(['private'], [root]).hasName(join(root, 'gone', 'PRIVATE'))).toBe(true);
});

it('other capitals count for a folder that the disk knows by both spellings', async ({ skip }) => {
  const root = tree('Private', 'private', 'Open', 'open');
  skip(!mayBind(), 'needs the right to mount');
  // As on a disk that ignores capitals, one folder has two names.
  bind(join(root, 'Private'), join(root, 'private'));
  expect(await scanned(root, ['private', 'open'])).toEqual([join('Open', 'a.jpg')]);
});

it('names the paths that lead to no folder', () => {
  const root = tree('Private');
  writeFileSync(join(root, 'file'), '');
  const missing = ['./Privat', join(root, 'Privat'), join(root, 'file')];
  expect(missingExcludes(['name', 'Private/', './Private', root, ...missing], [root])).toEqual(missing);
  // Nothing is indexed yet, so nobody knows where it starts from.
  expect(missingExcludes(['./Privat'], [])).toEqual([]);
});

it.runIf(HAS_MODES)('a colon, a backslash or an empty entry excludes nothing else', async () => {
  const root = tree('a', 'b');
  expect(await scanned(root, ['', 'C:', 'x\\y', 'D:\\a', ' '])).toHaveLength(2);
});
