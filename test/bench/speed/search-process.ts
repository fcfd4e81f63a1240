/** The processes whose speed and memory `npm run bench -- search` compares. Each prints its figures as JSON. */

import { dirname, join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { CodeMemory } from '../../../src/derived/matrix/code-memory.ts';
import { storeFolder } from '../../../src/derived/matrix/code-store.ts';
import { loadKernel } from '../../../src/derived/matrix/load-kernel.ts';
import { VectorMatrix } from '../../../src/derived/matrix/matrix.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { startTextTower } from '../../../src/model/run/tower-client.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import type { FilterRequest } from '../../../src/search/filters/filter-table.ts';
import { clipLike, seededRandom, unit } from '../../support/catalogs/made-up-vectors.ts';

export interface SearchTask {
  readonly kind: 'engine' | 'warm' | 'cold' | 'plain' | 'read';
  /** Folder of the catalog. */
  readonly file: string;
  readonly modelId: number;
  readonly dimension: number;
  readonly photos: number;
  /** Folder of the photos. */
  readonly library: string;
}

const TOP = 10;
const WARM_QUERIES = 100;
const PLAIN_QUERIES = 15;
const TOGETHER = 8;
const TOGETHER_ROUNDS = 30;
const READ_BYTES = 320_000_000;
const READ_ROUNDS = 10;

const task = JSON.parse(process.argv[2]!) as SearchTask;
const figures = { engine: searches, warm, cold, plain, read }[task.kind];
process.stdout.write(JSON.stringify(await figures()));

/** Searches one after the other in a process that has loaded everything. */
async function warm() {
  const catalog = openCatalog(task.file, { busyTimeoutMs: 100 });
  const matrix = new VectorMatrix({ catalog, modelId: task.modelId, folder: storeFolder(catalog, task.modelId) });
  const startedAt = performance.now();
  await matrix.refresh();
  const loadMs = performance.now() - startedAt;
  if (matrix.rows !== task.photos) throw new Error(`${matrix.rows} rows instead of ${task.photos}`);
  const queries = queryMaker();
  const few = new Uint8Array(matrix.rows).map((_, row) => (row % 100 === 0 ? 1 : 0));
  const search = async (mask?: Uint8Array) => {
    await matrix.refresh();
    await matrix.best(queries(), TOP, mask);
  };
  for (let i = 0; i < 10; i++) await search();
  const all = await times(WARM_QUERIES, () => search());
  const masked = await times(WARM_QUERIES, () => search(few));
  const together = await eightAtOnce(() => search());
  await matrix.close();
  catalog.close();
  return {
    'load, ms': Math.round(loadMs),
    'warm p50, ms': at(all, 0.5),
    'warm p95, ms': at(all, 0.95),
    'one in 100 p50, ms': at(masked, 0.5),
    'rankings, eight at once / one': together,
  };
}

/** Complete searches, from words to results with verdicts, each for different words. */
async function searches() {
  const engine = openEngine({
    dataDir: dirname(task.file),
    hub: { endpoint: 'http://127.0.0.1:9' },
    model: {},
    scan: { excludeDirs: [], includeHidden: false },
  });
  let number = 0;
  // Different words for each search; the last word is no name, or the name of a folder.
  const search = (filters: FilterRequest, name = 'cats') =>
    engine.search({ query: `two${'o'.repeat(++number)} dogs and ${name}`, folders: [task.library], top: TOP, filters });
  const startedAt = performance.now();
  await search({});
  const firstMs = performance.now() - startedAt;
  for (let i = 0; i < 5; i++) await search({});
  const all = await times(WARM_QUERIES, () => search({}));
  const named = await times(WARM_QUERIES, () => search({}, `folder-${number % 50}`));
  await search({ rating: 5 });
  const filtered = await times(WARM_QUERIES, () => search({ rating: 5 }));
  const together = await eightAtOnce(() => search({}));
  await engine.close();
  return {
    'first search, ms': Math.round(firstMs),
    'search p50, ms': at(all, 0.5),
    'search p95, ms': at(all, 0.95),
    'folder named p50, ms': at(named, 0.5),
    'filtered to 1 % p50, ms': at(filtered, 0.5),
    'searches, eight at once / one': together,
  };
}

/** One search after a cold start, with the text half of the built-in model. */
async function cold() {
  const catalog = openCatalog(task.file, { busyTimeoutMs: 100 });
  const tower = startTextTower(readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket')), true);
  const matrix = new VectorMatrix({ catalog, modelId: task.modelId, folder: storeFolder(catalog, task.modelId) });
  const [[words]] = await Promise.all([tower.embed(['two dogs']), matrix.refresh()]);
  // The model's vectors may have another length than the matrix: the query is generated, but the amount of work is the
  // same.
  const { best, count } = await matrix.best(queryMaker(words![0]!)(), TOP);
  if (count !== task.photos) throw new Error(`${count} rows instead of ${task.photos}`);
  await Promise.all([tower.close(), matrix.close()]);
  catalog.close();
  return { results: best.length };
}

/** The plain implementation: float32, four accumulators, the best ten kept in a list. */
async function plain() {
  const { dimension, photos } = task;
  const data = new Float32Array(photos * dimension);
  const random = seededRandom(7);
  for (let i = 0; i < data.length; i++) data[i] = random.next() - 0.5;
  const queries = queryMaker();
  const measured = await times(PLAIN_QUERIES, () => {
    const query = queries();
    const best: { row: number; score: number }[] = [];
    for (let row = 0; row < photos; row++) {
      const start = row * dimension;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let i = 0; i < dimension; i += 4) {
        a += data[start + i]! * query[i]!;
        b += data[start + i + 1]! * query[i + 1]!;
        c += data[start + i + 2]! * query[i + 2]!;
        d += data[start + i + 3]! * query[i + 3]!;
      }
      const score = a + b + c + d;
      if (best.length < TOP || score > best[TOP - 1]!.score) {
        best.push({ row, score });
        best.sort((one, other) => other.score - one.score);
        best.length = Math.min(best.length, TOP);
      }
    }
  });
  return { 'p50, ms': at(measured, 0.5) };
}

/** Reads memory and nothing else, sixteen bytes at a time. */
async function read() {
  const space = new CodeMemory(task.dimension);
  const rows = Math.floor(READ_BYTES / task.dimension);
  space.reserve(rows);
  new Uint8Array(space.memory.buffer).fill(1);
  const kernel = loadKernel(space);
  const start = space.addresses(0).codes;
  const bytes = Math.floor((space.memory.buffer.byteLength - start) / 16) * 16;
  const measured = await times(READ_ROUNDS, () => void kernel.checksum(start, bytes));
  return { 'GB/s': bytes / 1e6 / at(measured, 0.5) };
}

/**
 * Queries like those from texts: another common direction than the pictures, and a component that some pictures share.
 */
function queryMaker(seed = 99): () => Float32Array {
  const random = seededRandom(seed * 1_000);
  const pictures = clipLike(task.dimension, random, 100);
  const common = unit(new Float32Array(task.dimension).map(() => random.normal()));
  return () => unit(pictures.next().map((value, i) => 0.5 * value + common[i]!));
}

/** The time of eight at once as a multiple of the time of one. Measured in turn, so that disturbances meet both. */
async function eightAtOnce(search: () => Promise<unknown>): Promise<number> {
  const ones: number[] = [];
  const eights: number[] = [];
  for (let i = 0; i < TOGETHER_ROUNDS; i++) {
    ones.push(...(await times(1, search)));
    eights.push(...(await times(1, () => Promise.all(Array.from({ length: TOGETHER }, search)))));
  }
  const middle = (measured: number[]) => measured.sort((a, b) => a - b)[TOGETHER_ROUNDS / 2]!;
  return Math.round((100 * middle(eights)) / middle(ones)) / 100;
}

/** Durations in milliseconds, sorted. */
async function times(rounds: number, work: () => unknown): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const startedAt = performance.now();
    await work();
    measured.push(performance.now() - startedAt);
  }
  return measured.sort((a, b) => a - b);
}

function at(sorted: readonly number[], quantile: number): number {
  return Math.round(sorted[Math.floor(sorted.length * quantile)]! * 10) / 10;
}
