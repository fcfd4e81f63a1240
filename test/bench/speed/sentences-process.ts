/** Asks the sentences of `npm run bench -- sentences` in one way, in a process that stays alive. Prints its figures as JSON. */

import { dirname } from 'node:path';
import { openEngine } from '../../../src/engine/engine.ts';
import type { SearchRequest } from '../../../src/search/search-request.ts';
import { quantile } from '../measure.ts';
import { KINDS_OF_SENTENCES, sentences } from './sentences.ts';
import { libraryNames } from './sentences-library.ts';

export interface SentencesTask {
  /** How the sentences are read. */
  readonly way: keyof typeof WAYS;
  /** Of the catalog. */
  readonly file: string;
  /** Folder of the photos. */
  readonly library: string;
}

const WAYS = { raw: { raw: true }, 'words off': { words: false }, literal: { literal: true }, full: {} } as const;
const OF_EACH = 13;
/** The first sentences of each kind load what all later ones use. */
const UNMEASURED = 1;

const task = JSON.parse(process.argv[2]!) as SentencesTask;
const engine = openEngine({
  dataDir: dirname(task.file),
  hub: { endpoint: 'http://127.0.0.1:9' },
  model: {},
  scan: { excludeDirs: [], includeHidden: false },
});
await engine.warmUp();
const today = new Date('2026-01-01T12:00:00');
const measured: { readonly kind: string; readonly wall: number; readonly processor: number }[] = [];
for (const { kind, query } of sentences(libraryNames(), OF_EACH)) {
  const request: SearchRequest = { query, folders: [task.library], top: 10, today, ...WAYS[task.way] };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await engine.search(request);
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  measured.push({ kind, wall, processor: (user + system) / 1000 });
}
await engine.close();

const later = measured.slice(UNMEASURED * KINDS_OF_SENTENCES.length);
const walls = later.map(({ wall }) => wall);
const processors = later.map(({ processor }) => processor);
const ofKinds = KINDS_OF_SENTENCES.map((kind) => {
  const own = later.filter((each) => each.kind === kind).map(({ processor }) => processor);
  return [`${kind}, processor p50, ms`, quantile(own, 0.5)] as const;
});
process.stdout.write(
  JSON.stringify({
    'p50, ms': quantile(walls, 0.5),
    'p95, ms': quantile(walls, 0.95),
    'max, ms': quantile(walls, 1),
    'processor p50, ms': quantile(processors, 0.5),
    'processor p95, ms': quantile(processors, 0.95),
    ...Object.fromEntries(ofKinds),
    'MB at the end': Math.round(process.memoryUsage.rss() / 1e6),
  }),
);
