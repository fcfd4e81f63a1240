/** Folders that are hard to watch: each is watched or named as unwatched, and none disturbs the others. */

import { chmodSync, chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { makeDeep, moveForATime } from '../../support/photos/long-paths.ts';
import { HAS_MODES, IS_LINUX } from '../../support/platform/capabilities.ts';
import { type WatchedFolder, watchedFolder } from '../../support/watched-folder.ts';
import { eventually } from '../../support/watching.ts';

/** Write photos into the folder until the watch reports one. */
async function expectWatched({ hints, lost }: WatchedFolder, folder: string): Promise<void> {
  hints.clear();
  let written = 0;
  await eventually(() => {
    writeFileSync(rawPath(join(folder, `${written++}.jpg`)), '');
    expect([...hints]).toContain(folder);
  });
  expect(lost()).toBe(0);
}

/** Become a user who may not read everything, as root may, and who owns the folder. */
function asOwnerOf(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  chownSync(folder, 65_534, 65_534);
  process.seteuid!(65_534);
  onTestFinished(() => process.seteuid!(0));
}

describe.runIf(HAS_MODES)('promise 16: folders that may not be read', () => {
  it('are named, and watched as soon as they, or folders above them, may be read', async () => {
    const root = temporaryFolder();
    asOwnerOf(root);
    const [closed, deep] = [join(root, 'closed'), join(root, 'closed', 'deep')];
    mkdirSync(deep, { recursive: true });
    chmodSync(closed, 0);
    const watched = await watchedFolder(root);
    expect([...watched.watch.unwatched]).toEqual([[closed, 'EACCES']]);
    watched.watch.retry();
    await expectWatched(watched, root);
    // No scan of it would succeed.
    expect([...watched.hints]).not.toContain(closed);
    chmodSync(closed, 0o755);
    await eventually(() => expect([...watched.hints]).toEqual(expect.arrayContaining([closed, deep])));
    await expectWatched(watched, deep);
    expect(watched.watch.unwatched.size).toBe(0);
  });

  it('may be closed and opened again, or opened after they are made', async () => {
    const root = temporaryFolder();
    asOwnerOf(root);
    const [known, made] = [join(root, 'known'), join(root, 'made')];
    mkdirSync(known);
    const watched = await watchedFolder(root);
    chmodSync(known, 0);
    mkdirSync(made, { mode: 0 });
    const unwatched = () => [...watched.watch.unwatched.keys()].sort();
    await eventually(() => expect(unwatched()).toEqual([known, made]));
    // They can be listed, but nothing in them can be reached.
    for (const folder of [known, made]) chmodSync(folder, 0o755);
    await eventually(() => expect(unwatched()).toEqual([]));
    mkdirSync(join(known, 'new'));
    await expectWatched(watched, join(known, 'new'));
    await expectWatched(watched, made);
  });

  it('are entered later if they are listed first: the folders in them are named', async () => {
    const root = temporaryFolder();
    asOwnerOf(root);
    const listed = join(root, 'listed');
    mkdirSync(join(listed, 'deep'), { recursive: true });
    chmodSync(listed, 0o400);
    const watched = await watchedFolder(root);
    expect([...watched.watch.unwatched]).toEqual([[join(listed, 'deep'), 'EACCES']]);
    chmodSync(listed, 0o700);
    await eventually(() => expect(watched.watch.unwatched.size).toBe(0));
    await expectWatched(watched, join(listed, 'deep'));
  });
});

const OLD = pathFromBytes(Buffer.from('old\xe4', 'latin1'));

describe.runIf(IS_LINUX)('folders with odd names', () => {
  it.each([OLD, `${OLD}.jpg`, '\ufffd', 'two\nlines', 'back\\slash', ' blank ', 'x'.repeat(255), '{a,b}*[c]!'])(
    'are watched: %j',
    async (name) => {
      const root = temporaryFolder();
      mkdirSync(rawPath(join(root, name, name)), { recursive: true });
      mkdirSync(join(root, 'plain'));
      const watched = await watchedFolder(root);
      await expectWatched(watched, join(root, name));
      await expectWatched(watched, join(root, name, name));
      mkdirSync(rawPath(join(root, name, `${name.slice(3)}2`)));
      await expectWatched(watched, join(root, name, `${name.slice(3)}2`));
      // To a plain name, and a plain one to it.
      renameSync(rawPath(join(root, name)), join(root, 'was odd'));
      await expectWatched(watched, join(root, 'was odd', name));
      renameSync(join(root, 'plain'), rawPath(join(root, name)));
      await expectWatched(watched, join(root, name));
      expect(watched.watch.unwatched.size).toBe(0);
    },
  );

  it('are watched if the watched folder itself has one', async () => {
    const root = join(temporaryFolder(), OLD);
    mkdirSync(rawPath(join(root, 'deep')), { recursive: true });
    const watched = await watchedFolder(root);
    await expectWatched(watched, root);
    await expectWatched(watched, join(root, 'deep'));
  });
});

describe.runIf(IS_LINUX)('folders whose paths are too long', () => {
  it('are named, also when they grow too long later, and the folders around them are watched', async () => {
    const root = temporaryFolder();
    const long = makeDeep(root, 15);
    const moved = join(temporaryFolder(), 'moved');
    const tail = makeDeep(moved, 10);
    moveForATime(moved, join(long, 'early'));
    const early = await watchedFolder(root);
    const reasons = () => [...early.watch.unwatched.values()];
    expect(reasons()).toEqual(['ENAMETOOLONG']);
    const [last] = [...early.watch.unwatched.keys()];
    expect(tail.length).toBeLessThan(4_096);
    await expectWatched(early, join(last!, '..'));

    const later = join(root, 'later');
    makeDeep(later, 10);
    await expectWatched(early, makeDeep(later, 10));
    moveForATime(later, join(long, 'later'));
    await eventually(() => expect(reasons()).toEqual(['ENAMETOOLONG', 'ENAMETOOLONG']));
    await expectWatched(early, join(long, 'later'));
  });
});

it('does not watch shared folders, reports a change of them at each retry, and follows what is mounted', async () => {
  const root = temporaryFolder();
  const nas = join(root, 'nas');
  mkdirSync(join(nas, 'deep'), { recursive: true });
  let isMounted = true;
  const watched = await watchedFolder(root, {}, (folder) => isMounted && folder === nas);
  expect([...watched.watch.unwatched]).toEqual([[nas, 'shared']]);
  writeFileSync(join(nas, 'deep', '1.jpg'), '');
  await expectWatched(watched, root);
  expect([...watched.hints]).toEqual([root]);
  watched.watch.retry();
  await eventually(() => expect([...watched.hints]).toContain(nas));
  isMounted = false;
  watched.watch.renew(nas);
  await expectWatched(watched, join(nas, 'deep'));
  expect(watched.watch.unwatched.size).toBe(0);
  isMounted = true;
  watched.watch.renew(nas);
  await eventually(() => expect([...watched.watch.unwatched.keys()]).toEqual([nas]));
});
