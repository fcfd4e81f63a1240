import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliEnvironment } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/drawings.ts';
import { testEngine } from '../support/engine.ts';
import { canLimitWatches, startExhausted } from '../support/inotify-limit.ts';
import { eventually } from '../support/watching.ts';

it('promise 5: beyond the inotify limit, one warning, and polling finds what comes', async ({ skip }) => {
  skip(!canLimitWatches(), 'needs user namespaces (unshare)');
  const folder = temporaryFolder();
  for (let i = 0; i < 3_000; i++) mkdirSync(join(folder, `${i}`));
  await drawPhotos(folder, { '2999/red.jpg': 'red' });
  const home = temporaryFolder();
  const engine = testEngine({ dataDir: join(home, 'data') });
  const photos = () => engine.status().roots.reduce((sum, root) => sum + root.photos, 0);
  const cli = startExhausted(['watch', folder, '--model', 'pocket'], cliEnvironment(home), 500);
  await eventually(() => expect(photos()).toBe(1));
  await drawPhotos(folder, { '7/blue.jpg': 'blue', '2998/lime.jpg': 'lime' });
  const since = performance.now();
  await expect.poll(photos, { timeout: 120_000, interval: 500 }).toBe(3);
  process.stdout.write(`promise 5: found by polling after ${Math.round((performance.now() - since) / 1000)} s\n`);
  expect(engine.status().watchers).toMatchObject([{ folder, state: 'degraded' }]);
  cli.process.kill('SIGTERM');
  const { code, stderr } = await cli.done;
  expect(code).toBe(0);
  expect(stderr.match(/max_user_watches/g)).toHaveLength(1);
});
