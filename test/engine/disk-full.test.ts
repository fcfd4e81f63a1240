import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { indexHere } from '../support/engine-here.ts';
import { drawMany, temporaryFolder } from '../support/photos/drawings.ts';
import { engineOptions, testEngine } from '../support/test-engine.ts';

it('promise 11: a full disk ends the run with a clear error, and the index still answers', async ({ skip }) => {
  const dataDir = join(temporaryFolder(), 'data');
  mkdirSync(dataDir);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dataDir]);
  if (mounted.status !== 0) return skip('a disk this small needs the right to mount');
  onTestFinished(() => void spawnSync('umount', ['-l', dataDir]));
  const folder = temporaryFolder();
  await drawMany(folder, 20);
  const options = engineOptions({ dataDir });
  const engine = testEngine(options);
  await indexHere(options, [folder]);
  const { bavail, bsize } = statfsSync(dataDir);
  writeFileSync(join(dataDir, 'other-things'), Buffer.alloc(bavail * bsize - 64 * 1024));
  await drawMany(folder, 100, 20);

  await expect(engine.index([folder])).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('Free some space'),
  });
  // This process, and a process that opens the catalog now.
  for (const each of [engine, testEngine(options)]) {
    const { total, results } = await each.search({ query: 'red', folders: [folder], top: 3 });
    expect(total).toBeGreaterThanOrEqual(20);
    expect(results).toHaveLength(3);
  }
  rmSync(join(dataDir, 'other-things'));
  spawnSync('mount', ['-o', 'remount,size=64m', dataDir]);
  const { kept, added } = await engine.index([folder]);
  expect(kept + added).toBe(120);
  expect((await engine.doctor()).filter(({ level, check }) => level === 'problem' && check !== 'space')).toEqual([]);
});
