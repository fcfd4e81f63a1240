/** Promise 15: the clock jumps by a day, forwards and back, under processes that index, wait and watch. */

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { expect } from 'vitest';
import { builtFile } from '../../../src/base/paths.ts';
import { inCatalog } from '../catalogs/catalog-file.ts';
import { cliEnvironment, MAIN, startProgram } from '../cli.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { killTree } from '../platform/processes.ts';
import { testEngine } from '../test-engine.ts';
import { eventually } from '../watching.ts';

const DAY_MS = 86_400_000;
/** Time between two jumps: longer than a waiting process takes to look at the lease again. */
const JUMP_EVERY_MS = 400;

export interface JumpReport {
  readonly jumps: number;
  /** The longest time that one of the waiting runs took after the lease was free, by a right clock. */
  readonly longestWaitSeconds: number;
}

/** @param jumps errors of the clock, one after the other, in days. @param photos of the two long runs. */
export async function jumpClock(jumps: readonly number[], photos: number): Promise<JumpReport> {
  const env = cliEnvironment(temporaryFolder());
  const [large, watched] = [temporaryFolder(), temporaryFolder()];
  const small = [temporaryFolder(), temporaryFolder()] as const;
  await drawDifferent(large, photos);
  for (const folder of [watched, ...small]) await drawDifferent(folder, 1);
  const clock = join(temporaryFolder(), 'error');
  const setClock = (days: number) => {
    // Replaced at once: a process may be reading it.
    writeFileSync(`${clock}.new`, String(days * DAY_MS));
    renameSync(`${clock}.new`, clock);
  };
  setClock(0);
  const wrongClock = `${pathToFileURL(builtFile('test/support/outside/wrong-clock.ts'))}?file=${encodeURIComponent(clock)}`;
  const picsift = (...args: string[]) =>
    startProgram(process.execPath, ['--import', wrongClock, MAIN, ...args, '--model', 'pocket'], { env });
  const engine = testEngine({ dataDir: env.PICSIFT_DATA_DIR! });

  const watcher = picsift('watch', watched);
  await eventually(() => expect(engine.status()).toMatchObject({ watchers: [{ state: 'watching' }], indexing: null }));
  const pid = engine.status().watchers[0]?.pid;

  const isIndexing = () =>
    eventually(() => expect(engine.status().lastRun).toMatchObject({ outcome: 'running', phase: 'embed' }));
  const index = picsift('index', large);
  await isIndexing();
  const waiting = small.map((folder) => picsift('index', folder));
  await Promise.all(waiting.map(untilWaiting));
  for (const days of jumps) {
    setClock(days);
    await sleep(JUMP_EVERY_MS);
    expect(engine.status()).toMatchObject({ lastRun: { outcome: 'running' }, watchers: [{ pid, state: 'watching' }] });
  }
  // It ends when it is told to, and not because another one took its lease.
  index.process.kill('SIGINT');
  expect((await index.done).code).toBe(130);
  const freeAt = performance.now();
  await Promise.all(waiting.map(succeeded));
  let longestWaitMs = performance.now() - freeAt;

  // A run that continues it is killed while its clock is a day ahead.
  setClock(1);
  const dying = picsift('index', large);
  await isIndexing();
  const behind = picsift('index', small[0]);
  await untilWaiting(behind);
  setClock(0);
  killTree(dying.process.pid!);
  const deadAt = performance.now();
  await succeeded(behind);
  longestWaitMs = Math.max(longestWaitMs, performance.now() - deadAt);

  await drawDifferent(watched, 2);
  const seen = () => engine.status().roots.find(({ path }) => path === watched)?.photos;
  await eventually(() => expect(seen()).toBe(2));
  watcher.process.kill('SIGTERM');
  expect(await watcher.done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('stand') });
  const file = join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite');
  expect(inCatalog(file, (catalog) => catalog.pragma('integrity_check', { simple: true }))).toBe('ok');
  return { jumps: jumps.length, longestWaitSeconds: Math.round(longestWaitMs / 100) / 10 };
}

type Running = ReturnType<typeof startProgram>;

function untilWaiting({ process }: Running): Promise<void> {
  return new Promise((resolve) => {
    process.stderr!.on('data', (text: string) => text.includes('Another picsift is indexing') && resolve());
  });
}

async function succeeded({ done }: Running): Promise<void> {
  expect(await done).toMatchObject({ code: 0 });
}

/** Draw photos of different bytes, quickly: the same picture with different ends. */
async function drawDifferent(folder: string, count: number): Promise<void> {
  const picture = await sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, `${i}.png`), Buffer.concat([picture, Buffer.from(`${folder} ${i}`)]));
  }
}
