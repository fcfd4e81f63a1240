/** The watched folders and the reported changes, with the real file system. */

import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inotifyWatches } from '../../bench/measure.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { IS_LINUX } from '../../support/platform/capabilities.ts';
import { watchedFolder } from '../../support/watched-folder.ts';
import { eventually } from '../../support/watching.ts';

function tree(...folders: string[]): string {
  const root = temporaryFolder();
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  return root;
}

// The test counts inotify watches through /proc.
it.runIf(IS_LINUX)('watches folders only: no files, no hidden or excluded folders, nothing behind links', async () => {
  const root = tree('a/deep', '.hidden/b', 'Trash/c', 'a/skip', '@eaDir');
  const outside = tree('private');
  symlinkSync(outside, join(root, 'link'));
  for (let i = 0; i < 20; i++) writeFileSync(join(root, 'a', `${i}.jpg`), '');
  const before = inotifyWatches(process.pid);
  const { hints } = await watchedFolder(root, { excludeDirs: ['Trash', 'a/skip'] });
  expect(inotifyWatches(process.pid) - before).toBe(3);

  writeFileSync(join(outside, 'private', 'photo.jpg'), '');
  writeFileSync(join(root, 'Trash', 'photo.jpg'), '');
  writeFileSync(join(root, 'a', '.photo.jpg'), '');
  writeFileSync(join(root, 'a', 'download.part'), 'bytes');
  writeFileSync(join(root, 'a', 'deep', 'photo.JPG'), '');
  await eventually(() => expect(hints.size).toBeGreaterThan(0));
  await sleep(50);
  expect([...hints]).toEqual([join(root, 'a', 'deep')]);
});

it('reports files that are written, renamed and deleted, and folders that appear and disappear', async () => {
  const root = tree('a', 'b');
  writeFileSync(join(root, 'a', '1.jpg'), '');
  const { hints, lost } = await watchedFolder(root);
  const expectHints = async (...folders: string[]) => {
    await eventually(() => expect([...hints]).toEqual(expect.arrayContaining(folders.map((each) => join(root, each)))));
    hints.clear();
  };
  writeFileSync(join(root, 'a', '1.jpg'), 'more');
  await expectHints('a');
  renameSync(join(root, 'a', '1.jpg'), join(root, 'b', '1.jpg'));
  await expectHints('a', 'b');
  // They decide about the photos below.
  writeFileSync(join(root, 'a', '.picsiftignore'), '');
  writeFileSync(join(root, 'b', '.nomedia'), '');
  await expectHints('a', 'b');
  mkdirSync(join(root, 'new.folder'));
  await expectHints('new.folder');
  await eventually(() => {
    writeFileSync(join(root, 'new.folder', '2.jpg'), readFileSync(join(root, 'b', '1.jpg')));
    expect([...hints]).toContain(join(root, 'new.folder'));
  });
  renameSync(join(root, 'b'), join(root, 'c'));
  await expectHints('b', 'c');
  rmSync(join(root, 'a'), { recursive: true });
  await expectHints('a');
  expect(lost()).toBe(0);
});

it.runIf(IS_LINUX)('continues with a folder that replaced another one', async () => {
  const root = tree('a', 'other');
  const { hints } = await watchedFolder(root);
  renameSync(join(root, 'a'), join(root, 'old'));
  renameSync(join(root, 'other'), join(root, 'a'));
  for (const folder of ['a', 'old']) {
    await eventually(() => {
      hints.clear();
      writeFileSync(join(root, folder, 'photo.jpg'), '');
      // Hints arrive later; the next attempt writes again.
      return sleep(20).then(() => expect([...hints]).toEqual([join(root, folder)]));
    });
  }
  // The two folders and the root.
  await eventually(() => expect(inotifyWatches(process.pid)).toBe(3));
});

// Only inotify: other systems bundle events, or report that some were dropped.
it.runIf(IS_LINUX)('reports that events may have been dropped', async () => {
  const root = tree('a');
  const { lost } = await watchedFolder(root);
  // Without a pause, so that all events are pending together.
  for (let i = 0; i < 1_500; i++) writeFileSync(join(root, 'a', `${i}.jpg`), '');
  await eventually(() => expect(lost()).toBeGreaterThan(0));
});
