/** One scanner's share of a query: blocks through the kernel, until none is left. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../paths.ts';
import { BLOCK_ROWS, type CodeMemory } from './code-memory.ts';
import type { FoldedQuery } from './quantiser.ts';

/** See kernel.ts. */
export interface Kernel {
  scan(
    codes: number,
    norms: number,
    live: number,
    mask: number,
    rows: number,
    stride: number,
    query: number,
    step: number,
    reach: number,
    bar: number,
    found: number,
    sums: number,
  ): number;
  checksum(start: number, bytes: number): number;
}

export function loadKernel({ memory }: CodeMemory): Kernel {
  // Built, like the threads that use it, and found from the sources too.
  const bytes = readFileSync(join(packageRoot(), 'dist/src/search/matrix/kernel.wasm'));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Kernel;
}

/** A query whose codes are in the memory already. */
export interface ScanJob extends Pick<FoldedQuery, 'step' | 'norm' | 'slack'> {
  /** Rows from 0 on. */
  readonly rows: number;
  readonly k: number;
  /** True where the blocks' masks say which rows count. */
  readonly isMasked: boolean;
}

/**
 * The rows that may be among the best k of the rows scanned. A row's score, less the query's `base`, is within `spread`
 * of `middle`.
 */
export interface Candidates {
  readonly rows: number[];
  readonly middles: number[];
  readonly spreads: number[];
  /** Of all rows that were looked at: how many, and the sums of their middles and of the squares of these. */
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** @param scanner its number among those that share the blocks. */
export function scanBlocks(kernel: Kernel, space: CodeMemory, scanner: number, job: ScanJob): Candidates {
  const { step, norm, slack } = job;
  const { ints, floats } = space.views();
  const { sums, found } = space.scannerAddresses(scanner);
  const totals = new Float64Array(space.memory.buffer, sums, 3).fill(0);
  const blocks = Math.ceil(job.rows / BLOCK_ROWS);
  const bar = new Bar(job.k);
  const rows: number[] = [];
  const middles: number[] = [];
  const spreads: number[] = [];
  for (let index = space.takeBlock(); index < blocks; index = space.takeBlock()) {
    const at = space.addresses(index);
    const mask = job.isMasked ? at.mask : at.live;
    const count = kernel.scan(
      at.codes,
      at.norms,
      at.live,
      mask,
      BLOCK_ROWS,
      space.stride,
      space.queryAddress,
      step,
      norm,
      bar.value - slack,
      found,
      sums,
    );
    for (let i = 0; i < count; i++) {
      const row = ints[found / 4 + 2 * i]!;
      // Rows that were added since the scan began.
      if (index * BLOCK_ROWS + row >= job.rows) continue;
      const middle = step * ints[found / 4 + 2 * i + 1]!;
      const spread = norm * floats[at.norms / 4 + row]! + slack;
      rows.push(index * BLOCK_ROWS + row);
      middles.push(middle);
      spreads.push(spread);
      bar.add(middle - spread);
    }
    bar.raise();
  }
  bar.settle();
  const kept = rows.map((_, i) => i).filter((i) => middles[i]! + spreads[i]! >= bar.value);
  return {
    rows: kept.map((i) => rows[i]!),
    middles: kept.map((i) => middles[i]!),
    spreads: kept.map((i) => spreads[i]!),
    count: totals[0]!,
    sum: totals[1]! * step,
    squares: totals[2]! * step * step,
  };
}

/** The k-th best of the scores that are certain: whatever cannot reach it is not among the best k. */
export class Bar {
  value = Number.NEGATIVE_INFINITY;
  readonly #k: number;
  #bounds: number[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  add(lowerBound: number): void {
    if (lowerBound > this.value) this.#bounds.push(lowerBound);
  }

  /** Take in what was added, once that is worth sorting. */
  raise(): void {
    if (this.#bounds.length >= 2 * this.#k) this.settle();
  }

  settle(): void {
    this.#bounds.sort((a, b) => b - a);
    this.#bounds.length = Math.min(this.#bounds.length, this.#k);
    if (this.#bounds.length === this.#k) this.value = this.#bounds[this.#k - 1]!;
  }
}
