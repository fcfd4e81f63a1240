/**
 * `npm run bench -- search [--photos 1280000] [--dimension 512] [--model-dir DIR] [--json]`
 *
 * Ranks generated vectors (see `clipLike`) in a real catalog: 50,000, 200,000, and the requested number. For each size
 * it measures: building the derived store; a process that has loaded it; eight rankings at once, as a multiple of one;
 * processes that start with it (files in the page cache); and for comparison the plain implementation: float32, four
 * accumulators, one thread. Each figure comes from a separate process. Cold processes also load the text half of the
 * built-in model. With the vector length of a real model (192: the built-in model; otherwise --model-dir) it also
 * measures the command line itself. Needs 4 GB of disk and 4 GB of memory for a million vectors.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../../src/base/paths.ts';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { refreshWords } from '../../../src/catalog/metadata/words.ts';
import { activateModel } from '../../../src/catalog/models.ts';
import { type Catalog, openCatalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { putRoot } from '../../../src/catalog/roots.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { derivedFolder } from '../../../src/derived/derived-folder.ts';
import { storeFolder } from '../../../src/derived/matrix/code-store.ts';
import { updateStore } from '../../../src/derived/matrix/update-code-store.ts';
import { photoTableFile, updatePhotoTable } from '../../../src/derived/photo-table-file.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { fileStamps, fingerprint } from '../../../src/model/store/fingerprint.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { clipLike, seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { inNewFolder, type Measured, measure, measureScript, report } from '../measure.ts';
import type { SearchTask } from './search-process.ts';

const SIZES = [50_000, 200_000];
export const POCKET_DIMENSION = 192;
const COLD_ROUNDS = 5;

export async function benchSearch(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: '1280000' },
      dimension: { type: 'string', default: '512' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const photos = Number(values.photos);
  const dimension = Number(values.dimension);
  await inNewFolder(async (home) => {
    const library = join(home, 'library');
    mkdirSync(library);
    const file = join(home, 'data', 'catalog.sqlite');
    const catalog = openCatalog(file, { busyTimeoutMs: 30_000 });
    // Durability does not matter here: only benchmark data is lost at a power cut.
    catalog.pragma('synchronous = OFF');
    try {
      const model = realModel(dimension, values['model-dir']);
      const modelId = await enterModel(catalog, model);
      const fill = filler(catalog, modelId, library, dimension);
      for (const size of [...SIZES.filter((each) => each < photos), photos]) {
        fill(size);
        const task = { file, modelId, dimension, photos: size, library };
        const row = { photos: size, ...(await buildStore(catalog, modelId)), ...(await measureSize(task, home)) };
        report({ ...row, ...(model === undefined ? {} : await measureWhole(task, home)) }, values.json);
        if (!values.json) process.stdout.write('\n');
      }
    } finally {
      catalog.close();
    }
  });
}

export function realModel(dimension: number, folder: string | undefined): ModelSpec | undefined {
  if (folder !== undefined) return readModelFolder(folder);
  if (dimension !== POCKET_DIMENSION) return undefined;
  return readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
}

export async function enterModel(catalog: Catalog, model: ModelSpec | undefined): Promise<number> {
  if (model === undefined) {
    return activateModel(catalog, { name: 'made-up', fingerprint: 'made-up', folder: '/', stamps: '' }).id;
  }
  const { name, folder } = model;
  return activateModel(catalog, { name, folder, fingerprint: await fingerprint(model), stamps: fileStamps(model) }).id;
}

/** @returns a function that adds photos until there are `size` of them. */
function filler(catalog: Catalog, modelId: number, library: string, dimension: number): (size: number) => void {
  const { next } = clipLike(dimension, seededRandom(42), 20_000);
  const photos = photoWriter(catalog);
  const vectors = vectorWriter(catalog, modelId);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
  let done = 0;
  return (size) => {
    while (done < size) {
      catalog.transaction(() => {
        for (const end = Math.min(size, done + 10_000); done < end; done++) {
          const sha256 = Buffer.alloc(32);
          sha256.writeUInt32LE(done);
          const contentId = photos.addContent({
            sha256,
            width: 4_000,
            height: 3_000,
            damaged: false,
            decoderVersion: DECODER_VERSION,
            perceptualHash: null,
          });
          const path = `${library}/folder-${Math.floor(done / 1_000)}/photo-${done}.jpg`;
          photos.add({ path, size: done, mtimeNs: 1n, status: null, device: 1, namedAt: null }, contentId);
          vectors.put(contentId, next());
          if (done % 100 === 0) metadata.describe(contentId, { ...NOTHING_KNOWN, rating: 5 });
        }
      })();
    }
    refreshWords(catalog, () => '');
    catalog.pragma('wal_checkpoint(TRUNCATE)');
  };
}

export async function buildStore(catalog: Catalog, modelId: number): Promise<Record<string, number>> {
  const folder = storeFolder(catalog, modelId);
  rmSync(folder, { recursive: true, force: true });
  const startedAt = performance.now();
  await updateStore({ catalog, modelId, folder, signal: new AbortController().signal });
  await updatePhotoTable(catalog, photoTableFile(derivedFolder(catalog.name)));
  return { 'store made, s': Math.round(performance.now() - startedAt) / 1000 };
}

type Task = Omit<SearchTask, 'kind'>;

async function runTask(kind: SearchTask['kind'], task: Task, home: string) {
  const measured = await measureScript('test/bench/speed/search-process.ts', [JSON.stringify({ kind, ...task })], home);
  return { ...measured, figures: JSON.parse(measured.stdout) as Record<string, number> };
}

async function measureSize(task: Task, home: string): Promise<Record<string, number>> {
  const run = (kind: SearchTask['kind']) => runTask(kind, task, home);
  const warm = await run('warm');
  const plain = await run('plain');
  const cold = await best(() => run('cold'));
  // One reader per core: this measures what the memory can do, not what one core can do.
  const reads = await Promise.all(Array.from({ length: availableParallelism() }, () => run('read')));
  return {
    ...warm.figures,
    'warm, peak MB': warm.peakMegabytes,
    'plain JS p50, ms': plain.figures['p50, ms']!,
    'times as fast': round(plain.figures['p50, ms']! / warm.figures['warm p50, ms']!),
    'cold process, s': cold.seconds,
    'cold, peak MB': cold.peakMegabytes,
    'memory reads, GB/s': round(reads.reduce((sum, { figures }) => sum + figures['GB/s']!, 0)),
  };
}

/** The complete search, in a process that stays alive and by the command line. */
async function measureWhole(task: Task, home: string): Promise<Record<string, number>> {
  const { figures, peakMegabytes } = await runTask('engine', task, home);
  const cold = await best(() => measure(['-n', 'two dogs', '--in', task.library, '--quiet'], home));
  return {
    ...figures,
    'searches, peak MB': peakMegabytes,
    'cold command, s': cold.seconds,
    'cold command, peak MB': cold.peakMegabytes,
  };
}

/** Returns the fastest of several runs: disturbances only slow a run down. */
async function best<T extends Measured>(work: () => Promise<T>): Promise<T> {
  const runs: T[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) runs.push(await work());
  return runs.toSorted((a, b) => a.seconds - b.seconds)[0]!;
}

function round(figure: number): number {
  return Math.round(figure * 10) / 10;
}
