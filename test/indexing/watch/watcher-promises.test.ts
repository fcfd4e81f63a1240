/** Promises 4, 5 and 7 in short form. */

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/api.ts';
import { cliEnvironment } from '../../support/cli.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { canLimitWatches, startExhausted } from '../../support/platform/inotify-limit.ts';
import { burst } from '../../support/promises/burst.ts';
import { testEngine } from '../../support/test-engine.ts';
import { eventually, photosOf, startWatch } from '../../support/watching.ts';

describe('promises of the watcher', () => {
  it('promise 4, short form: after a burst with the loop blocked the index matches the disk', async () => {
    await burst({ files: 400, folders: 20 }, engineHere());
  });

  it('promise 5, short form: at the inotify limit it warns once and polls', async ({ skip }) => {
    skip(!canLimitWatches(), 'needs user namespaces (unshare)');
    const folder = temporaryFolder();
    for (let i = 0; i < 50; i++) mkdirSync(join(folder, `${i}`));
    await drawPhotos(folder, { '49/red.jpg': 'red' });
    const home = temporaryFolder();
    const engine = testEngine({ dataDir: join(home, 'data') });
    const cli = startExhausted(['watch', folder, '--model', 'pocket'], cliEnvironment(home), 20);
    await eventually(() => expect(engine.status().watchers).toMatchObject([{ folder, state: 'degraded' }]));
    await eventually(() => expect(photosOf(engine)).toBe(1));
    cli.process.kill('SIGTERM');
    const { code, stderr } = await cli.done;
    expect(code).toBe(0);
    expect(stderr.match(/fs\.inotify\.max_user_watches/g)).toHaveLength(1);
  });

  it('promise 7: a copy that stalls half-way is indexed as the complete photo', async () => {
    const [folder, reference] = [temporaryFolder(), temporaryFolder()];
    // Red above, blue below, and noise, so that the first half of the bytes is the upper half of the picture.
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const grain = await sharp({ create: { width: 400, height: 600, channels: 3, background: 'gray', noise } })
      .png()
      .toBuffer();
    const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'red' } })
      .extend({ bottom: 300, background: 'blue' })
      .composite([{ input: grain, blend: 'multiply' }])
      .jpeg({ quality: 95 })
      .toBuffer();
    writeFileSync(join(reference, 'photo.jpg'), photo);
    const half = photo.length >> 1;
    const scoreIn = async (each: Engine, where: string) =>
      (await each.search({ query: 'red', folders: [where], top: 9 })).results.map(({ score }) => score);
    const engine = engineHere();
    const { runs } = startWatch(engine, [folder]);
    await eventually(() => expect(runs).toHaveLength(1));
    writeFileSync(join(folder, 'photo.jpg'), photo.subarray(0, half));
    // The first half alone is indexed as a damaged photo.
    await eventually(() => expect(runs.at(-1)).toMatchObject({ added: 1, embedded: 1 }));
    const upper = await scoreIn(engine, folder);
    appendFileSync(join(folder, 'photo.jpg'), photo.subarray(half));
    await eventually(() => expect(runs.at(-1)).toMatchObject({ changed: 1, embedded: 1, failed: 0 }));
    expect(readFileSync(join(folder, 'photo.jpg'))).toEqual(photo);

    const plain = engineHere();
    await plain.index([reference]);
    const whole = await scoreIn(plain, reference);
    expect(whole).not.toEqual(upper);
    await eventually(async () => expect(await scoreIn(engine, folder)).toEqual(whole));
    expect(engine.status().failures).toEqual([]);
  });
});
