import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { grantFolders, placeOf, withoutPaths } from '../../src/access/grants.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';

it.runIf(CAN_SYMLINK)('gives every folder its own label, and checks the folders again on each call', async () => {
  const home = realpathSync(temporaryFolder());
  for (const name of ['a/Photos', 'b/Photos']) mkdirSync(join(home, name), { recursive: true });
  const named = ['a/Photos', 'b/Photos', 'a/Photos/', 'link'].map((name) => join(home, name));
  const gone: string[] = [];
  const foldersNow = grantFolders(named, (error) => gone.push(String(error)));
  const before = [
    { label: 'Photos', path: join(home, 'a/Photos') },
    { label: 'Photos (2)', path: join(home, 'b/Photos') },
  ];
  for (let i = 0; i < 2; i++) expect(await foldersNow()).toEqual([...before, { label: 'link', path: undefined }]);
  expect(gone).toEqual([expect.stringContaining(join(home, 'link'))]);
  symlinkSync(join(home, 'a'), join(home, 'link'));
  expect(await foldersNow()).toEqual([...before, { label: 'link', path: join(home, 'a') }]);
});

it('names a photo by the nearest folder, and never by its real path', () => {
  const grants = [
    { label: 'All', path: '/home/me/photos' },
    { label: 'Trip', path: '/home/me/photos/trip' },
    { label: 'Gone', path: undefined },
  ];
  expect(placeOf('/home/me/photos/a/b.jpg', grants)).toEqual({ root: 'All', path: 'a/b.jpg' });
  expect(placeOf('/home/me/photos/trip/b.jpg', grants)).toEqual({ root: 'Trip', path: 'b.jpg' });
  expect(placeOf('/home/me/photos', grants)).toEqual({ root: 'All', path: '.' });
  expect(placeOf('/home/me/photosynthesis.jpg', grants)).toBeUndefined();
  const reason = "EACCES: permission denied, open '/home/me/photos/trip/b$&.jpg'";
  expect(withoutPaths(reason, grants)).toBe("EACCES: permission denied, open 'Trip/b$&.jpg'");
});
