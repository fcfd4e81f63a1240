/** A real engine with the built-in model, on its own data folder. */

import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine, EngineOptions } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { temporaryFolder } from './photos/drawings.ts';

export function engineOptions(overrides: Partial<EngineOptions> = {}): EngineOptions {
  return {
    dataDir: overrides.dataDir ?? join(temporaryFolder(), 'data'),
    // Nothing may be downloaded: port 9 (discard) refuses.
    hub: { endpoint: 'http://127.0.0.1:9' },
    model: { name: 'pocket' },
    provider: 'cpu',
    text: false,
    hemisphere: 'north',
    scan: { excludeDirs: [], includeHidden: false },
    ...overrides,
  };
}

/** Opens an engine, and closes it at the end of the test. */
export function testEngine(overrides: Partial<EngineOptions> = {}): Engine {
  const engine = openEngine(engineOptions(overrides));
  onTestFinished(() => engine.close());
  return engine;
}

export const COLOURS = { 'red.jpg': 'red', 'blue.png': 'blue', 'green.webp': 'green', 'more/yellow.tiff': 'yellow' };

/** Returns the file names of the photos below a folder that match a query, best first. */
export async function bestMatches(engine: Engine, query: string, folder: string, top = 10): Promise<string[]> {
  const { results } = await engine.search({ query, folders: [folder], top, grouped: false });
  return results.map(({ path }) => basename(path));
}
