/** Leases: who holds them, and how they pass from one process to the next. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasStaleRun } from '../../src/catalog/health.ts';
import { acquireLease, leaseHolder, releaseLease, renewLease, WRITER, withLease } from '../../src/catalog/lease.ts';
import { reportWatch, watchers, watchLease } from '../../src/catalog/watchers.ts';
import { openedCatalog } from '../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

describe('the writer lease', () => {
  it('is held by one at a time, and given back', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const [one, two] = [openedCatalog(file), openedCatalog(file)];
    const token = acquireLease(one, WRITER)!;
    expect(acquireLease(two, WRITER)).toBeUndefined();
    expect(leaseHolder(two, WRITER)).toBe(process.pid);
    releaseLease(one, WRITER, token);
    expect(leaseHolder(two, WRITER)).toBeUndefined();
    expect(acquireLease(two, WRITER)).toBe(token + 1);
  });

  it('passes on when its heartbeat stops, and the old holder can write no more', () => {
    const catalog = openedCatalog(':memory:');
    const token = acquireLease(catalog, WRITER, 0)!;
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs - 1)).toBeUndefined();
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs)).toBe(token + 1);
    expect(() => renewLease(catalog, WRITER, token)).toThrow(expect.objectContaining({ code: 'interrupted' }));
  });

  it('passes on at once when its process is dead', async () => {
    const catalog = openedCatalog(':memory:');
    const dead = fork('-e', ['0'], { execArgv: [], silent: true });
    await new Promise((resolve) => dead.on('exit', resolve));
    acquireLease(catalog, WRITER);
    catalog.prepare('UPDATE lease SET pid = ?').run(dead.pid);
    expect(acquireLease(catalog, WRITER)).toBeDefined();
  });
});

describe('leases', () => {
  it('of different names do not concern each other', () => {
    const catalog = openedCatalog(':memory:');
    const token = acquireLease(catalog, WRITER)!;
    const other = acquireLease(catalog, watchLease('/p'))!;
    releaseLease(catalog, watchLease('/p'), other);
    expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
    renewLease(catalog, WRITER, token);
    expect(() => renewLease(catalog, watchLease('/q'), other)).toThrow();
  });

  it('of watched folders say what their holders do, while they do', () => {
    const catalog = openedCatalog(':memory:');
    const report = { state: 'watching', since: 5, schedule: null, nextRun: null } as const;
    for (const folder of ['/p', '/p:q', '/r']) {
      const token = acquireLease(catalog, watchLease(folder))!;
      reportWatch(catalog, folder, token, report);
      if (folder === '/r') releaseLease(catalog, watchLease(folder), token);
    }
    // A folder that is watched is no run that was left behind.
    expect(hasStaleRun(catalog, false)).toBe(false);
    acquireLease(catalog, WRITER);
    expect(watchers(catalog)).toEqual([
      { folder: '/p', pid: process.pid, ...report },
      { folder: '/p:q', pid: process.pid, ...report },
    ]);
  });
});

describe('withLease', () => {
  it('waits until the lease is free, and gives it back whatever the work does', async () => {
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

  it('does something else where it must not wait, and nothing where the waiting is ended', async () => {
    const catalog = openedCatalog(':memory:');
    const token = acquireLease(catalog, WRITER)!;
    const giveUp = { afterMs: 0, instead: () => 'another time' };
    expect(await withLease(catalog, WRITER, () => 'done', { giveUp })).toBe('another time');
    const stop = new AbortController();
    const waiting = withLease(catalog, WRITER, () => 'done', { signal: stop.signal, onWait: () => stop.abort() });
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: 'interrupted' }));
    renewLease(catalog, WRITER, token);
  });

  it('tells its work that another process has taken over', async () => {
    const catalog = openedCatalog(':memory:');
    const reason = await withLease(catalog, WRITER, async (_, lost) => {
      catalog.prepare('UPDATE lease SET token = token + 1').run();
      await once(lost, 'abort');
      return lost.reason as unknown;
    });
    expect(reason).toMatchObject({ code: 'interrupted' });
    // It was not this holder's to give back.
    expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
  });
});
