/** The codes of a model's vectors, one row for each. Rows are only added; a replaced or deleted row becomes dead. */

import type { VectorRow } from '../../catalog/vectors.ts';
import { BLOCK_ROWS, type Block, CodeMemory, EACH_BYTE, LIVE } from './code-memory.ts';
import { encode, type Quantiser } from './quantiser.ts';

const NO_ROW = -1;
const ALL = new Uint32Array(BLOCK_ROWS / 4).fill(EACH_BYTE);

export class CodeTable {
  readonly space: CodeMemory;
  readonly quantiser: Quantiser;
  /** Number of rows, including dead ones. They are in the order of their vectors' ids. */
  rows = 0;
  /** Number of dead rows. */
  dead = 0;
  #rowOfContent = new Int32Array(0);
  readonly #codes: Int8Array;

  constructor(quantiser: Quantiser) {
    this.quantiser = quantiser;
    this.space = new CodeMemory(quantiser.mean.length);
    this.#codes = new Int8Array(this.space.stride);
  }

  /** Return the row of a content; undefined when the content has no vector. */
  rowOf(contentId: number): number | undefined {
    const row = this.#rowOfContent[contentId] ?? NO_ROW;
    return row === NO_ROW ? undefined : row;
  }

  vectorId(row: number): number {
    return this.#block(row).vectorIds[row % BLOCK_ROWS]!;
  }

  contentId(row: number): number {
    return this.#block(row).contentIds[row % BLOCK_ROWS]!;
  }

  add({ id, contentId, vector }: VectorRow): void {
    const row = this.rows;
    this.space.reserve(row + 1);
    const norm = encode(this.quantiser, vector, this.#codes);
    this.space.setRow(row, this.#codes, norm, id, contentId);
    this.#enter(row, contentId);
    this.rows++;
  }

  /** Add full blocks that were loaded into the memory after the existing rows. The last existing block must be full. */
  adopt(blocks: number): void {
    for (const end = this.rows + blocks * BLOCK_ROWS; this.rows < end; this.rows++) {
      this.#enter(this.rows, this.contentId(this.rows));
    }
  }

  /** Mark a row as dead because its vector is gone from the catalog. */
  markDead(row: number): void {
    const block = this.#block(row);
    if (block.live[row % BLOCK_ROWS] === 0) return;
    block.live[row % BLOCK_ROWS] = 0;
    this.dead++;
    const contentId = block.contentIds[row % BLOCK_ROWS]!;
    if (this.#rowOfContent[contentId] === row) this.#rowOfContent[contentId] = NO_ROW;
  }

  /**
   * Write a mask as one bit of the masks' bytes. All other bits stay.
   * @param mask one byte for each row: 1, or 0 to skip the row. Rows beyond its end are skipped too. Absent: all rows.
   */
  setMask(bit: number, mask: Uint8Array | undefined): void {
    const bits = bit * EACH_BYTE;
    for (let start = 0; start < this.rows; start += BLOCK_ROWS) {
      const { masks } = this.#block(start);
      // Four rows at a time: a million rows take a third of a millisecond.
      const words = new Uint32Array(masks.buffer, masks.byteOffset, BLOCK_ROWS / 4);
      const part = mask === undefined ? ALL : wordsOf(mask.subarray(start, start + BLOCK_ROWS));
      for (let i = 0; i < words.length; i++) words[i] = (words[i]! & ~bits) | (part[i]! * bit);
    }
  }

  /** Make a row live. It replaces an earlier row of the same content. */
  #enter(row: number, contentId: number): void {
    const former = this.rowOf(contentId);
    if (former !== undefined) this.markDead(former);
    if (contentId >= this.#rowOfContent.length) {
      const grown = new Int32Array(Math.ceil((contentId + 1) * 1.25)).fill(NO_ROW);
      grown.set(this.#rowOfContent);
      this.#rowOfContent = grown;
    }
    this.#rowOfContent[contentId] = row;
    this.#block(row).live[row % BLOCK_ROWS] = LIVE;
  }

  #block(row: number): Block {
    return this.space.block(Math.floor(row / BLOCK_ROWS));
  }
}

/** Return the bytes of a block's mask, filled up with zeros, as 32-bit words. */
function wordsOf(mask: Uint8Array): Uint32Array {
  if (mask.length === BLOCK_ROWS && mask.byteOffset % 4 === 0)
    return new Uint32Array(mask.buffer, mask.byteOffset, BLOCK_ROWS / 4);
  const whole = new Uint8Array(BLOCK_ROWS);
  whole.set(mask);
  return new Uint32Array(whole.buffer);
}
