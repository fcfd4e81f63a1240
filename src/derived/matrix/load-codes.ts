/** Fills a code table from the derived store, if there is one, and from the catalog. */

import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../../catalog/open.ts';
import {
  countVectors,
  countVectorsAfter,
  newestVector,
  sampleVectors,
  vectorIdsAfter,
  vectorsAfter,
} from '../../catalog/vectors.ts';
import { BLOCK_ROWS } from './code-memory.ts';
import { discardStore, headerText, isOutgrown, isWorn, readHeader } from './code-store.ts';
import { CodeTable } from './code-table.ts';
import { loadKernel } from './load-kernel.ts';
import { trainQuantiser } from './quantiser.ts';
import { Scanners } from './scanners.ts';

/** Number of vectors that are read, or of ids that are looked up, between two turns of the event loop. */
const READ_AT_ONCE = 1_024;
const LOOKED_UP_AT_ONCE = 16_384;

export interface MatrixOptions {
  readonly catalog: Catalog;
  readonly modelId: number;
  /** Folder of the derived store: see `storeFolder`. */
  readonly folder: string;
}

export interface Loaded {
  readonly table: CodeTable;
  readonly scanners: Scanners;
  /** Number of vectors when the mean and the scales were computed. */
  readonly trainedOn: number;
  /** The largest vector id that was read. */
  newest: number;
}

/** @returns undefined when the model has no vectors. */
export async function loadCodes(options: MatrixOptions): Promise<Loaded | undefined> {
  const loaded = (await loadStore(options)) ?? trainFromCatalog(options);
  if (loaded !== undefined) await loadNewer(options, loaded);
  return loaded;
}

/** Add a row for each vector that was stored since the last call. */
export async function loadNewer({ catalog, modelId }: MatrixOptions, loaded: Loaded): Promise<void> {
  const newest = newestVector(catalog);
  while (loaded.newest < newest) {
    const vectors = vectorsAfter(catalog, modelId, loaded.newest, READ_AT_ONCE);
    for (const vector of vectors) loaded.table.add(vector);
    const last = vectors.at(-1)?.id ?? newest;
    loaded.newest = vectors.length < READ_AT_ONCE ? Math.max(last, newest) : last;
    await setImmediate();
  }
}

/** Mark all rows as dead whose vectors are gone from the catalog. */
export async function markDeleted({ catalog, modelId }: MatrixOptions, table: CodeTable): Promise<void> {
  const isPresent = new Uint8Array(table.rows);
  let last = 0;
  for (;;) {
    const present = vectorIdsAfter(catalog, modelId, last, LOOKED_UP_AT_ONCE);
    for (const { contentId, id } of present) {
      const row = table.rowOf(contentId);
      if (row !== undefined && table.vectorId(row) === id) isPresent[row] = 1;
    }
    if (present.length < LOOKED_UP_AT_ONCE) break;
    last = present.at(-1)!.contentId;
    await setImmediate();
  }
  for (let row = 0; row < isPresent.length; row++) {
    if (isPresent[row] === 0) table.markDead(row);
  }
}

/** Decide whether so much has changed that the rows must be numbered again, with a new mean and new scales. */
export function isStale({ table, trainedOn }: Loaded): boolean {
  const live = table.rows - table.dead;
  return isWorn(table.rows, live) || isOutgrown(trainedOn, live);
}

async function loadStore(options: MatrixOptions): Promise<Loaded | undefined> {
  const { catalog, modelId, folder } = options;
  const header = readHeader(catalog, folder, modelId);
  if (header === undefined) return undefined;
  const rows = header.blocks.length * BLOCK_ROWS;
  const table = new CodeTable(header);
  table.space.reserve(rows);
  const scanners = new Scanners(table.space, loadKernel(table.space));
  const loading = scanners.load(folder, header.blocks);
  // Count while the blocks load. An error of loading is handled below.
  loading.catch(() => {});
  const live = countVectors(catalog, modelId) - countVectorsAfter(catalog, modelId, header.newest);
  try {
    await loading;
  } catch {
    await scanners.close();
    const current = readHeader(catalog, folder, modelId);
    // The writer has replaced the store during the read.
    if (current !== undefined && headerText(current) !== headerText(header)) return loadStore(options);
    discardStore(folder);
    return undefined;
  }
  table.adopt(header.blocks.length);
  if (live !== table.rows - table.dead) await markDeleted(options, table);
  const loaded = { table, scanners, trainedOn: header.trainedOn, newest: header.newest };
  if (!isStale(loaded)) return loaded;
  await scanners.close();
  return undefined;
}

function trainFromCatalog({ catalog, modelId }: MatrixOptions): Loaded | undefined {
  const [first] = vectorsAfter(catalog, modelId, 0, 1);
  if (first === undefined) return undefined;
  const trainedOn = countVectors(catalog, modelId);
  const table = new CodeTable(trainQuantiser(sampleVectors(catalog, modelId), first.vector.length));
  return { table, scanners: new Scanners(table.space, loadKernel(table.space)), trainedOn, newest: 0 };
}
