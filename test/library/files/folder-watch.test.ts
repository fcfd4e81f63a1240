/** What is watched and what is told, with the real file system. */

import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { watchFolder } from '../../../src/library/files/folder-watch.ts';
import type { ScanOptions } from '../../../src/library/files/scan.ts';
import { inotifyWatches } from '../../bench/measure.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { IS_LINUX } from '../../support/platform/capabilities.ts';
import { eventually } from '../../support/watching.ts';

async function watched(root: string, options: ScanOptions) {
  const hints = new Set<string>();
  let lost = 0;
  await new Promise<void>((resolve) => {
    const watch = watchFolder(root, options, {
      onReady: resolve,
      onChange: (folder) => hints.add(folder),
      onLost: () => lost++,
      onExhausted: () => {},
    });
    onTestFinished(() => watch.close());
  });
  return { hints, lost: () => lost };
}

function tree(...folders: string[]): string {
  const root = temporaryFolder();
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  return root;
}

// inotify's watches are counted through /proc.
it.runIf(IS_LINUX)('watches folders only: no files, nothing hidden or excluded, nothing behind links', async () => {
  const root = tree('a/deep', '.hidden/b', 'Trash/c', 'a/skip', '@eaDir');
  const outside = tree('private');
  symlinkSync(outside, join(root, 'link'));
  for (let i = 0; i < 20; i++) writeFileSync(join(root, 'a', `${i}.jpg`), '');
  const before = inotifyWatches(process.pid);
  const { hints } = await watched(root, { excludeDirs: ['Trash', 'a/skip'], includeHidden: false });
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

it('tells of files that are written, renamed and deleted, and of folders that come and go', async () => {
  const root = tree('a', 'b');
  writeFileSync(join(root, 'a', '1.jpg'), '');
  const { hints, lost } = await watched(root, { excludeDirs: [], includeHidden: false });
  const told = async (...folders: string[]) => {
    await eventually(() => expect([...hints]).toEqual(expect.arrayContaining(folders.map((each) => join(root, each)))));
    hints.clear();
  };
  writeFileSync(join(root, 'a', '1.jpg'), 'more');
  await told('a');
  renameSync(join(root, 'a', '1.jpg'), join(root, 'b', '1.jpg'));
  await told('a', 'b');
  mkdirSync(join(root, 'new.folder'));
  await told('new.folder');
  await eventually(() => {
    writeFileSync(join(root, 'new.folder', '2.jpg'), readFileSync(join(root, 'b', '1.jpg')));
    expect([...hints]).toContain(join(root, 'new.folder'));
  });
  renameSync(join(root, 'b'), join(root, 'c'));
  await told('b', 'c');
  rmSync(join(root, 'a'), { recursive: true });
  await told('a');
  expect(lost()).toBe(0);
});

it.runIf(IS_LINUX)('goes on with the folder that took the place of another', async () => {
  const root = tree('a', 'other');
  const { hints } = await watched(root, { excludeDirs: [], includeHidden: false });
  renameSync(join(root, 'a'), join(root, 'old'));
  renameSync(join(root, 'other'), join(root, 'a'));
  for (const folder of ['a', 'old']) {
    await eventually(() => {
      hints.clear();
      writeFileSync(join(root, folder, 'photo.jpg'), '');
      // Hints come by their turn; the next attempt writes anew.
      return sleep(20).then(() => expect([...hints]).toEqual([join(root, folder)]));
    });
  }
  // Two folders are there, and the root.
  await eventually(() => expect(inotifyWatches(process.pid)).toBe(3));
});

// Of inotify: other systems bundle events, or say that some were dropped.
it.runIf(IS_LINUX)('says that events may have been dropped', async () => {
  const root = tree('a');
  const { lost } = await watched(root, { excludeDirs: [], includeHidden: false });
  // Without a pause, so that all events wait at once.
  for (let i = 0; i < 1_500; i++) writeFileSync(join(root, 'a', `${i}.jpg`), '');
  await eventually(() => expect(lost()).toBeGreaterThan(0));
});
