/** Path functions with the rules of Windows, on every system: drives, backslashes, network shares. */

import { expect, it, onTestFinished, vi } from 'vitest';
import { placeOf } from '../../../src/access/grants.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { below } from '../../../src/catalog/photos.ts';
import { isInside } from '../../../src/library/files/folder-paths.ts';
import { anchorScan, scanFilter, scanReaches } from '../../../src/library/files/scan-filter.ts';
import { sidecarFinder } from '../../../src/library/metadata/sidecar-names.ts';
import { reasonIn } from '../../../src/tagging/exiftool.ts';
import { addPhoto } from '../../support/catalogs/test-catalog.ts';

vi.mock('node:path', async (importOriginal) => {
  const { win32 } = await importOriginal<typeof import('node:path')>();
  return { ...win32, default: win32 };
});

const SCAN = { excludeDirs: ['raw', 'D:\\Photos\\private'], includeHidden: false };

it.each([
  ['C:\\Photos', 'C:\\Photos', true],
  ['C:\\Photos', 'C:\\Photos\\2019\\a.jpg', true],
  ['C:\\Photos', 'C:\\Photos\\..c\\a.jpg', true],
  ['C:\\', 'C:\\a.jpg', true],
  ['\\\\nas\\photos', '\\\\nas\\photos\\2019\\a.jpg', true],
  ['C:\\Photos', 'C:\\Photos 2\\a.jpg', false],
  ['C:\\Photos', 'C:\\', false],
  ['C:\\Photos', 'D:\\Photos\\a.jpg', false],
  ['\\\\nas\\photos', '\\\\nas\\private\\a.jpg', false],
])('inside %s lies %s: %s', (folder, path, expected) => expect(isInside(folder, path)).toBe(expected));

it('finds the photos below a folder, a drive and a share', () => {
  const catalog = openCatalog(':memory:', { busyTimeoutMs: 0 });
  onTestFinished(() => void catalog.close());
  const photos = ['C:\\a.jpg', 'C:\\p\\b.jpg', 'C:\\p 2\\c.jpg', 'C:\\p]\\d.jpg', '\\\\nas\\p\\e.jpg'];
  for (const path of photos) addPhoto(catalog, path);
  const found = (...folders: string[]) => {
    const { where, parameters } = below(folders);
    return catalog.prepare(`SELECT path FROM photo WHERE ${where} ORDER BY id`).pluck().all(parameters);
  };
  expect(found('C:\\p')).toEqual(['C:\\p\\b.jpg']);
  expect(found('C:\\')).toEqual(photos.slice(0, 4));
  expect(found('D:\\')).toEqual([]);
  expect(found('\\\\nas\\p', 'C:\\p 2')).toEqual(['C:\\p 2\\c.jpg', '\\\\nas\\p\\e.jpg']);
});

it('skips hidden and excluded folders, by name and by path', () => {
  const isFound = scanFilter('D:\\Photos', SCAN);
  for (const path of ['a.jpg', '2019\\deep\\b.jpg']) expect(isFound(`D:\\Photos\\${path}`), path).toBe(true);
  for (const path of ['.a.jpg', '.b\\c.jpg', 'raw\\d.jpg', 'x\\raw\\e.jpg', 'private\\f.jpg', '$Recycle.Bin\\g.jpg']) {
    expect(isFound(`D:\\Photos\\${path}`), path).toBe(false);
  }
  expect(scanReaches('D:\\', 'D:\\Photos\\2019', SCAN)).toBe(true);
  expect(scanReaches('D:\\', 'C:\\Photos', SCAN)).toBe(false);
  const { excludeDirs } = anchorScan(['D:\\Photos', 'E:\\'], { ...SCAN, excludeDirs: ['raw', 'x\\y', 'C:\\z'] });
  expect(excludeDirs).toEqual(['raw', 'D:\\Photos\\x\\y', 'E:\\x\\y', 'C:\\z']);
});

it('shows places below a grant with slashes', () => {
  const grants = [
    { label: 'Photos', path: 'D:\\Photos' },
    { label: 'Card', path: 'E:\\' },
  ];
  expect(placeOf('D:\\Photos\\2019\\a.jpg', grants)).toEqual({ root: 'Photos', path: '2019/a.jpg' });
  expect(placeOf('E:\\DCIM\\b.jpg', grants)).toEqual({ root: 'Card', path: 'DCIM/b.jpg' });
  expect(placeOf('C:\\c.jpg', grants)).toBeUndefined();
});

it('pairs a photo with its sidecars', () => {
  const sidecar = { path: 'D:\\Photos\\IMG_1.JPG.xmp', size: 1, mtimeNs: 1n, status: null, device: 1 };
  expect(sidecarFinder([sidecar], ['img_1.jpg'])('img_1.jpg')).toEqual([sidecar]);
});

it.each([
  'Error: Not a valid PNG (looks more like a JPEG) - C:/Users/Ada/AppData/Local/picsift/tagging/copy',
  'Error: Not a valid PNG (looks more like a JPEG) - C:\\Users\\Ada\\copy',
  'Error: Not a valid PNG (looks more like a JPEG) - /home/ada/.local/share/picsift/tagging/copy',
])('removes the path from ExifTool messages: %s', (message) => {
  expect(reasonIn(message)).toBe('Not a valid PNG (looks more like a JPEG)');
});
