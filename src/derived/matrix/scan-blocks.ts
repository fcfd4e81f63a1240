/** One scanner's share of a query: blocks through the kernel, until none is left. */

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
  // Built, like the threads that use it, and found from the sources too.
  const bytes = readFileSync(join(packageRoot(), 'dist/src/derived/matrix/kernel.wasm'));
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

/** A row that may be among the best k. Its score, less the query's `base`, is in these bounds. */
export interface Candidate {
  readonly row: number;
  readonly least: number;
  readonly most: number;
}

export interface Scanned {
  readonly candidates: readonly Candidate[];
  /** How many rows were looked at. */
  readonly count: number;
  /** Of their scores, less `base`, as the codes give them: the sum, and that of the squares. */
  readonly sum: number;
  readonly squares: number;
}

/** @param scanner its number among those that share the blocks. */
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
