/**
 * The vectors of the ordinary phrases, against which searches for words are judged. The first search of a data folder
 * embeds them, which takes longer than all else that it does. They depend on the model only, so tests copy them.
 */

import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../../src/engine/engine.ts';
import { onceInRun } from './once-in-run.ts';
import { engineOptions } from './test-engine.ts';

/** Put the vectors of the built-in model into a data folder, as a former search would have. */
export async function putPhrases(dataDir: string): Promise<void> {
  const derived = join(dataDir, 'derived');
  if (existsSync(derived)) return;
  const made = await onceInRun('phrases', async (folder) => {
    const engine = openEngine(engineOptions({ dataDir: folder }));
    await engine.useModel('pocket');
    await engine.warmUp();
    await engine.close();
  });
  cpSync(join(made, 'derived'), derived, { recursive: true });
}
