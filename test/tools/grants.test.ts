import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { grantFolders, placeOf, withoutPaths } from '../../tools/grants.ts';
import { temporaryFolder } from '../support/drawings.ts';

it('gives every folder a label of its own, and looks at it anew each time', async () => {
  const home = realpathSync(temporaryFolder());
  for (const name of ['a/Photos', 'b/Photos']) mkdirSync(join(home, name), { recursive: true });
  const look = grantFolders([
    join(home, 'a/Photos'),
    join(home, 'b/Photos'),
    join(home, 'a/Photos/'),
    join(home, 'link'),
  ]);
  const before = [
    { label: 'Photos', path: join(home, 'a/Photos') },
    { label: 'Photos (2)', path: join(home, 'b/Photos') },
  ];
  expect(await look()).toEqual([...before, { label: 'link', path: undefined }]);
  symlinkSync(join(home, 'a'), join(home, 'link'));
  expect(await look()).toEqual([...before, { label: 'link', path: join(home, 'a') }]);
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
