/**
 * The derived store of a model's codes: what a search would otherwise compute from the vectors in the catalog, each time
 * picsift starts. A header names the shards; a shard is a file of whole blocks, as they are in memory. Shards never
 * change: more vectors make more shards, and anything else a new set. It can be thrown away at any time.
 */

import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Catalog } from '../../catalog/open.ts';
import { newestVector, vectorChecksum } from '../../catalog/vectors.ts';
import { derivedFolder } from '../derived-folder.ts';
import { type CodeMemory, storedBytesOf } from './code-memory.ts';
import type { Quantiser } from './quantiser.ts';
import type { Kernel } from './scan-blocks.ts';

/** Of header, shards and codes together. Another number: made anew. */
const FORMAT = 1;
export const HEADER = 'header.json';

/** A block in a shard. */
export interface StoredBlock {
  /** Name of the shard's file. */
  readonly shard: string;
  /** Of its first byte in the file. */
  readonly offset: number;
  /** See kernel.ts. */
  readonly checksum: number;
  /** Some of its vectors with the catalog's checksums: they tell a store that was made from another catalog. */
  readonly witnesses: readonly (readonly [id: number, checksum: number])[];
}

export interface StoreHeader extends Quantiser {
  readonly modelId: number;
  readonly dimension: number;
  /** How many vectors there were when mean and scale were found. */
  readonly trainedOn: number;
  /** The largest vector id in it: all of the model's vectors up to this one were in the catalog then. */
  readonly newest: number;
  readonly blocks: readonly StoredBlock[];
}

/** Where the store of a catalog's model is. */
export function storeFolder(catalog: Catalog, modelId: number): string {
  return join(derivedFolder(catalog.name), 'matrix', `${modelId}`);
}

/** @returns undefined where there is none that is whole, of this format, and made from this catalog. */
export function readHeader(catalog: Catalog, folder: string, modelId: number): StoreHeader | undefined {
  try {
    const { format, checksum, body } = JSON.parse(readFileSync(join(folder, HEADER), 'utf8'));
    if (format !== FORMAT || checksum !== crc32(JSON.stringify(body))) return undefined;
    const header = body as StoreHeader & { mean: number[]; scale: number[] };
    if (header.modelId !== modelId || !isOf(catalog, header)) return undefined;
    return { ...header, mean: Float64Array.from(header.mean), scale: Float64Array.from(header.scale) };
  } catch {
    // Not there, or not JSON.
    return undefined;
  }
}

export function headerText({ mean, scale, ...header }: StoreHeader): string {
  const body = { ...header, mean: [...mean], scale: [...scale] };
  return JSON.stringify({ format: FORMAT, checksum: crc32(JSON.stringify(body)), body });
}

/** Vector ids are given once in a catalog's life; a catalog that was made anew, or put back, gives them again. */
function isOf(catalog: Catalog, { newest, blocks }: StoreHeader): boolean {
  if (newest > newestVector(catalog)) return false;
  return blocks.every(({ witnesses }) => {
    for (const [id, checksum] of witnesses) {
      const current = vectorChecksum(catalog, id);
      if (current !== undefined) return current === checksum;
    }
    // All of them deleted: that happens.
    return true;
  });
}

/** True where every shard is there and long enough. */
export function hasShards(folder: string, { blocks, dimension }: StoreHeader): boolean {
  const ends = new Map(blocks.map(({ shard, offset }) => [shard, offset + storedBytesOf(dimension)]));
  return [...ends].every(([shard, end]) => {
    const file = join(folder, shard);
    return existsSync(file) && statSync(file).size === end;
  });
}

/** Of the rows, so many may be dead before they are numbered anew. */
const MOST_DEAD = 0.25;
/** The mean and the scales of a few photos fit so many times as many. */
const FIT_FACTOR = 4;

export const isWorn = (rows: number, live: number) => live < rows * (1 - MOST_DEAD);

export const isOutgrown = (trainedOn: number, live: number) => live > trainedOn * FIT_FACTOR;

/** For whoever finds it damaged: the next index run makes it anew. */
export function discardStore(folder: string): void {
  rmSync(join(folder, HEADER), { force: true });
}

/**
 * Read blocks that no other thread has taken, until none is left.
 * @throws where one is not what was stored.
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
