/** One scanner's part of a query: runs the kernel on blocks until none is left. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';
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
  // The kernel is in dist/, also when this file runs from the sources.
  const bytes = readFileSync(join(packageRoot(), 'dist/src/derived/matrix/kernel.wasm'));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Kernel;
}

/** A query whose codes are already in the memory. */
export interface ScanJob extends Pick<FoldedQuery, 'step' | 'norm' | 'slack'> {
  /** Number of rows to scan. */
  readonly rows: number;
  readonly k: number;
  /** True when the blocks' masks select the rows. */
  readonly isMasked: boolean;
}

/** A row that may be among the best k. Its score minus the query's `base` is between `least` and `most`. */
export interface Candidate {
  readonly row: number;
  readonly least: number;
  readonly most: number;
}

export interface Scanned {
  readonly candidates: readonly Candidate[];
  /** Number of scanned rows. */
  readonly count: number;
  /** Sum, and sum of squares, of their scores minus `base`, computed from the codes. */
  readonly sum: number;
  readonly squares: number;
}

/** Scan blocks that no other scanner takes. @param scanner number of this scanner. */
export function scanBlocks(kernel: Kernel, space: CodeMemory, scanner: number, job: ScanJob): Scanned {
  const { step, norm, slack } = job;
  const { ints, floats } = space.views();
  const { sums, found } = space.scannerAddresses(scanner);
  const totals = new Float64Array(space.memory.buffer, sums, 3).fill(0);
  const blocks = Math.ceil(job.rows / BLOCK_ROWS);
  const bar = new Bar(job.k);
  const candidates: Candidate[] = [];
  for (let index = space.takeBlock(); index < blocks; index = space.takeBlock()) {
    const at = space.addresses(index);
    const count = kernel.scan(
      at.codes,
      at.norms,
      at.live,
      job.isMasked ? at.mask : at.live,
      BLOCK_ROWS,
      space.stride,
      space.queryAddress,
      step,
      norm,
      bar.value - slack,
      found,
      sums,
    );
    for (let i = found / 4; i < found / 4 + 2 * count; i += 2) {
      const row = ints[i]!;
      const middle = step * ints[i + 1]!;
      const spread = norm * floats[at.norms / 4 + row]! + slack;
      candidates.push({ row: index * BLOCK_ROWS + row, least: middle - spread, most: middle + spread });
      bar.add(middle - spread);
    }
    bar.raise();
  }
  bar.settle();
  return {
    candidates: candidates.filter(({ most }) => most >= bar.value),
    count: totals[0]!,
    sum: totals[1]! * step,
    squares: totals[2]! * step * step,
  };
}

/** The k-th highest lower bound found so far. A row whose upper bound is below it is not among the best k. */
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

  /** Raise the bar when enough bounds were added to make sorting worthwhile. */
  raise(): void {
    if (this.#bounds.length >= 2 * this.#k) this.settle();
  }

  /** Raise the bar with all bounds that were added. */
  settle(): void {
    this.#bounds.sort((a, b) => b - a);
    this.#bounds.length = Math.min(this.#bounds.length, this.#k);
    if (this.#bounds.length === this.#k) this.value = this.#bounds[this.#k - 1]!;
  }
}
