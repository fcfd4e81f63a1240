/** Promise 4: many files at once while the watching process is blocked. */

import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Engine } from '../../../src/engine/api.ts';
import { drawPhotos, temporaryFolder } from '../photos/drawings.ts';
import { testEngine } from '../test-engine.ts';
import { eventually, startWatch } from '../watching.ts';

export interface BurstReport {
  readonly files: number;
  /** Time from the last file until the index contained all of them. */
  readonly seconds: number;
  readonly runs: number;
}

const COLOURS = { 'red.png': 'red', 'blue.png': 'blue', 'white.png': 'white', 'lime.png': 'lime' };

/** Create files (links to a few drawings) in new and existing folders without returning to the event loop. */
export async function burst(
  { files, folders }: { files: number; folders: number },
  engine: Engine = testEngine(),
): Promise<BurstReport> {
  const [library, drawings] = [temporaryFolder(), temporaryFolder()];
  await drawPhotos(drawings, COLOURS);
  const folderOf = (i: number) => join(library, `${i % folders}`);
  for (let i = 0; i < folders; i += 2) mkdirSync(folderOf(i));
  const { runs, states, notices } = startWatch(engine, [library]);
  await eventually(() => expect([states, runs.length]).toEqual([['watching'], 1]));
  const photos = () => engine.status().roots.reduce((sum, root) => sum + root.photos, 0);

  const colours = Object.keys(COLOURS);
  for (let i = 1; i < folders; i += 2) mkdirSync(folderOf(i));
  for (let i = 0; i < files; i++) {
    linkSync(join(drawings, colours[i % colours.length]!), join(folderOf(i), `${i}.png`));
  }
  // Some files are deleted immediately.
  for (let i = 0; i < files; i += 10) rmSync(join(folderOf(i), `${i}.png`));
  const blockedUntil = performance.now();
  const left = files - Math.ceil(files / 10);
  await expect.poll(photos, { timeout: 1_200_000, interval: 100 }).toBe(left);
  const seconds = Math.round((performance.now() - blockedUntil) / 100) / 10;

  // The folders created in the burst are watched too.
  const late = folders - 1 - (folders % 2);
  await drawPhotos(folderOf(late), { 'late.png': 'black' });
  await eventually(() => expect(photos()).toBe(left + 1));
  expect(await engine.index([library])).toMatchObject({ added: 0, changed: 0, moved: 0, removed: 0, kept: left + 1 });
  expect(notices).toEqual([]);
  return { files, seconds, runs: runs.length };
}
