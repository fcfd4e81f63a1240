/**
 * Scans the codes for several queries at once. The memory limits the speed of a scan for one query, so a scan that
 * serves all waiting queries costs much less than one for each.
 *
 * A scan goes around the blocks in rounds of some milliseconds. A query joins before any round and leaves when it has
 * seen all rows, wherever it began. So no query waits for another one to finish. Only the first round waits for a
 * moment for queries that are expected: what was scanned before the last of them joined must be scanned again.
 */

import { setTimeout } from 'node:timers/promises';
import { Bar } from './bar.ts';
import { BLOCK_ROWS, MAX_QUERIES, storedBytesOf } from './code-memory.ts';
import type { CodeTable } from './code-table.ts';
import type { FoldedQuery } from './quantiser.ts';
import type { Candidate, Scanned } from './query-scan.ts';
import type { Scanners } from './scanners.ts';

/** Reading so much memory takes ten to twenty milliseconds. To start and end a round takes a fifth of one. */
const ROUND_BYTES = 256 * 2 ** 20;
/** How long the first round waits for expected queries. Eight texts are embedded in this time. */
const LONGEST_WAIT_MS = 5;

/** A query that waits or is being scanned for. */
interface Search {
  readonly query: FoldedQuery;
  readonly k: number;
  readonly mask: Uint8Array | undefined;
  resolve(scanned: Scanned): void;
  reject(error: unknown): void;
}

/** A query that is being scanned for. */
interface Running extends Search {
  readonly slot: number;
  readonly bit: number;
  /** Numbers of rows and blocks when it joined. It may miss later rows. */
  readonly rows: number;
  readonly blocks: number;
  readonly bar: Bar;
  readonly totals: { count: number; sum: number; squares: number };
  candidates: Candidate[];
  /** Number of blocks that it has not seen. They follow each other, and begin with the next round. */
  blocksLeft: number;
}

export class SharedScans {
  readonly #table: CodeTable;
  readonly #scanners: Scanners;
  readonly #inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #roundBlocks: number;
  readonly #waiting: Search[] = [];
  #running: Running[] = [];
  #isScanning = false;
  /** First block of the next round. */
  #next = 0;
  /** Number of queries that are expected. */
  #expected = 0;
  /** Ends the wait for them. */
  #allHaveCome = () => {};

  /**
   * @param inTurn runs a work when no other work in turn changes the table or uses the scanners.
   * @param roundBytes size of a round.
   */
  constructor(
    table: CodeTable,
    scanners: Scanners,
    inTurn: <T>(work: () => Promise<T>) => Promise<T>,
    roundBytes = ROUND_BYTES,
  ) {
    this.#table = table;
    this.#scanners = scanners;
    this.#inTurn = inTurn;
    this.#roundBlocks = Math.ceil(roundBytes / storedBytesOf(table.space.dimension));
  }

  /**
   * Find the rows that may be among the best k.
   * @param mask see `CodeTable.setMask`. The caller must not change it later.
   * @throws PicsiftError `worker-failed`.
   */
  scan(query: FoldedQuery, k: number, mask?: Uint8Array): Promise<Scanned> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ query, k, mask, resolve, reject });
      if (!this.#isScanning) void this.#scanAll();
    });
  }

  /**
   * Announce a query, so that a scan that has not begun waits for it.
   * @returns a function to call once, just before the query comes, or when it will not come.
   */
  expect(): () => void {
    this.#expected++;
    return () => {
      this.#expected--;
      if (this.#expected === 0) setImmediate(this.#allHaveCome);
    };
  }

  async #scanAll(): Promise<void> {
    this.#isScanning = true;
    if (this.#expected > 0) {
      const allHaveCome = new Promise<void>((resolve) => {
        this.#allHaveCome = resolve;
      });
      await Promise.race([allHaveCome, setTimeout(LONGEST_WAIT_MS)]);
    }
    while (this.#waiting.length + this.#running.length > 0) await this.#inTurn(() => this.#scanRound());
    this.#isScanning = false;
  }

  async #scanRound(): Promise<void> {
    this.#admit();
    const running = this.#running;
    const blocks = this.#blocks;
    const firstBlock = this.#next < blocks ? this.#next : 0;
    // No query sees a block twice.
    const length = Math.min(this.#roundBlocks, ...running.map(({ blocksLeft }) => blocksLeft));
    const endBlock = Math.min(firstBlock + length, blocks);
    this.#next = endBlock;
    try {
      const jobs = running.map(({ query: { step, norm, slack }, slot, bit, k, bar }) => ({
        ...{ step, norm, slack, slot, bit, k, bar: bar.value },
      }));
      const scan = () => this.#scanners.scan({ firstBlock, endBlock, jobs });
      // A new thread replaces one that has died. So one failure does not end the searches of several people.
      const scanned = await scan().catch(scan);
      for (const [index, search] of running.entries()) {
        for (const part of scanned) add(search, part[index]!);
        search.bar.settle();
        // Blocks that were added after it had joined do not count.
        search.blocksLeft -= Math.max(0, Math.min(endBlock, search.blocks) - firstBlock);
      }
      this.#running = running.filter(({ blocksLeft }) => blocksLeft > 0);
      for (const { blocksLeft, totals, candidates, bar, resolve } of running) {
        if (blocksLeft > 0) continue;
        resolve({ ...totals, candidates: candidates.filter(({ most }) => most >= bar.value) });
      }
    } catch (error) {
      this.#running = [];
      for (const { reject } of running) reject(error);
    }
  }

  get #blocks(): number {
    return Math.ceil(this.#table.rows / BLOCK_ROWS);
  }

  /** Let waiting queries join. */
  #admit(): void {
    const { space, rows } = this.#table;
    const blocks = this.#blocks;
    while (this.#waiting.length > 0 && this.#running.length < MAX_QUERIES) {
      const search = this.#waiting.shift()!;
      const slot = firstUnused(this.#running.map((other) => other.slot));
      space.setQuery(slot, search.query.codes);
      const bit = this.#bitOf(search.mask, rows);
      const found = { bar: new Bar(search.k), totals: { count: 0, sum: 0, squares: 0 }, candidates: [] };
      this.#running.push({ ...search, ...found, slot, bit, rows, blocks, blocksLeft: blocks });
    }
  }

  /** Write a mask, unless that of another query is the same. @returns its bit. */
  #bitOf(mask: Uint8Array | undefined, rows: number): number {
    const same = this.#running.find((other) => other.mask === mask && other.rows === rows);
    if (same !== undefined) return same.bit;
    const bit = 1 << firstUnused(this.#running.map((other) => Math.log2(other.bit)));
    this.#table.setMask(bit, mask);
    return bit;
  }
}

function firstUnused(used: readonly number[]): number {
  let number = 0;
  while (used.includes(number)) number++;
  return number;
}

function add(search: Running, { candidates, count, sum, squares }: Scanned): void {
  for (const candidate of candidates) {
    search.candidates.push(candidate);
    search.bar.add(candidate.least);
  }
  search.totals.count += count;
  search.totals.sum += sum;
  search.totals.squares += squares;
}
