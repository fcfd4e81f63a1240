/** Brings the derived store up to date with the catalog. The writer calls it at the end of an index run. */

import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PicsiftError } from '../../base/errors.ts';
import type { Catalog } from '../../catalog/open.ts';
import {
  countVectors,
  countVectorsAfter,
  sampleVectors,
  type VectorRow,
  vectorChecksum,
  vectorsAfter,
} from '../../catalog/vectors.ts';
import { writeWhole } from '../../library/files/replace-file.ts';
import { BLOCK_ROWS, CodeMemory } from './code-memory.ts';
import {
  HEADER,
  hasShards,
  headerText,
  isOutgrown,
  isWorn,
  readHeader,
  type StoredBlock,
  type StoreHeader,
} from './code-store.ts';
import { loadKernel } from './load-kernel.ts';
import { encode, trainQuantiser } from './quantiser.ts';

const SHARD_BLOCKS = 16;
/** One row of this many is a witness. */
const WITNESS_EVERY = BLOCK_ROWS / 4;

export interface UpdateOptions {
  readonly catalog: Catalog;
  readonly modelId: number;
  /** See `storeFolder`. */
  readonly folder: string;
  /** On abort the store stays as it is. */
  readonly signal: AbortSignal;
}

/**
 * Add shards when the new vectors fill at least one block. Create the whole store again when it is damaged, when too
 * many of its rows are dead, or when its mean and scales were computed from too few vectors. There is no store for
 * fewer vectors than a block has rows.
 * @throws the errors of the catalog and of the disk; the store then stays as it was.
 */
export async function updateStore(options: UpdateOptions): Promise<void> {
  const { catalog, modelId, folder } = options;
  const { kept, vectors, blocks } = compareStore(options);
  if (blocks > 0) await addBlocks(options, kept ?? emptyHeader(catalog, modelId, vectors), blocks);
  else if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

/** Decide whether `updateStore` would add nothing. */
export function isStoreUpToDate(options: Omit<UpdateOptions, 'signal'>): boolean {
  return compareStore(options).blocks === 0;
}

/** Find out which header can be kept, and how many blocks the vectors after it fill. */
function compareStore({ catalog, modelId, folder }: Omit<UpdateOptions, 'signal'>) {
  const vectors = countVectors(catalog, modelId);
  const stored = readHeader(catalog, folder, modelId);
  const kept = stored !== undefined && fits(catalog, folder, stored, vectors) ? stored : undefined;
  const blocks = Math.floor(countVectorsAfter(catalog, modelId, kept?.newest ?? 0) / BLOCK_ROWS);
  return { kept, vectors, blocks };
}

/** Decide whether the store is intact and worth extending. */
function fits(catalog: Catalog, folder: string, header: StoreHeader, vectors: number): boolean {
  const rows = header.blocks.length * BLOCK_ROWS;
  const live = vectors - countVectorsAfter(catalog, header.modelId, header.newest);
  return !isWorn(rows, live) && !isOutgrown(header.trainedOn, vectors) && hasShards(folder, header);
}

function emptyHeader(catalog: Catalog, modelId: number, vectors: number): StoreHeader {
  const dimension = vectorsAfter(catalog, modelId, 0, 1)[0]!.vector.length;
  const quantiser = trainQuantiser(sampleVectors(catalog, modelId), dimension);
  return { ...quantiser, modelId, dimension, trainedOn: vectors, newest: 0, blocks: [] };
}

/** Append `count` blocks. The header is written last, so no reader uses the new blocks before that. */
async function addBlocks(options: UpdateOptions, header: StoreHeader, count: number): Promise<void> {
  const { folder, signal } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = randomBytes(6).toString('hex');
  const written = new Set<string>();
  try {
    let grown = header;
    for (let first = 0; first < count; first += SHARD_BLOCKS) {
      const shard = `${name}-${first / SHARD_BLOCKS}.codes`;
      written.add(join(folder, shard));
      grown = await writeShard(options, grown, shard, Math.min(SHARD_BLOCKS, count - first));
    }
    signal.throwIfAborted();
    await writeWhole(join(folder, HEADER), headerText(grown));
    sweep(folder, grown);
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    throw error;
  }
}

/** @returns the header with the shard's blocks. */
async function writeShard(
  { catalog, modelId, folder, signal }: UpdateOptions,
  header: StoreHeader,
  shard: string,
  count: number,
): Promise<StoreHeader> {
  const file = openSync(join(folder, shard), 'wx', 0o600);
  try {
    const space = new CodeMemory(header.dimension);
    space.reserve(BLOCK_ROWS);
    const kernel = loadKernel(space);
    const codes = new Int8Array(space.stride);
    const { stored } = space.block(0);
    const blocks: StoredBlock[] = [];
    let { newest } = header;
    for (let index = 0; index < count; index++) {
      signal.throwIfAborted();
      const vectors = vectorsAfter(catalog, modelId, newest, BLOCK_ROWS);
      if (vectors.length < BLOCK_ROWS) throw new PicsiftError('interrupted', 'Another picsift took over the indexing.');
      for (const [row, { id, contentId, vector }] of vectors.entries()) {
        space.setRow(row, codes, encode(header, vector, codes), id, contentId);
      }
      writeFileSync(file, stored);
      newest = vectors.at(-1)!.id;
      blocks.push({
        shard,
        offset: index * stored.length,
        checksum: kernel.checksum(space.addresses(0).codes, stored.length) >>> 0,
        witnesses: witnesses(catalog, vectors),
      });
      // Let the heartbeat of the lease run.
      await setImmediate();
    }
    return { ...header, newest, blocks: [...header.blocks, ...blocks] };
  } finally {
    closeSync(file);
  }
}

function witnesses(catalog: Catalog, vectors: readonly VectorRow[]): [number, number][] {
  return vectors
    .filter((_, row) => row % WITNESS_EVERY === 0)
    .map(({ id }) => [id, vectorChecksum(catalog, id)!] as [number, number])
    .reverse();
}

/** Remove the files that the header does not list: former shards, and files that a killed process left behind. */
function sweep(folder: string, { blocks }: StoreHeader): void {
  const named = new Set([HEADER, ...blocks.map(({ shard }) => shard)]);
  for (const file of readdirSync(folder)) {
    if (!named.has(file)) rmSync(join(folder, file), { force: true });
  }
}
