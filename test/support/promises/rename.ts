/** Promise 6: a folder of photos is renamed. */

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../src/engine/api.ts';
import { drawMany, temporaryFolder } from '../photos/drawings.ts';
import { testEngine } from '../test-engine.ts';

/** Work that the run after the renaming must not have done. */
export const NO_WORK = { added: 0, changed: 0, removed: 0, embedded: 0, heldBack: 0, offline: [] };

/** Index photos, rename their folder, and index again. @returns the summary of the second run. */
export async function renameFolder(photos: number, engine: Engine = testEngine()): ReturnType<Engine['index']> {
  const folder = temporaryFolder();
  await drawMany(join(folder, 'a'), photos);
  await engine.index([folder]);
  renameSync(join(folder, 'a'), join(folder, 'b'));
  return engine.index([folder]);
}
