/**
 * The memory of the codes: one WebAssembly memory that all scanning threads share. It grows by blocks of 4,096 rows
 * while threads read it, and nothing in it moves.
 *
 * The queries and the scanners' results come first. Then come the blocks. A block consists of the part that is stored
 * on disk (the codes, then the residuals' norms, the vectors' ids and the contents' ids of all rows), one byte for each
 * row that says whether the row is live, and one byte for each row with a bit of each of up to eight masks.
 */

import { PicsiftError } from '../../base/errors.ts';

export const BLOCK_ROWS = 4_096;
/** Maximum number of queries that are scanned for at the same time: a byte of the masks has a bit for each. */
export const MAX_QUERIES = 8;
/** Rows that are scanned for all queries in turn while the processor's cache (L2) has their codes. */
export const STRIPE_ROWS = 512;
/** A 32-bit word whose four bytes are 1. */
export const EACH_BYTE = 0x01010101;
/** Maximum number of threads for one scan. More threads would only wait for the memory. */
export const MAX_SCANNERS = 4;
/** The byte of `live` for a live row: all ones, so that `live & mask` equals the mask. */
export const LIVE = 0xff;

const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** Element of `ints` with the number of the next block that no scanner has taken. */
const NEXT_BLOCK = 0;
/** Address of the first query. */
const QUERIES = 64;
/** Offsets in a scanner's own page. Its sums come first: three for each query. */
const FOUND = 1_024;
const DOTS = FOUND + 8 * STRIPE_ROWS;

/** Views of a block. Element `i` of each view belongs to row `i` of the block. */
export interface Block {
  readonly norms: Float32Array;
  readonly vectorIds: Uint32Array;
  readonly contentIds: Uint32Array;
  readonly live: Uint8Array;
  readonly masks: Uint8Array;
  /** The part of the block that is stored on disk. */
  readonly stored: Uint8Array;
}

/** Addresses in bytes, for the kernel. */
export interface BlockAddresses {
  readonly codes: number;
  readonly norms: number;
  readonly live: number;
  readonly masks: number;
}

const strideOf = (dimension: number) => Math.ceil(dimension / 16) * 16;

/** Return the number of bytes of a block that are stored on disk. */
export const storedBytesOf = (dimension: number) => BLOCK_ROWS * (strideOf(dimension) + 12);

export class CodeMemory {
  readonly memory: WebAssembly.Memory;
  readonly dimension: number;
  /** Codes in a row: the dimension, rounded up to a multiple of 16 and padded with zeros. */
  readonly stride: number;
  /** Pages before the first block. */
  readonly #headPages: number;
  readonly #storedBytes: number;
  readonly #blockBytes: number;
  readonly #blocks: Block[] = [];
  #all: SharedArrayBuffer;
  #ints: Int32Array;
  #floats: Float32Array;

  /** @param memory the memory of another thread, to share it. */
  constructor(dimension: number, memory?: WebAssembly.Memory) {
    this.dimension = dimension;
    this.stride = strideOf(dimension);
    this.#storedBytes = storedBytesOf(dimension);
    this.#blockBytes = this.#storedBytes + BLOCK_ROWS * 2;
    this.#headPages = Math.ceil(this.queryAddress(MAX_QUERIES) / PAGE) + MAX_SCANNERS;
    this.memory = memory ?? new WebAssembly.Memory({ initial: this.#headPages, maximum: MAX_PAGES, shared: true });
    this.#all = this.memory.buffer;
    this.#ints = new Int32Array(this.#all);
    this.#floats = new Float32Array(this.#all);
  }

  /** Grow the memory to hold this many rows. @throws PicsiftError `worker-failed` beyond 4 GB. */
  reserve(rows: number): void {
    const pages = Math.ceil(this.#start(Math.ceil(rows / BLOCK_ROWS)) / PAGE);
    const missing = pages - this.memory.buffer.byteLength / PAGE;
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      const text = `There is not enough memory to search ${rows} photos. Close other programs, or index fewer photos.`;
      throw new PicsiftError('worker-failed', text, { cause });
    }
  }

  block(index: number): Block {
    const known = this.#blocks[index];
    if (known !== undefined) return known;
    const { norms, live, masks } = this.addresses(index);
    const buffer = this.memory.buffer;
    const block = {
      norms: new Float32Array(buffer, norms, BLOCK_ROWS),
      vectorIds: new Uint32Array(buffer, norms + BLOCK_ROWS * 4, BLOCK_ROWS),
      contentIds: new Uint32Array(buffer, norms + BLOCK_ROWS * 8, BLOCK_ROWS),
      live: new Uint8Array(buffer, live, BLOCK_ROWS),
      masks: new Uint8Array(buffer, masks, BLOCK_ROWS),
      stored: new Uint8Array(buffer, this.#start(index), this.#storedBytes),
    };
    this.#blocks[index] = block;
    return block;
  }

  /** @param row first row in the block; a multiple of 4. */
  addresses(index: number, row = 0): BlockAddresses {
    const start = this.#start(index);
    const norms = start + BLOCK_ROWS * this.stride + row * 4;
    const live = start + this.#storedBytes + row;
    return { codes: start + row * this.stride, norms, live, masks: live + BLOCK_ROWS };
  }

  /**
   * Write a row. The codes of four rows are interleaved, eight codes of each row in turn, so that the kernel reads the
   * memory sequentially.
   * @param codes the codes of the row; their number is `stride`.
   */
  setRow(row: number, codes: Int8Array, norm: number, vectorId: number, contentId: number): void {
    const index = Math.floor(row / BLOCK_ROWS);
    const inBlock = row % BLOCK_ROWS;
    const { ints } = this.views();
    const words = new Int32Array(codes.buffer, codes.byteOffset, this.stride / 4);
    const start = (this.#start(index) + Math.floor(inBlock / 4) * 4 * this.stride) / 4 + (inBlock % 4) * 2;
    for (let i = 0; i < words.length; i += 2) {
      ints[start + i * 4] = words[i]!;
      ints[start + i * 4 + 1] = words[i + 1]!;
    }
    const block = this.block(index);
    block.norms[inBlock] = norm;
    block.vectorIds[inBlock] = vectorId;
    block.contentIds[inBlock] = contentId;
  }

  /** Return the address of query number `slot`, which is below `MAX_QUERIES`. */
  queryAddress(slot: number): number {
    return QUERIES + slot * this.stride * 2;
  }

  /** Write a query for all scanners. */
  setQuery(slot: number, codes: Int16Array): void {
    new Int16Array(this.memory.buffer, this.queryAddress(slot), this.stride).fill(0).set(codes);
  }

  /** Let the scanners start with this block. */
  startAt(block: number): void {
    Atomics.store(this.views().ints, NEXT_BLOCK, block);
  }

  /** Return the number of the next block. No other scanner gets the same number. */
  takeBlock(): number {
    return Atomics.add(this.views().ints, NEXT_BLOCK, 1);
  }

  /** Return the whole memory as 32-bit words. Element `i` is at address `4 * i`. */
  views(): { ints: Int32Array; floats: Float32Array } {
    // When another thread has grown the memory, a longer buffer refers to the same bytes.
    if (this.#all !== this.memory.buffer) {
      this.#all = this.memory.buffer;
      this.#ints = new Int32Array(this.#all);
      this.#floats = new Float32Array(this.#all);
    }
    return { ints: this.#ints, floats: this.#floats };
  }

  /** Return the addresses of the sums, the found rows and the dot products of scanner number `index`. */
  scannerAddresses(index: number): { sums: number; found: number; dots: number } {
    const page = (this.#headPages - MAX_SCANNERS + index) * PAGE;
    return { sums: page, found: page + FOUND, dots: page + DOTS };
  }

  #start(block: number): number {
    return this.#headPages * PAGE + block * this.#blockBytes;
  }
}
