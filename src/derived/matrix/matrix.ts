/**
 * Ranks all vectors of a model, exactly and fast. Codes of one byte for each dimension are in memory; they select the
 * rows that may be among the best. The float32 vectors in the catalog decide which of these rows are the best.
 */

import { debug, since } from '../../base/debug.ts';
import { dot } from '../../base/dot.ts';
import { readTogether } from '../../catalog/once.ts';
import { vectorReader } from '../../catalog/vectors.ts';
import type { CodeTable } from './code-table.ts';
import { isStale, type Loaded, loadCodes, loadNewer, type MatrixOptions, markDeleted } from './load-codes.ts';
import { checkQuery, foldQuery } from './quantiser.ts';
import type { Scanned } from './query-scan.ts';
import { rescore } from './rescore.ts';
import { SharedScans } from './shared-scans.ts';

/** @internal */
export interface ContentScore {
  readonly contentId: number;
  /** Dot product of vector and query: for unit vectors their cosine. In double precision, summed in order. */
  readonly score: number;
}

/** A content with its vector, which further steps of a search need. */
export interface RankedContent extends ContentScore {
  readonly vector: Float32Array;
}

export interface Ranking {
  /** The best k, and all others with the same score as the last of them. Best first. */
  readonly best: readonly RankedContent[];
  /** Number of ranked rows. */
  readonly count: number;
  /** Mean and standard deviation of the scores of all ranked rows, approximately: computed from the codes. */
  readonly mean: number;
  readonly deviation: number;
}

interface InUse extends Loaded {
  readonly scans: SharedScans;
  /** Those that are not done yet. */
  readonly rankings: Set<Promise<Ranking>>;
}

/** Loads nothing before the first `refresh`. Calls may overlap: rankings share scans, changes wait for each other. */
export class VectorMatrix {
  /** Grows whenever the rows get new numbers. */
  generation = 0;
  readonly #options: MatrixOptions;
  readonly #readVector: ReturnType<typeof vectorReader>;
  #loaded: InUse | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: MatrixOptions) {
    this.#options = options;
    this.#readVector = vectorReader(options.catalog);
  }

  /** Number of rows. Their numbers are 0 to `rows - 1`. */
  get rows(): number {
    return this.#loaded?.table.rows ?? 0;
  }

  /** Return the row of a content; undefined when the content has no vector. */
  rowOf(contentId: number): number | undefined {
    return this.#loaded?.table.rowOf(contentId);
  }

  /**
   * Apply what any process has stored since the last call. The first call loads everything; later calls add rows, until
   * so much has changed that all rows get new numbers.
   */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      const former = this.#loaded;
      if (former !== undefined) {
        await loadNewer(this.#options, former);
        if (!isStale(former)) return;
      }
      const loaded = await loadCodes(this.#options);
      this.#loaded = loaded && this.#use(loaded);
      this.generation++;
      if (former !== undefined) void closeUnused(former);
    });
  }

  /**
   * Announce a query for `best` that is being prepared: see `SharedScans.expect`.
   * @returns a function to call once, just before `best` or when it will not be called.
   */
  expect(): () => void {
    return this.#loaded?.scans.expect() ?? (() => {});
  }

  /**
   * Find the contents whose vectors have the highest dot products with a query. The result is exact: it equals that of
   * computing every dot product.
   * @param mask one byte for each row, by the current row numbers; 0 skips the row. Rows beyond its end are skipped
   * too.
   * @throws PicsiftError `bad-query` for a query of the wrong length, of only zeros, or with a value that is not
   * finite.
   */
  async best(query: Float32Array, k: number, mask?: Uint8Array): Promise<Ranking> {
    const loaded = this.#loaded;
    if (loaded === undefined) return { best: [], count: 0, mean: 0, deviation: 0 };
    const ranking = this.#rank(loaded, query, k, mask);
    loaded.rankings.add(ranking);
    try {
      return await ranking;
    } finally {
      loaded.rankings.delete(ranking);
    }
  }

  async #rank({ table, scans }: InUse, query: Float32Array, k: number, mask: Uint8Array | undefined): Promise<Ranking> {
    const folded = foldQuery(table.quantiser, query);
    const { base } = folded;
    for (;;) {
      const startedAt = performance.now();
      const scanned = await scans.scan(folded, k, mask);
      const { candidates } = scanned;
      const { best, gone } = await rescore(candidates, {
        ...{ query, k, base },
        vectorOf: (row) => this.#vectorOf(table, row),
        together: (work) => readTogether(this.#options.catalog, work),
      });
      debug('search', () => {
        const found = `candidates for the best ${k}: ${candidates.length}, gone: ${gone.length}`;
        return `codes scanned: ${table.rows}, ${found}, ${since(startedAt)}`;
      });
      if (gone.length === 0) {
        return {
          best: best.map(({ row, score, vector }) => ({ contentId: table.contentId(row), score, vector })),
          ...distribution(scanned, base),
        };
      }
      // The deleted rows may have displaced other candidates, so scan again. If some are gone, thousands may be.
      await this.#inTurn(async () => {
        await markDeleted(this.#options, table);
        for (const row of gone) table.markDead(row);
      });
    }
  }

  /** Return the scores of some contents. Contents without a vector are left out. @throws as `best`. */
  scoresOf(query: Float32Array, contentIds: Iterable<number>): RankedContent[] {
    const table = this.#loaded?.table;
    if (table === undefined) return [];
    checkQuery(query, table.quantiser.mean.length);
    return readTogether(this.#options.catalog, () =>
      [...contentIds].flatMap((contentId) => {
        const row = table.rowOf(contentId);
        const vector = row === undefined ? undefined : this.#vectorOf(table, row);
        return vector === undefined ? [] : { contentId, score: dot(vector, query), vector };
      }),
    );
  }

  /** Let the threads finish their current work, then end them. */
  async close(): Promise<void> {
    const loaded = await this.#inTurn(async () => {
      const former = this.#loaded;
      this.#loaded = undefined;
      return former;
    });
    if (loaded !== undefined) await closeUnused(loaded);
  }

  #use(loaded: Loaded): InUse {
    const scans = new SharedScans(loaded.table, loaded.scanners, (work) => this.#inTurn(work));
    return Object.assign(loaded, { scans, rankings: new Set<Promise<Ranking>>() });
  }

  /** Read the vector from the catalog; undefined when it is gone. */
  #vectorOf(table: CodeTable, row: number): Float32Array | undefined {
    const stored = this.#readVector(table.vectorId(row));
    return stored?.contentId === table.contentId(row) ? stored.vector : undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }
}

function distribution({ count, sum, squares }: Scanned, base: number): Pick<Ranking, 'count' | 'mean' | 'deviation'> {
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = sum / count;
  return { count, mean: base + mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** End the threads after the rankings that still use them. */
async function closeUnused({ rankings, scanners }: InUse): Promise<void> {
  await Promise.allSettled(rankings);
  await scanners.close();
}
