/** Promise 15 in full: 10,000 folders, of which some cannot be watched, and three links. */

import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { rawPath } from '../../src/library/files/raw-path.ts';
import { cliEnvironment, type RunningCli, runCli, startCli } from '../support/cli.ts';
import { quote } from '../support/figures.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { makeOddLibrary } from '../support/photos/odd-library.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { testEngine } from '../support/test-engine.ts';
import { eventually } from '../support/watching.ts';

const FOLDERS = 10_000;
const STARTS = 5;
const FOLDERS_IN_A_ROUND = 1_000;

it.runIf(IS_LINUX)('promise 16: folders that cannot be watched are named, and disturb nothing else', async () => {
  // Root may read everything, so picsift runs as another user.
  const uid = process.geteuid?.() === 0 ? { uid: 65_534 } : {};
  const home = temporaryFolder();
  chmodSync(home, 0o777);
  const [plain, library, aside, links] = ['plain', 'library', 'aside', 'links'].map((name) => join(home, name)) as [
    string,
    string,
    string,
    string,
  ];
  await drawPhotos(home, { 'photo.jpg': 'red', 'a/1.jpg': 'red', 'b/1.jpg': 'red', 'c/1.jpg': 'red' });
  mkdirSync(links);
  for (const name of ['a', 'b', 'c']) symlinkSync(join(home, name), join(links, name));
  makeOddLibrary(plain, aside, FOLDERS, { closed: 0, oddNames: 0, tooLong: 0 });
  const { readable, closed } = makeOddLibrary(library, aside, FOLDERS, { closed: 100, oddNames: 20, tooLong: 5 });
  const env = { ...cliEnvironment(home), PICSIFT_DEBUG: 'watch' };
  const watch = (...folders: string[]) => startWatching(folders, { env, cwd: home, ...uid });

  const seconds = { plain: [] as number[], odd: [] as number[] };
  for (let i = 0; i < STARTS; i++) {
    for (const [kind, folder] of [['plain', plain] as const, ['odd', library] as const]) {
      const { cli, secondsUntilReady } = watch(folder);
      seconds[kind].push(await secondsUntilReady);
      cli.process.kill('SIGTERM');
      await cli.done;
    }
  }
  const { cli, stderr, secondsUntilReady } = watch(library, join(links, 'a'), join(links, 'b'), join(links, 'c'));
  await secondsUntilReady;
  const engine = testEngine({ dataDir: join(home, 'data') });
  const photosIn = (folder: string) => engine.status().roots.find(({ path }) => path === folder)?.photos ?? 0;
  const secondsUntil = async (check: () => void) => {
    const since = performance.now();
    await eventually(check);
    return Math.round((performance.now() - since) / 100) / 10;
  };
  await eventually(() => expect(['a', 'b', 'c'].map((name) => photosIn(join(home, name)))).toEqual([1, 1, 1]));

  // Each readable folder gets a copy. In rounds, because a burst of events may make the kernel drop some.
  const rounds: number[] = [];
  for (let at = 0; at < readable.length; at += FOLDERS_IN_A_ROUND) {
    const since = performance.now();
    for (const [i, folder] of readable.slice(at, at + FOLDERS_IN_A_ROUND).entries()) {
      copyFileSync(join(home, 'photo.jpg'), rawPath(join(folder, 'new.jpg')));
      if (i % 50 === 49) await sleep(50);
    }
    const expected = Math.min(readable.length, at + FOLDERS_IN_A_ROUND);
    await eventually(() => expect(photosIn(library)).toBe(expected));
    rounds.push(Math.round((performance.now() - since) / 100) / 10);
  }

  const { stdout } = await runCli(['status'], { env, cwd: home, ...uid });
  expect(stdout.match(/100 folders in it cannot be watched .* \(no permission to read\)/g)).toHaveLength(1);
  expect(stdout.match(/5 folders in it cannot be watched .* \(path too long\)/g)).toHaveLength(1);

  for (const folder of closed.slice(0, 50)) {
    copyFileSync(join(home, 'photo.jpg'), join(folder, 'new.jpg'));
    chmodSync(folder, 0o755);
  }
  const opened = await secondsUntil(() => expect(photosIn(library)).toBe(readable.length + 50));

  await drawPhotos(home, { 'b2/1.jpg': 'red', 'b2/2.jpg': 'blue', 'c2/1.jpg': 'red' });
  symlinkSync(join(home, 'b2'), join(links, 'next'));
  renameSync(join(links, 'next'), join(links, 'b'));
  rmSync(join(links, 'c'));
  copyFileSync(join(home, 'photo.jpg'), join(home, 'a', '2.jpg'));
  const linked = await secondsUntil(() =>
    expect([photosIn(join(home, 'a')), photosIn(join(home, 'b2'))]).toEqual([2, 2]),
  );
  symlinkSync(join(home, 'c2'), join(links, 'c'));
  const restored = await secondsUntil(() => expect(photosIn(join(home, 'c2'))).toBe(1));

  const { watchers } = engine.status();
  const unwatched = watchers.find(({ folder }) => folder === library)!.unwatched!;
  expect(unwatched).toMatchObject([
    { reason: 'EACCES', total: 50 },
    { reason: 'ENAMETOOLONG', total: 5 },
  ]);
  cli.process.kill('SIGTERM');
  expect((await cli.done).code).toBe(0);
  const [usual, odd] = [median(seconds.plain), median(seconds.odd)];
  quote(16, {
    folders: FOLDERS,
    'seconds until ready without odd ones': usual,
    'with odd ones': odd,
    'seconds until all changes of a thousand folders were found, at worst': Math.max(...rounds),
    'of 50 opened folders': opened,
    'of links pointed elsewhere': Math.max(linked, restored),
  });
  expect(stderr().match(/cannot be watched/g)).toHaveLength(1);
  expect(stderr()).not.toContain('events may have been lost');
  expect(odd).toBeLessThan(usual * 1.1);
  expect(Math.max(...rounds, opened, linked, restored)).toBeLessThan(10);
});

/** Start `picsift watch`. It is ready when it says that it watches the first folder. */
function startWatching(folders: string[], options: Parameters<typeof startCli>[1]) {
  const since = performance.now();
  const cli: RunningCli = startCli(['watch', ...folders, '--model', 'pocket'], options);
  onTestFinished(() => void cli.process.kill('SIGKILL'));
  let text = '';
  const secondsUntilReady = new Promise<number>((resolve) => {
    cli.process.stderr!.on('data', (more: string) => {
      text += more;
      if (text.includes(`${folders[0]}: watching\n`)) resolve((performance.now() - since) / 1000);
    });
  });
  return { cli, secondsUntilReady, stderr: () => text };
}

const median = (values: readonly number[]) =>
  Math.round([...values].sort((a, b) => a - b)[values.length >> 1]! * 100) / 100;
