/**
 * Where the codes are: one WebAssembly memory that all scanning threads share. It grows by blocks of 4,096 rows, while
 * threads read it, and nothing in it ever moves.
 *
 * In front are the query and what the scanners write. A block is what is stored of it (the codes, then the residuals'
 * norms, the vectors' ids and the contents' ids of all its rows), then a byte a row for "alive" and one for the mask.
 */

import { PicsiftError } from '../../base/errors.ts';

export const BLOCK_ROWS = 4_096;
/** A query is read by so many threads at most: more only wait for the memory. */
export const MAX_SCANNERS = 4;
/** What a byte of `live` is where the row counts: all ones, so that it leaves every mask as it is. */
export const LIVE = 0xff;

const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** The number of the next block that no scanner has taken. */
const NEXT_BLOCK = 0;
const QUERY = 64;
/** Of a scanner's own page: three sums, then the rows it found. */
const FOUND = 64;

/** Row `i` of the block is element `i` of each. */
export interface Block {
  readonly norms: Float32Array;
  readonly vectorIds: Uint32Array;
  readonly contentIds: Uint32Array;
  readonly live: Uint8Array;
  readonly mask: Uint8Array;
  /** What is stored of the block. */
  readonly stored: Uint8Array;
}

/** Addresses in bytes, as the kernel takes them. */
export interface BlockAddresses {
  readonly codes: number;
  readonly norms: number;
  readonly live: number;
  readonly mask: number;
}

const strideOf = (dimension: number) => Math.ceil(dimension / 16) * 16;

/** Bytes that are stored of a block. */
export const storedBytesOf = (dimension: number) => BLOCK_ROWS * (strideOf(dimension) + 12);

export class CodeMemory {
  readonly memory: WebAssembly.Memory;
  readonly dimension: number;
  /** Codes in a row: the dimension, filled up with zeros. */
  readonly stride: number;
  readonly queryAddress = QUERY;
  readonly #storedBytes: number;
  readonly #blockBytes: number;
  readonly #blocks: Block[] = [];
  #all: SharedArrayBuffer;
  #ints: Int32Array;
  #floats: Float32Array;

  /** @param memory another thread's, to take part in. */
  constructor(dimension: number, memory?: WebAssembly.Memory) {
    this.dimension = dimension;
    this.stride = strideOf(dimension);
    this.#storedBytes = storedBytesOf(dimension);
    this.#blockBytes = this.#storedBytes + BLOCK_ROWS * 2;
    this.memory = memory ?? new WebAssembly.Memory({ initial: 1 + MAX_SCANNERS, maximum: MAX_PAGES, shared: true });
    this.#all = this.memory.buffer;
    this.#ints = new Int32Array(this.#all);
    this.#floats = new Float32Array(this.#all);
  }

  /** @throws PicsiftError `worker-failed` beyond 4 GB. */
  reserve(rows: number): void {
    const pages = Math.ceil(this.#start(Math.ceil(rows / BLOCK_ROWS)) / PAGE);
    const missing = pages - this.memory.buffer.byteLength / PAGE;
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      const text = `There is no memory to search ${rows} photos at once. Close other programs, or index fewer photos.`;
      throw new PicsiftError('worker-failed', text, { cause });
    }
  }

  block(index: number): Block {
    const known = this.#blocks[index];
    if (known !== undefined) return known;
    const { norms, live, mask } = this.addresses(index);
    const buffer = this.memory.buffer;
    const block = {
      norms: new Float32Array(buffer, norms, BLOCK_ROWS),
      vectorIds: new Uint32Array(buffer, norms + BLOCK_ROWS * 4, BLOCK_ROWS),
      contentIds: new Uint32Array(buffer, norms + BLOCK_ROWS * 8, BLOCK_ROWS),
      live: new Uint8Array(buffer, live, BLOCK_ROWS),
      mask: new Uint8Array(buffer, mask, BLOCK_ROWS),
      stored: new Uint8Array(buffer, this.#start(index), this.#storedBytes),
    };
    this.#blocks[index] = block;
    return block;
  }

  addresses(index: number): BlockAddresses {
    const codes = this.#start(index);
    const live = codes + this.#storedBytes;
    return { codes, norms: codes + BLOCK_ROWS * this.stride, live, mask: live + BLOCK_ROWS };
  }

  /**
   * Write what is stored of a row. Of the codes, four rows lie side by side, eight codes of each in turn, so that the
   * kernel reads the memory from front to back.
   * @param codes `stride` of them.
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

  /** Put a query where all scanners read it, and let them begin with the first block. */
  setQuery(codes: Int16Array): void {
    new Int16Array(this.memory.buffer, QUERY, this.stride).fill(0).set(codes);
    this.rewind();
  }

  /** Let the scanners begin with the first block. */
  rewind(): void {
    Atomics.store(this.views().ints, NEXT_BLOCK, 0);
  }

  /** The number of a block that no other scanner takes. */
  takeBlock(): number {
    return Atomics.add(this.views().ints, NEXT_BLOCK, 1);
  }

  /** All of the memory as words: element `i` is at address `4 * i`. */
  views(): { ints: Int32Array; floats: Float32Array } {
    // Another thread may have made it grow: then there is a longer buffer for the same bytes.
    if (this.#all !== this.memory.buffer) {
      this.#all = this.memory.buffer;
      this.#ints = new Int32Array(this.#all);
      this.#floats = new Float32Array(this.#all);
    }
    return { ints: this.#ints, floats: this.#floats };
  }

  /** Where scanner number `index` adds up its sums, and where it puts the rows it found. */
  scannerAddresses(index: number): { sums: number; found: number } {
    const page = (1 + index) * PAGE;
    return { sums: page, found: page + FOUND };
  }

  #start(block: number): number {
    return (1 + MAX_SCANNERS) * PAGE + block * this.#blockBytes;
  }
}
