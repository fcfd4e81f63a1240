/** What one scanner finds for one query: candidates, and the sums for the distribution of the scores. */

import { Bar } from './bar.ts';
import { type BlockAddresses, type CodeMemory, EACH_BYTE, STRIPE_ROWS } from './code-memory.ts';
import type { Kernel } from './load-kernel.ts';
import type { FoldedQuery } from './quantiser.ts';

/** A query whose codes and mask are in the memory. */
export interface ScanJob extends Pick<FoldedQuery, 'step' | 'norm' | 'slack'> {
  /** Number of the query in the memory. */
  readonly slot: number;
  /** The bit of the masks that selects its rows. */
  readonly bit: number;
  readonly k: number;
  /** Known from other rows: a row whose score minus `base` is lower is not among the best k. */
  readonly bar: number;
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

export class QueryScan {
  /** See kernel.ts. */
  readonly bits: number;
  readonly query: number;
  readonly #kernel: Kernel;
  readonly #space: CodeMemory;
  readonly #job: ScanJob;
  readonly #found: number;
  readonly #sums: number;
  readonly #totals: Float64Array;
  readonly #bar: Bar;
  readonly #candidates: Candidate[] = [];

  /** @param scanner number of the scanner. */
  constructor(kernel: Kernel, space: CodeMemory, scanner: number, job: ScanJob) {
    this.#kernel = kernel;
    this.#space = space;
    this.#job = job;
    this.bits = job.bit * EACH_BYTE;
    this.query = space.queryAddress(job.slot);
    const { found, sums } = space.scannerAddresses(scanner);
    this.#found = found;
    this.#sums = sums + job.slot * 3 * Float64Array.BYTES_PER_ELEMENT;
    this.#totals = new Float64Array(space.memory.buffer, this.#sums, 3).fill(0);
    this.#bar = new Bar(job.k, job.bar);
  }

  /**
   * Take the rows of a stripe that may be among the best.
   * @param first number of its first row.
   * @param dots address of its dot products.
   */
  take(at: BlockAddresses, first: number, dots: number): void {
    const { step, norm, slack } = this.#job;
    const { live, masks, norms } = at;
    const least = this.#bar.value - slack;
    const found = this.#found;
    const sums = this.#sums;
    const count = this.#kernel.select(dots, live, masks, this.bits, norms, STRIPE_ROWS, step, norm, least, found, sums);
    if (count === 0) return;
    const { ints, floats } = this.#space.views();
    for (let i = found / 4; i < found / 4 + 2 * count; i += 2) {
      const row = ints[i]!;
      const middle = step * ints[i + 1]!;
      const spread = norm * floats[norms / 4 + row]! + slack;
      this.#candidates.push({ row: first + row, least: middle - spread, most: middle + spread });
      this.#bar.add(middle - spread);
    }
    this.#bar.raise();
  }

  result(): Scanned {
    this.#bar.settle();
    const { step } = this.#job;
    const [count, sum, squares] = this.#totals as unknown as [number, number, number];
    return {
      candidates: this.#candidates.filter(({ most }) => most >= this.#bar.value),
      count,
      sum: sum * step,
      squares: squares * step * step,
    };
  }
}
