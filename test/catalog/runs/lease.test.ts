/** Leases: who holds them, and how they move from one process to the next. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasStaleRun } from '../../../src/catalog/health.ts';
import {
  acquireLease,
  leaseHolder,
  releaseLease,
  renewLease,
  WRITER,
  withLease,
} from '../../../src/catalog/runs/lease.ts';
import { reportWatch, watchers, watchLease } from '../../../src/catalog/runs/watchers.ts';
import { openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

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
    const token = acquireLease(catalog, WRITER, 0)!;
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs - 1)).toBeUndefined();
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs)).toBe(token + 1);
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
