/**
 * `npm run bench -- sentences [--photos 200000] [--home DIR] [--json]`
 *
 * How long sentences take in a generated library (see `fillLibrary`), with the built-in model: each way of reading them
 * in a process that stays alive, where other sentences have loaded everything; and the command line, which loads
 * everything for one query. Processor time is that of all threads together: other programs disturb it less.
 * `--home` keeps the library in a folder, or uses the one that is there.
 */

import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openCatalog } from '../../../src/catalog/open.ts';
import { inNewFolder, measure, measureScript, quantile, report } from '../measure.ts';
import { buildStore, enterModel, POCKET_DIMENSION, realModel } from './search-bench.ts';
import { fillLibrary, libraryNames } from './sentences-library.ts';
import type { SentencesTask } from './sentences-process.ts';

const FRESH_ROUNDS = 7;

export async function benchSentences(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: '200000' },
      home: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const photos = Number(values.photos);
  const bench = (home: string) => benchIn(resolve(home), photos, values.json);
  await (values.home === undefined ? inNewFolder(bench) : bench(values.home));
}

async function benchIn(home: string, photos: number, json: boolean): Promise<void> {
  const library = join(home, 'library');
  const file = join(home, 'data', 'catalog.sqlite');
  if (!existsSync(file)) await makeLibrary(file, library, photos);
  for (const way of ['raw', 'words off', 'literal', 'full'] as const) {
    const task: SentencesTask = { way, file, library };
    const { stdout } = await measureScript('test/bench/speed/sentences-process.ts', [JSON.stringify(task)], home);
    report({ way, photos, ...(JSON.parse(stdout) as Record<string, number>) }, json);
  }
  const { people, places } = libraryNames();
  const queries = { plain: 'two dogs near a house', sentence: `${people[3]} in ${places[3]} in summer 2019` };
  for (const [name, query] of Object.entries(queries)) {
    const seconds: number[] = [];
    const args = ['-n', query, '--in', library, '--quiet'];
    for (let round = 0; round < FRESH_ROUNDS; round++) seconds.push((await measure(args, home)).seconds);
    const sorted = seconds.map((each) => each * 1000);
    report({ 'fresh process': name, 'p50, ms': quantile(sorted, 0.5), 'fastest, ms': quantile(sorted, 0) }, json);
  }
}

async function makeLibrary(file: string, library: string, photos: number): Promise<void> {
  mkdirSync(library, { recursive: true });
  const catalog = openCatalog(file, { busyTimeoutMs: 30_000 });
  // Durability does not matter here: only benchmark data is lost at a power cut.
  catalog.pragma('synchronous = OFF');
  const modelId = await enterModel(catalog, realModel(POCKET_DIMENSION, undefined));
  fillLibrary(catalog, { modelId, library, photos, dimension: POCKET_DIMENSION });
  await buildStore(catalog, modelId);
  catalog.close();
}
