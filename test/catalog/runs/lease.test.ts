/** Leases: who holds them, and how they move from one process to the next. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasStaleRun } from '../../../src/catalog/health.ts';
import {
  acquireLease,
  leaseHolder,
  releaseDeadLeases,
  releaseLease,
  renewLease,
  WRITER,
  withLease,
} from '../../../src/catalog/runs/lease.ts';
import { type Moment, thisMoment } from '../../../src/catalog/runs/moment.ts';
import { runningRun, startRun } from '../../../src/catalog/runs/runs.ts';
import { reportWatch, watchers, watchLease } from '../../../src/catalog/runs/watchers.ts';
import { openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

/** The same process, some time afterwards. @param jumpMs by how much the wall clock was set in the meantime. */
const later = (moment: Moment, ms: number, jumpMs = 0): Moment => ({
  ...moment,
  steadyMs: moment.steadyMs + ms,
  wallMs: moment.wallMs + ms + jumpMs,
});
const DAY_MS = 86_400_000;

describe('the writer lease', () => {
  it('is held by one process at a time, and released', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const [one, two] = [openedCatalog(file), openedCatalog(file)];
    const token = acquireLease(one, WRITER)!;
    expect(acquireLease(two, WRITER)).toBeUndefined();
    expect(leaseHolder(two, WRITER)).toBe(process.pid);
    releaseLease(one, WRITER, token);
    expect(leaseHolder(two, WRITER)).toBeUndefined();
    expect(acquireLease(two, WRITER)).toBe(token + 1);
  });

  it('moves to another process when its heartbeat stops, and the old holder cannot write any more', () => {
    const catalog = openedCatalog(':memory:');
    const start = thisMoment();
    const token = acquireLease(catalog, WRITER, start)!;
    expect(acquireLease(catalog, WRITER, later(start, WRITER.lastsMs - 1))).toBeUndefined();
    expect(acquireLease(catalog, WRITER, later(start, WRITER.lastsMs))).toBe(token + 1);
    expect(() => renewLease(catalog, WRITER, token)).toThrow(expect.objectContaining({ code: 'interrupted' }));
  });

  it('moves immediately when its process is dead', async () => {
    const catalog = openedCatalog(':memory:');
    const dead = fork('-e', ['0'], { execArgv: [], silent: true });
    await new Promise((resolve) => dead.on('exit', resolve));
    acquireLease(catalog, WRITER);
    catalog.prepare('UPDATE lease SET pid = ?').run(dead.pid);
    expect(acquireLease(catalog, WRITER)).toBeDefined();
  });
});

describe('leases', () => {
  it('with different names are independent', () => {
    const catalog = openedCatalog(':memory:');
    const token = acquireLease(catalog, WRITER)!;
    const other = acquireLease(catalog, watchLease('/p'))!;
    releaseLease(catalog, watchLease('/p'), other);
    expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
    renewLease(catalog, WRITER, token);
    expect(() => renewLease(catalog, watchLease('/q'), other)).toThrow();
  });

  it('of watched folders report what their holders do, as long as they are held', () => {
    const catalog = openedCatalog(':memory:');
    const report = { state: 'watching', since: 5, schedule: null, nextRun: null } as const;
    for (const folder of ['/p', '/p:q', '/r']) {
      const token = acquireLease(catalog, watchLease(folder))!;
      reportWatch(catalog, folder, token, report);
      if (folder === '/r') releaseLease(catalog, watchLease(folder), token);
    }
    // A watched folder does not count as a stale run.
    expect(hasStaleRun(catalog, false)).toBe(false);
    acquireLease(catalog, WRITER);
    expect(watchers(catalog)).toEqual([
      { folder: '/p', pid: process.pid, ...report },
      { folder: '/p:q', pid: process.pid, ...report },
    ]);
  });
});

describe('a lease and a wrong clock', () => {
  it.each([DAY_MS, -DAY_MS])('is neither lost nor kept when the wall clock jumps by %i ms', (jumpMs) => {
    const catalog = openedCatalog(':memory:');
    const start = thisMoment();
    const token = acquireLease(catalog, WRITER, start)!;
    expect(acquireLease(catalog, WRITER, later(start, 1_000, jumpMs))).toBeUndefined();
    renewLease(catalog, WRITER, token, later(start, 3_000, jumpMs));
    expect(acquireLease(catalog, WRITER, later(start, 4_000))).toBeUndefined();
    expect(acquireLease(catalog, WRITER, later(start, 3_000 + WRITER.lastsMs))).toBe(token + 1);
  });

  const elsewhere: [string, (moment: Moment) => Moment][] = [
    ['on another machine, or before a restart', (moment) => ({ ...moment, boot: 'another', host: 'another' })],
    ['in another container', (moment) => ({ ...moment, host: 'another' })],
  ];
  it.each(elsewhere)('is respected when it was taken %s, as long as it can be valid', (_, moved) => {
    const catalog = openedCatalog(':memory:');
    const start = thisMoment();
    acquireLease(catalog, WRITER, moved(start));
    // Its process id means nothing here, dead or alive.
    catalog.prepare('UPDATE lease SET pid = 2147483646').run();
    expect(acquireLease(catalog, WRITER, later(start, WRITER.lastsMs - 1))).toBeUndefined();
    // Clocks of two machines differ by some seconds.
    expect(acquireLease(catalog, WRITER, later(start, 0, -9_000))).toBeUndefined();
    expect(acquireLease(catalog, WRITER, later(start, WRITER.lastsMs))).toBeDefined();
  });

  it.each([
    ['another host', `host = 'before', boot = 'before'`],
    ['this host, by an older picsift', 'boot = NULL, steady_end = NULL'],
    ['this host, before a restart', `boot = 'before'`],
    ['this host, whose clock has begun anew', `steady_end = steady_end + ${DAY_MS}`],
  ])('of the future is nobody’s: %s, with the id of a living process', (_, change) => {
    for (const kind of [WRITER, watchLease('/p')]) {
      const catalog = openedCatalog(':memory:');
      const token = acquireLease(catalog, kind, later(thisMoment(), 0, DAY_MS))!;
      catalog.prepare(`UPDATE lease SET ${change}`).run();
      expect(leaseHolder(catalog, kind)).toBeUndefined();
      expect(hasStaleRun(catalog, false)).toBe(kind === WRITER);
      releaseDeadLeases(catalog);
      expect(hasStaleRun(catalog, false)).toBe(false);
      expect(acquireLease(catalog, kind)).toBe(token + 1);
    }
  });

  it('passes on, although its process id is in use again, when its heartbeat stops', () => {
    const catalog = openedCatalog(':memory:');
    const start = thisMoment();
    const token = acquireLease(catalog, WRITER, start)!;
    catalog.prepare('UPDATE lease SET pid = ?').run(process.ppid);
    expect(leaseHolder(catalog, WRITER, start)).toBe(process.ppid);
    expect(acquireLease(catalog, WRITER, later(start, WRITER.lastsMs))).toBe(token + 1);
  });
});

it('a run is in progress only while its own lease is held, not that of a process with the same id', () => {
  const catalog = openedCatalog(':memory:');
  const token = acquireLease(catalog, WRITER)!;
  const job = { folders: ['/p'], scan: { excludeDirs: [], includeHidden: false } };
  const id = startRun(catalog, job, token);
  expect(runningRun(catalog)).toMatchObject({ id });
  // Killed; later another process gets its id and, for something else, the lease.
  releaseLease(catalog, WRITER, token);
  acquireLease(catalog, WRITER);
  expect(runningRun(catalog)).toBeUndefined();
});

describe('withLease', () => {
  it('waits until the lease is free, and releases it even when the work fails', async () => {
    const catalog = openedCatalog(':memory:');
    const former = acquireLease(catalog, WRITER)!;
    let waits = 0;
    const onWait = () => {
      if (++waits === 2) releaseLease(catalog, WRITER, former);
    };
    const token = await withLease(
      catalog,
      WRITER,
      (token) => {
        expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
        return token;
      },
      { onWait },
    );
    expect({ waits, token }).toEqual({ waits: 2, token: former + 1 });
    expect(leaseHolder(catalog, WRITER)).toBeUndefined();
    const failing = withLease(catalog, WRITER, () => Promise.reject(new Error('on purpose')));
    await expect(failing).rejects.toThrow('on purpose');
    expect(leaseHolder(catalog, WRITER)).toBeUndefined();
  });

  it('returns an alternative when it must not wait, and fails when the wait is aborted', async () => {
    const catalog = openedCatalog(':memory:');
    const token = acquireLease(catalog, WRITER)!;
    const giveUp = { afterMs: 0, instead: () => 'another time' };
    expect(await withLease(catalog, WRITER, () => 'done', { giveUp })).toBe('another time');
    const stop = new AbortController();
    const waiting = withLease(catalog, WRITER, () => 'done', { signal: stop.signal, onWait: () => stop.abort() });
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: 'interrupted' }));
    renewLease(catalog, WRITER, token);
  });

  it('notifies its work when another process has taken over', async () => {
    const catalog = openedCatalog(':memory:');
    const reason = await withLease(catalog, WRITER, async (_, lost) => {
      catalog.prepare('UPDATE lease SET token = token + 1').run();
      await once(lost, 'abort');
      return lost.reason as unknown;
    });
    expect(reason).toMatchObject({ code: 'interrupted' });
    // The lease belongs to the other holder now, so it is not released.
    expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
  });
});
