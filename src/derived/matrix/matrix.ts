/**
 * All vectors of a model, ranked exactly and fast. In memory are codes of one byte a dimension: they tell which rows may
 * be among the best. The float32 vectors in the catalog tell which of those are.
 */

import { debug, since } from '../../base/debug.ts';
import { dot } from '../../base/dot.ts';
import { vectorReader } from '../../catalog/vectors.ts';
import type { CodeTable } from './code-table.ts';
import { isStale, type Loaded, loadCodes, loadNewer, type MatrixOptions, markDeleted } from './load-codes.ts';
import { checkQuery, foldQuery } from './quantiser.ts';
import { rescore } from './rescore.ts';
import type { Scanned } from './scan-blocks.ts';

export interface ContentScore {
  readonly contentId: number;
  /** Dot product of vector and query: for unit vectors their cosine. In double precision, summed in order. */
  readonly score: number;
}

export interface Ranking {
  /** The best k, and whatever ties with the last of them. Best first. */
  readonly best: readonly ContentScore[];
  /** How many rows were ranked. */
  readonly count: number;
  /** Of the scores of all of these, about: as the codes give them. */
  readonly mean: number;
  readonly deviation: number;
}

/** Costs nothing until the first `refresh`. Calls may overlap: they wait for each other. */
export class VectorMatrix {
  /** Grows whenever the rows have got new numbers. */
  generation = 0;
  readonly #options: MatrixOptions;
  readonly #readVector: ReturnType<typeof vectorReader>;
  #loaded: Loaded | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: MatrixOptions) {
    this.#options = options;
    this.#readVector = vectorReader(options.catalog);
  }

  /** Rows have the numbers from 0 to `rows - 1`. */
  get rows(): number {
    return this.#loaded?.table.rows ?? 0;
  }

  /** The row of a content; undefined where it has no vector. */
  rowOf(contentId: number): number | undefined {
    return this.#loaded?.table.rowOf(contentId);
  }

  /**
   * Take in what was stored since the last call, by any process. The first call loads everything; later ones add rows,
   * until so much has changed that the rows are numbered anew.
   */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      const former = this.#loaded;
      if (former !== undefined) {
        await loadNewer(this.#options, former);
        if (!isStale(former)) return;
      }
      this.#loaded = await loadCodes(this.#options);
      this.generation++;
      // Behind those who asked for a ranking of the former rows.
      if (former !== undefined) void this.#inTurn(() => former.scanners.close());
    });
  }

  /**
   * The contents whose vectors have the highest dot products with a query: exactly those that computing every one would
   * give.
   * @param mask a byte for each row as they are numbered now, 0: skip it. Rows beyond its end are skipped.
   * @throws PicsiftError `bad-query` for a query of another length, without a direction, or with numbers that are none.
   */
  async best(query: Float32Array, k: number, mask?: Uint8Array): Promise<Ranking> {
    if (this.#loaded === undefined) return { best: [], count: 0, mean: 0, deviation: 0 };
    const { table, scanners } = this.#loaded;
    const { codes, base, ...folded } = foldQuery(table.quantiser, query);
    return this.#inTurn(async () => {
      for (;;) {
        const startedAt = performance.now();
        if (mask !== undefined) table.setMask(mask);
        table.space.setQuery(codes);
        const scanned = await scanners.scan({ ...folded, rows: table.rows, k, isMasked: mask !== undefined });
        const candidates = scanned.flatMap((part) => part.candidates);
        const { best, gone } = await rescore(candidates, k, base, (row) => this.#score(table, row, query));
        debug('search', () => {
          const found = `candidates for the best ${k}: ${candidates.length}, gone: ${gone.length}`;
          return `codes scanned: ${table.rows}, ${found}, ${since(startedAt)}`;
        });
        if (gone.length === 0) {
          return {
            best: best.map(({ row, score }) => ({ contentId: table.contentId(row), score })),
            ...distribution(scanned, base),
          };
        }
        // They may have kept others out; and where some are gone, thousands may be.
        await markDeleted(this.#options, table);
        for (const row of gone) table.markDead(row);
      }
    });
  }

  /** The scores of some contents; those without a vector are left out. @throws as `best`. */
  scoresOf(query: Float32Array, contentIds: Iterable<number>): ContentScore[] {
    const table = this.#loaded?.table;
    if (table === undefined) return [];
    checkQuery(query, table.quantiser.mean.length);
    return [...contentIds].flatMap((contentId) => {
      const row = table.rowOf(contentId);
      const score = row === undefined ? undefined : this.#score(table, row, query);
      return score === undefined ? [] : { contentId, score };
    });
  }

  /** Ends the threads, after what they are doing. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#loaded?.scanners.close();
      this.#loaded = undefined;
    });
  }

  /** From the truth; undefined where the row's vector is gone from it. */
  #score(table: CodeTable, row: number, query: Float32Array): number | undefined {
    const truth = this.#readVector(table.vectorId(row));
    return truth?.contentId === table.contentId(row) ? dot(truth.vector, query) : undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }
}

function distribution(scanned: readonly Scanned[], base: number): Pick<Ranking, 'count' | 'mean' | 'deviation'> {
  const total = (key: 'count' | 'sum' | 'squares') => scanned.reduce((sum, part) => sum + part[key], 0);
  const count = total('count');
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = total('sum') / count;
  return { count, mean: base + mean, deviation: Math.sqrt(Math.max(0, total('squares') / count - mean * mean)) };
}
