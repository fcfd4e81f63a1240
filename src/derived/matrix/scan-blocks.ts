/** One scanner's part of a scan: runs the kernel on blocks until none is left, for several queries at once. */

import { BLOCK_ROWS, type CodeMemory, STRIPE_ROWS } from './code-memory.ts';
import type { Kernel } from './load-kernel.ts';
import { QueryScan, type ScanJob, type Scanned } from './query-scan.ts';

/** A part of the rows, and the queries to scan it for. */
export interface ScanRound {
  readonly firstBlock: number;
  /** The block after the last one. */
  readonly endBlock: number;
  /** At most `MAX_QUERIES`. */
  readonly jobs: readonly ScanJob[];
}

/**
 * Scan blocks that no other scanner takes.
 * @param scanner number of this scanner.
 * @returns a result for each job.
 */
export function scanBlocks(kernel: Kernel, space: CodeMemory, scanner: number, round: ScanRound): Scanned[] {
  const { dots } = space.scannerAddresses(scanner);
  const scans = round.jobs.map((job) => new QueryScan(kernel, space, scanner, job));
  const groups = groupsOf(scans);
  for (let block = space.takeBlock(); block < round.endBlock; block = space.takeBlock()) {
    for (let row = 0; row < BLOCK_ROWS; row += STRIPE_ROWS) {
      const at = space.addresses(block, row);
      const first = block * BLOCK_ROWS + row;
      for (const { members, bits, queries } of groups) {
        const { codes, live, masks } = at;
        const [a, b, c, d] = queries;
        if (members.length === 1) kernel.dots(codes, live, masks, bits, STRIPE_ROWS, space.stride, a, dots);
        else kernel.dotsOfFour(codes, live, masks, bits, STRIPE_ROWS, space.stride, a, b, c, d, dots);
        for (let i = 0; i < members.length; i++) members[i]!.take(at, first, dots + i * 4 * STRIPE_ROWS);
      }
    }
  }
  return scans.map((scan) => scan.result());
}

/** For fewer queries than this, `dotsOfFour` takes longer than a call of `dots` for each. */
const WORTH_FOUR = 2;

interface Group {
  readonly members: readonly QueryScan[];
  /** The bits of all of them. */
  readonly bits: number;
  /** The last query stands in for those that are missing. */
  readonly queries: readonly [number, number, number, number];
}

function groupsOf(scans: readonly QueryScan[]): Group[] {
  const groups: Group[] = [];
  for (let start = 0; start < scans.length; start += groups.at(-1)!.members.length) {
    const members = scans.slice(start, scans.length - start < WORTH_FOUR ? start + 1 : start + 4);
    const [a, b = a, c = b, d = c] = members.map(({ query }) => query);
    groups.push({ members, bits: members.reduce((all, { bits }) => all | bits, 0), queries: [a!, b!, c!, d!] });
  }
  return groups;
}
