/**
 * The derived store of a model's codes. Without it, picsift would compute the codes from the vectors in the catalog at
 * each start. A header lists the shards; a shard is a file of complete blocks, as they are in memory. Shards never
 * change: new vectors make additional shards, and any other change makes a new set. The store may be deleted at any
 * time.
 */

import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Catalog } from '../../catalog/open.ts';
import { newestVector, vectorChecksum } from '../../catalog/vectors.ts';
import { derivedFolder } from '../derived-folder.ts';
import { type CodeMemory, storedBytesOf } from './code-memory.ts';
import type { Kernel } from './load-kernel.ts';
import type { Quantiser } from './quantiser.ts';

/** Format of header, shards and codes. A store with another number is created again. */
const FORMAT = 1;
export const HEADER = 'header.json';

/** A block in a shard. */
export interface StoredBlock {
  /** Name of the shard's file. */
  readonly shard: string;
  /** Position of its first byte in the file. */
  readonly offset: number;
  /** See kernel.ts. */
  readonly checksum: number;
  /** Some of its vectors with the catalog's checksums. They reveal a store that was made from another catalog. */
  readonly witnesses: readonly (readonly [id: number, checksum: number])[];
}

export interface StoreHeader extends Quantiser {
  readonly modelId: number;
  readonly dimension: number;
  /** Number of vectors when mean and scale were computed. */
  readonly trainedOn: number;
  /** The largest vector id in the store. The store has all vectors of the model up to this one. */
  readonly newest: number;
  readonly blocks: readonly StoredBlock[];
}

/** Return the folder of a model's store. */
export function storeFolder(catalog: Catalog, modelId: number): string {
  return join(derivedFolder(catalog.name), 'matrix', `${modelId}`);
}

/** @returns undefined unless there is an intact store of this format that was made from this catalog. */
export function readHeader(catalog: Catalog, folder: string, modelId: number): StoreHeader | undefined {
  try {
    const { format, checksum, body } = JSON.parse(readFileSync(join(folder, HEADER), 'utf8'));
    if (format !== FORMAT || checksum !== crc32(JSON.stringify(body))) return undefined;
    const header = body as StoreHeader & { mean: number[]; scale: number[] };
    if (header.modelId !== modelId || !matchesCatalog(catalog, header)) return undefined;
    return { ...header, mean: Float64Array.from(header.mean), scale: Float64Array.from(header.scale) };
  } catch {
    // The file is missing or not JSON.
    return undefined;
  }
}

export function headerText({ mean, scale, ...header }: StoreHeader): string {
  const body = { ...header, mean: [...mean], scale: [...scale] };
  return JSON.stringify({ format: FORMAT, checksum: crc32(JSON.stringify(body)), body });
}

/** Compare checksums, because a catalog that was created again or restored from a backup assigns the same ids again. */
function matchesCatalog(catalog: Catalog, { newest, blocks }: StoreHeader): boolean {
  if (newest > newestVector(catalog)) return false;
  return blocks.every(({ witnesses }) => {
    for (const [id, checksum] of witnesses) {
      const current = vectorChecksum(catalog, id);
      if (current !== undefined) return current === checksum;
    }
    // All witnesses may have been deleted.
    return true;
  });
}

/** Decide whether every shard exists and has the right size. */
export function hasShards(folder: string, { blocks, dimension }: StoreHeader): boolean {
  const ends = new Map(blocks.map(({ shard, offset }) => [shard, offset + storedBytesOf(dimension)]));
  return [...ends].every(([shard, end]) => {
    const file = join(folder, shard);
    return existsSync(file) && statSync(file).size === end;
  });
}

/** Share of dead rows above which the codes are computed again, without dead rows. */
const MAX_DEAD_SHARE = 0.25;
/** Mean and scales are computed again when there are this many times as many vectors. */
const MAX_GROWTH = 4;

/** Decide whether too many rows are dead. */
export const isWorn = (rows: number, live: number) => live < rows * (1 - MAX_DEAD_SHARE);

/** Decide whether mean and scales were computed from too few vectors. */
export const isOutgrown = (trainedOn: number, live: number) => live > trainedOn * MAX_GROWTH;

/** Discard a damaged store. The next index run creates it again. */
export function discardStore(folder: string): void {
  rmSync(join(folder, HEADER), { force: true });
}

/**
 * Read blocks that no other thread has taken, until none is left.
 * @throws Error when a block is missing or damaged.
 */
export function loadBlocks(kernel: Kernel, space: CodeMemory, folder: string, blocks: readonly StoredBlock[]): void {
  let open: { shard: string; fd: number } | undefined;
  try {
    for (let index = space.takeBlock(); index < blocks.length; index = space.takeBlock()) {
      const { shard, offset, checksum } = blocks[index]!;
      if (open?.shard !== shard) {
        if (open !== undefined) closeSync(open.fd);
        open = undefined;
        open = { shard, fd: openSync(join(folder, shard), 'r') };
      }
      const { stored } = space.block(index);
      for (let read = 0; read < stored.length; ) {
        const count = readSync(open.fd, stored, read, stored.length - read, offset + read);
        if (count === 0) throw new Error(`${shard} ends too early`);
        read += count;
      }
      const { codes } = space.addresses(index);
      if (kernel.checksum(codes, stored.length) >>> 0 !== checksum) throw new Error(`${shard} is damaged`);
    }
  } finally {
    if (open !== undefined) closeSync(open.fd);
  }
}
