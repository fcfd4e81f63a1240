/** Several queries share a scan. Each must get what it gets alone. */

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from '../../../src/base/dot.ts';
import { BLOCK_ROWS } from '../../../src/derived/matrix/code-memory.ts';
import { CodeTable } from '../../../src/derived/matrix/code-table.ts';
import { loadKernel } from '../../../src/derived/matrix/load-kernel.ts';
import { foldQuery, trainQuantiser } from '../../../src/derived/matrix/quantiser.ts';
import { rescore } from '../../../src/derived/matrix/rescore.ts';
import type { ScanRound } from '../../../src/derived/matrix/scan-blocks.ts';
import { Scanners } from '../../../src/derived/matrix/scanners.ts';
import { SharedScans } from '../../../src/derived/matrix/shared-scans.ts';
import { clipLike, seededRandom } from '../../support/catalogs/made-up-vectors.ts';

const DIMENSION = 20;
/** Three blocks, and a part of the fourth. */
const ROWS = 3 * BLOCK_ROWS + 77;

const { next } = clipLike(DIMENSION, seededRandom(16), 20);
const vectors = Array.from({ length: ROWS }, next);

function filledTable(): CodeTable {
  const table = new CodeTable(trainQuantiser(vectors.slice(0, 500), DIMENSION));
  for (const [row, vector] of vectors.entries()) table.add({ id: row + 1, contentId: row + 1, vector });
  return table;
}

/** Runs works one after the other, as the matrix does. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

/** Fails as a scanner does whose thread has died, and counts the queries of each round. */
class FailingScanners extends Scanners {
  failures = 0;
  readonly queries: number[] = [];
  override async scan(round: ScanRound) {
    if (this.failures-- > 0) throw new Error('died');
    this.queries.push(round.jobs.length);
    return super.scan(round);
  }
}

/** @param roundBytes 1: each block is a round. */
function openScans(table: CodeTable, roundBytes = 1) {
  const scanners = new FailingScanners(table.space, loadKernel(table.space));
  const inTurn = turns();
  const scans = new SharedScans(table, scanners, inTurn, roundBytes);
  /** The best k rows with their scores, the number of rows, and the mean. */
  async function best(query: Float32Array, k: number, mask?: Uint8Array) {
    const folded = foldQuery(table.quantiser, query);
    const { candidates, count, sum } = await scans.scan(folded, k, mask);
    const found = await rescore(candidates, {
      ...{ query, k, base: folded.base },
      vectorOf: (row) => vectors[row],
      together: (work) => work(),
    });
    return { best: found.best.map(({ row, score }) => [row, score]), count, sum };
  }
  return { best, scans, scanners, inTurn };
}

const table = filledTable();
const { best } = openScans(table);

describe('shared scans', () => {
  it('give every query what it gets alone, whatever its mask, its number of results and its time', async () => {
    const search = fc.record({
      query: fc.integer({ min: 0, max: 40 }),
      k: fc.constantFrom(1, 2, 10, 300),
      /** Every so many rows are in the mask; null: no mask. */
      every: fc.constantFrom(null, 1, 2, 3, 7, 1_000, 100_000),
      turnsLater: fc.integer({ min: 0, max: 6 }),
    });
    const masks = new Map<number, Uint8Array>();
    const maskOf = (every: number | null) => {
      if (every === null) return undefined;
      // Some masks are the same object, as those of searches in one folder are, and some end early.
      const made = new Uint8Array(every === 3 ? ROWS - 5_000 : ROWS).map((_, row) =>
        row % every === every >> 1 ? 1 : 0,
      );
      masks.set(every, masks.get(every) ?? made);
      return masks.get(every);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(search, { minLength: 1, maxLength: 9 }), async (searches) => {
        const run = ({ query, k, every }: (typeof searches)[number]) => best(vectors[query * 7]!, k, maskOf(every));
        const alone = [];
        for (const each of searches) alone.push(await run(each));
        const together = searches.map(async (each) => {
          for (let turn = 0; turn < each.turnsLater; turn++) await setImmediate();
          return run(each);
        });
        expect(await Promise.all(together)).toEqual(alone);
      }),
      { numRuns: 25 },
    );
  });

  it('equal float32 brute force for more queries than one scan can serve', async () => {
    const queries = Array.from({ length: 19 }, next);
    const answers = await Promise.all(queries.map((query) => best(query, 5)));
    for (const [index, query] of queries.entries()) {
      const expected = vectors.map((vector, row) => [row, dot(vector, query)] as const).sort((a, b) => b[1] - a[1]);
      expect(answers[index]!.best).toEqual(expected.slice(0, 5));
    }
  });

  it('let rows be added between rounds, and find them with the next search', async () => {
    const growing = filledTable();
    const own = openScans(growing);
    const first = own.best(vectors[0]!, 3);
    // In turn after the first round. The new rows make another block.
    await own.inTurn(async () => {
      for (let row = ROWS; row < ROWS + BLOCK_ROWS; row++) {
        vectors[row] ??= next();
        growing.add({ id: row + 1, contentId: row + 1, vector: vectors[row]! });
      }
    });
    const second = own.best(vectors[0]!, 3);
    expect((await first).best[0]).toEqual([0, dot(vectors[0]!, vectors[0]!)]);
    expect((await second).count).toBe(ROWS + BLOCK_ROWS);
    vectors.length = ROWS;
  });

  it('begin when all expected queries have come, or a few milliseconds later', async () => {
    const own = openScans(table, 1e9);
    const hasCome = own.scans.expect();
    const first = own.best(vectors[0]!, 1);
    // No timer ends in between, however busy the machine is; but a scan that does not wait is over by then.
    for (let step = 0; step < 100; step++) await undefined;
    hasCome();
    await Promise.all([first, own.best(vectors[1]!, 1)]);
    expect(own.scanners.queries).toEqual([2]);
    own.scans.expect();
    await own.best(vectors[2]!, 1);
    expect(own.scanners.queries).toEqual([2, 1]);
  });

  it('are repeated after a failure; after another one they reject the searches of that round, and serve the next', async () => {
    const own = openScans(table, 1e9);
    const both = () => Promise.all([own.best(vectors[0]!, 1), own.best(vectors[1]!, 1)]);
    own.scanners.failures = 1;
    expect((await both()).map(({ count }) => count)).toEqual([ROWS, ROWS]);
    own.scanners.failures = 2;
    await expect(both()).rejects.toThrow('died');
    expect((await own.best(vectors[2]!, 1)).count).toBe(ROWS);
  });
});
