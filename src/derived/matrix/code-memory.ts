/**
 * The memory of the codes: one WebAssembly memory that all scanning threads share. It grows by blocks of 4,096 rows
 * while threads read it, and nothing in it moves.
 *
 * The query and the scanners' results come first. Then come the blocks. A block consists of the part that is stored on
 * disk (the codes, then the residuals' norms, the vectors' ids and the contents' ids of all rows), one byte for each
 * row that says whether the row is live, and one byte for each row of the mask.
 */

import { PicsiftError } from '../../base/errors.ts';

export const BLOCK_ROWS = 4_096;
/** Maximum number of threads for one query. More threads would only wait for the memory. */
export const MAX_SCANNERS = 4;
/** The byte of `live` for a live row: all ones, so that `live & mask` equals the mask. */
export const LIVE = 0xff;

const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** Element of `ints` with the number of the next block that no scanner has taken. */
const NEXT_BLOCK = 0;
/** Address of the query. */
const QUERY = 64;
/** Offset of the found rows in a scanner's own page; its three sums come first. */
const FOUND = 64;

/** Views of a block. Element `i` of each view belongs to row `i` of the block. */
export interface Block {
  readonly norms: Float32Array;
  readonly vectorIds: Uint32Array;
  readonly contentIds: Uint32Array;
  readonly live: Uint8Array;
  readonly mask: Uint8Array;
  /** The part of the block that is stored on disk. */
  readonly stored: Uint8Array;
}

/** Addresses in bytes, for the kernel. */
export interface BlockAddresses {
  readonly codes: number;
  readonly norms: number;
  readonly live: number;
  readonly mask: number;
}

const strideOf = (dimension: number) => Math.ceil(dimension / 16) * 16;

/** Return the number of bytes of a block that are stored on disk. */
export const storedBytesOf = (dimension: number) => BLOCK_ROWS * (strideOf(dimension) + 12);

export class CodeMemory {
  readonly memory: WebAssembly.Memory;
  readonly dimension: number;
  /** Codes in a row: the dimension, rounded up to a multiple of 16 and padded with zeros. */
  readonly stride: number;
  readonly queryAddress = QUERY;
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
    this.memory = memory ?? new WebAssembly.Memory({ initial: 1 + MAX_SCANNERS, maximum: MAX_PAGES, shared: true });
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

  /** Write a query for all scanners, and let them start with the first block. */
  setQuery(codes: Int16Array): void {
    new Int16Array(this.memory.buffer, QUERY, this.stride).fill(0).set(codes);
    this.rewind();
  }

  /** Let the scanners start with the first block. */
  rewind(): void {
    Atomics.store(this.views().ints, NEXT_BLOCK, 0);
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

  /** Return the addresses of the sums and the found rows of scanner number `index`. */
  scannerAddresses(index: number): { sums: number; found: number } {
    const page = (1 + index) * PAGE;
    return { sums: page, found: page + FOUND };
  }

  #start(block: number): number {
    return (1 + MAX_SCANNERS) * PAGE + block * this.#blockBytes;
  }
}
