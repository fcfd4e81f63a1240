/** A second run during another one: this process is the one that indexes, and a real run waits for it. */

import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCatalog } from '../../../src/catalog/open.ts';
import { acquireLease, releaseLease, WRITER } from '../../../src/catalog/runs/lease.ts';
import { finishRun, startRun } from '../../../src/catalog/runs/runs.ts';
import type { Engine } from '../../../src/engine/api.ts';
import { covers } from '../../../src/indexing/run/coverage.ts';
import type { IndexProgress } from '../../../src/indexing/run/messages.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { engineOptions, testEngine } from '../../support/test-engine.ts';

const scan = { excludeDirs: ['private'], includeHidden: false };

it('a run covers its folders and those below, with the same scan options', () => {
  const at = (...folders: string[]) => folders.map((folder) => resolve(folder));
  const run = { folders: at('/p', '/q/.hidden'), scan } as unknown as Parameters<typeof covers>[0];
  const covered = (...folders: string[]) => covers(run, { folders: at(...folders), scan });
  expect([covered('/p'), covered('/p/trip', '/q/.hidden'), covered('/p', '/p/trip')]).toEqual([true, true, true]);
  for (const folder of ['/pq', '/q', '/p/.hidden', '/p/private', '/p/private/deep']) {
    expect(covered('/p', folder), folder).toBe(false);
  }
  expect(covers(run, { folders: at('/p'), scan: { ...scan, includeHidden: true } })).toBe(false);
});

it('waits for a run that covers its folders, and skips its work when a run that started later has done it', async () => {
  const options = engineOptions({ scan });
  const folder = temporaryFolder();
  await drawIndexed(folder, options.dataDir, { 'red.jpg': 'red' });
  const engine = testEngine(options);
  const catalog = openCatalog(join(options.dataDir, 'catalog.sqlite'), { busyTimeoutMs: 1_000 });
  onTestFinished(() => void catalog.close());

  const theirs = { added: 7, changed: 0, moved: 0, removed: 0, kept: 1, embedded: 7, failed: 0, model: 'pocket' };

  /**
   * Make a run wait behind a run that started before it and, when `later` is given, behind another run that ends so.
   */
  async function indexBehind(later?: 'completed' | 'interrupted') {
    const token = acquireLease(catalog, WRITER)!;
    const current = startRun(catalog, { folders: [folder], scan }, token);
    const { waiting, progress } = await untilWaiting(engine, folder);
    finishRun(catalog, current, 'completed', theirs);
    if (later !== undefined) finishRun(catalog, startRun(catalog, { folders: [folder], scan }, token), later, theirs);
    releaseLease(catalog, WRITER, token);
    return { covered: progress.covered, ...(await waiting) };
  }

  await drawPhotos(folder, { 'blue.jpg': 'blue' });
  expect(await indexBehind('completed')).toEqual({ ...theirs, covered: true, joined: true });
  // The run that started before may have missed the new photo.
  expect(await indexBehind()).toMatchObject({ added: 1, kept: 1, covered: true });
  expect(await indexBehind('interrupted')).toMatchObject({ kept: 2, embedded: 0, covered: true });
});

async function untilWaiting(engine: Engine, folder: string) {
  let waiting!: ReturnType<Engine['index']>;
  const progress = await new Promise<IndexProgress>((resolve) => {
    waiting = engine.index([folder], { onProgress: (news) => news.phase === 'wait' && resolve(news) });
  });
  return { waiting, progress };
}
