/** Promise 2 on a disk that really fails, and promise 6 in full. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { quote } from '../support/figures.ts';
import { drawMany, temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { NO_WORK, renameFolder } from '../support/promises/rename.ts';
import { testEngine } from '../support/test-engine.ts';

it.runIf(IS_LINUX)(
  'promise 2: a disk that fails with EIO loses nothing, and its return needs no embedding',
  async ({ skip }) => {
    const parent = temporaryFolder();
    const [image, saved, disk] = ['image', 'saved', 'disk'].map((name) => join(parent, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(disk);
    execFileSync('sh', ['-c', `truncate -s 64M '${image}' && mkfs.ext4 -q -O ^has_journal '${image}'`]);
    const mount = () => spawnSync('mount', ['-o', 'loop', image, disk]).status === 0;
    const unmount = () => spawnSync('umount', ['-l', disk]);
    if (!mount()) return skip('needs the right to mount');
    onTestFinished(() => void unmount());
    const folder = join(disk, 'photos');
    await drawMany(folder, 100);
    const engine = testEngine();
    await engine.index([folder]);
    unmount();
    execFileSync('cp', [image, saved]);
    mount();
    // The device below the mounted file system is gone: data outside the cache is unreadable.
    truncateSync(image, 0);
    spawnSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches']);
    const failed = await engine.index([folder]);
    expect(failed).toMatchObject({ removed: 0, embedded: 0, offline: [{ path: folder }] });
    expect(engine.status().roots).toMatchObject([{ state: 'offline', photos: 100, offline: 100 }]);
    unmount();
    execFileSync('cp', [saved, image]);
    mount();
    const back = await engine.index([folder]);
    quote(2, {
      'the root': failed.offline[0]!.reason,
      lost: failed.removed,
      'back again': back.kept,
      embedded: back.embedded,
    });
    expect(back).toMatchObject({ kept: 100, embedded: 0, offline: [] });
  },
);

it('promise 6: a renamed folder of 1,000 photos costs no embedding', async () => {
  const summary = await renameFolder(1_000);
  quote(6, { moved: summary.moved, embedded: summary.embedded });
  expect(summary).toMatchObject({ moved: 1_000, ...NO_WORK });
});
