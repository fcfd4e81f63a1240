import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exhaustedNotice, HeldFolder, type HeldFolderOptions } from '../../../src/indexing/watch/held-folder.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { makeDeep, moveForATime } from '../../support/photos/long-paths.ts';
import { IS_LINUX } from '../../support/platform/capabilities.ts';
import { eventually } from '../../support/watching.ts';

/** Hold a folder until the end of the test. Resolves when it is watched. */
async function hold(folder: string, options: Partial<HeldFolderOptions> = {}) {
  const [hints, notices] = [[] as string[], [] as string[]];
  const held = new HeldFolder(folder, {
    scan: { excludeDirs: [], includeHidden: false },
    pollAfterMs: () => Number.POSITIVE_INFINITY,
    lostAt: () => 0,
    isRecordedMissing: () => false,
    onState: () => {},
    onHint: (hint) => hints.push(hint),
    onLost: () => {},
    onNotice: (line) => notices.push(line),
    ...options,
  });
  onTestFinished(() => held.close());
  await held.start();
  // The one for the start of the watch.
  await eventually(() => expect(hints).toEqual([folder]));
  return { held, hints, notices };
}

it('names the setting to raise on systems that have one', () => {
  expect(exhaustedNotice('max_user_watches', true)).toMatch(/\(fs\.inotify\.max_user_watches\).* raise it with sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).not.toMatch(/inotify|sysctl/);
  expect(exhaustedNotice('max_user_instances', false)).toMatch(/allow picsift more open files/);
});

it('asks for a scan while a run has recorded an existing folder as missing: no event tells of its return', async () => {
  let isRecordedMissing = false;
  const { held, hints } = await hold(temporaryFolder(), { isRecordedMissing: () => isRecordedMissing });
  await held.check();
  expect(hints).toHaveLength(1);
  isRecordedMissing = true;
  await eventually(async () => {
    await held.check();
    expect(hints).toHaveLength(2);
  });
});

it.runIf(IS_LINUX)('reports folders that cannot be watched, and tells of them once', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  const long = makeDeep(folder, 15);
  for (let i = 0; i < 12; i++) {
    makeDeep(join(other, `${i}`), 10);
    moveForATime(join(other, `${i}`), join(long, `${i}`));
  }
  const { held, hints, notices } = await hold(folder, { pollAfterMs: () => 0 });
  const unwatched = [{ reason: 'ENAMETOOLONG', total: 12, folders: expect.any(Array) }];
  expect(held.report).toMatchObject({ state: 'watching', unwatched });
  expect(held.report.unwatched![0]!.folders).toHaveLength(10);
  // Trying them again changes nothing.
  await held.check();
  await held.start();
  await eventually(() => expect(hints).toEqual([folder, folder]));
  expect(held.report).toMatchObject({ state: 'watching', unwatched });
  expect(notices).toEqual([expect.stringMatching(/12 folders in it cannot be watched.*12: path too long/)]);
});

it.runIf(IS_LINUX)('follows drives that are mounted and unmounted below the folder', async ({ skip }) => {
  const folder = temporaryFolder();
  const drive = join(folder, 'drive');
  mkdirSync(join(drive, 'under'), { recursive: true });
  const { held, hints } = await hold(folder);
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'none', drive]).status === 0;
  skip(!isMounted, 'needs the right to mount');
  onTestFinished(() => void spawnSync('umount', [drive]));
  const expectWatched = async (watched: string) => {
    mkdirSync(watched, { recursive: true });
    await held.check();
    let written = 0;
    hints.length = 0;
    await eventually(() => {
      writeFileSync(join(watched, `${written++}.jpg`), '');
      expect(hints).toContain(watched);
    });
  };
  await expectWatched(join(drive, 'on it'));
  spawnSync('umount', [drive]);
  await expectWatched(join(drive, 'under'));
});
