/** Promise 6: a folder of photos gets another name. */

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../src/engine/api.ts';
import { drawMany, temporaryFolder } from '../photos/drawings.ts';
import { testEngine } from '../test-engine.ts';

/** What the run after it must not have done. */
export const NO_WORK = { added: 0, changed: 0, removed: 0, embedded: 0, heldBack: 0, offline: [] };

/** @returns the account of the run after the renaming. */
export async function renameFolder(photos: number): ReturnType<Engine['index']> {
  const folder = temporaryFolder();
  await drawMany(join(folder, 'a'), photos);
  const engine = testEngine();
  await engine.index([folder]);
  renameSync(join(folder, 'a'), join(folder, 'b'));
  return engine.index([folder]);
}
