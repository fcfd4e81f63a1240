import { expect, it } from 'vitest';
import { chooseRoots } from '../../../src/indexing/rclip/roots.ts';
import { HAS_SHELL } from '../../support/platform/capabilities.ts';

/** @param width number of folders in every folder. */
function chosen(folders: string[], { known = [] as string[], home = '/home/anna', width = 2 } = {}) {
  const { roots, loose } = chooseRoots(folders, { known, home, countFolders: () => width });
  return [roots.map(({ path, isNew }) => (isNew ? path : `(${path})`)), loose];
}

it.runIf(HAS_SHELL)('chooses the common folder of the photos', () => {
  expect(chosen(['/data/photos/2019', '/data/photos/2020/may', '/data/photos'])).toEqual([['/data/photos'], []]);
  expect(chosen(['/data/photos/2019', '/data/photos/2020/may'])).toEqual([['/data/photos'], []]);
  expect(chosen(['/data/photos/2019/a'])).toEqual([['/data/photos/2019/a'], []]);
  expect(chosen([])).toEqual([[], []]);
});

it.runIf(HAS_SHELL)('does not take a folder for a few of the folders in it', () => {
  expect(chosen(['/data/scans/x', '/data/photos/2019', '/data/photos/2020'], { width: 4 })).toEqual([
    ['/data/photos/2019', '/data/photos/2020', '/data/scans/x'],
    [],
  ]);
  expect(chosen(['/data/scans/x', '/data/photos', '/data/photos/2020'], { width: 4 })).toEqual([
    ['/data/photos', '/data/scans/x'],
    [],
  ]);
});

it.runIf(HAS_SHELL)('takes no home folder, no drive, and nothing above one', () => {
  expect(chosen(['/home/anna/Pictures', '/home/anna/Desktop', '/media/anna/Disk/a', '/media/anna/Stick/b'])).toEqual([
    ['/home/anna/Desktop', '/home/anna/Pictures', '/media/anna/Disk/a', '/media/anna/Stick/b'],
    [],
  ]);
  expect(chosen(['/home/anna', '/home/anna/Pictures/a', '/'])).toEqual([
    ['/home/anna/Pictures/a'],
    ['/', '/home/anna'],
  ]);
});

it.runIf(HAS_SHELL)('takes no drive and no home folder of Windows in WSL', () => {
  expect(chosen(['/mnt/c', '/mnt/c/Users/anna', '/mnt/c/Users/anna/Pictures/2019', '/mnt/d/photos'])).toEqual([
    ['/mnt/c/Users/anna/Pictures/2019', '/mnt/d/photos'],
    ['/mnt/c', '/mnt/c/Users/anna'],
  ]);
  expect(chosen(['/mnt/nas', '/mnt/nas/2019'])).toEqual([['/mnt/nas'], []]);
});

it.runIf(HAS_SHELL)('needs no new folder for photos in an indexed one', () => {
  expect(chosen(['/data/photos/2019', '/data/scans'], { known: ['/data/photos', '/other'] })).toEqual([
    ['(/data/photos)', '/data/scans'],
    [],
  ]);
});
