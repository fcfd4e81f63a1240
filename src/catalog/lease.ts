/**
 * Leases: of all picsift processes at most one holds each of them, the writer's above all. A holder that dies is noticed
 * by its process id or, at the latest, by its heartbeat; the token grows with each holder, and every batch checks it
 * inside its own transaction, so a holder that slept through its own replacement can do no harm (a "fencing token").
 */

import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug, since } from '../base/debug.ts';
import { PicsiftError } from '../base/errors.ts';
import { type Catalog, retryWhileBusy } from './open.ts';

/** What a lease is for, and how long it lasts without a heartbeat, in milliseconds. */
export interface LeaseKind {
  readonly name: string;
  readonly lastsMs: number;
}

/** Whoever holds it may write photos and vectors. */
export const WRITER: LeaseKind = { name: 'writer', lastsMs: 15_000 };

interface LeaseRow {
  readonly name: string;
  readonly token: number;
  readonly pid: number;
  readonly host: string;
  readonly expiresAt: number;
  /** What its holder tells the other processes: JSON. */
  readonly detail: string | null;
}

const SELECT = 'SELECT name, token, pid, host, expires_at AS expiresAt, detail FROM lease';

function current(catalog: Catalog, { name }: LeaseKind): LeaseRow | undefined {
  return catalog.prepare<[string], LeaseRow>(`${SELECT} WHERE name = ?`).get(name);
}

/** Process id of the holder, or undefined where there is none. */
export function leaseHolder(catalog: Catalog, kind: LeaseKind, now = Date.now()): number | undefined {
  const lease = current(catalog, kind);
  return lease !== undefined && isHeld(lease, now) ? lease.pid : undefined;
}

/** All leases that somebody holds, by name. */
export function heldLeases(catalog: Catalog, now = Date.now()): Pick<LeaseRow, 'name' | 'pid' | 'detail'>[] {
  return catalog
    .prepare<[], LeaseRow>(`${SELECT} ORDER BY name`)
    .all()
    .filter((lease) => isHeld(lease, now));
}

/**
 * @returns the token, or undefined while another process holds the lease.
 * @internal
 */
export function acquireLease(catalog: Catalog, kind: LeaseKind, now = Date.now()): number | undefined {
  // Whoever waits asks again and again: without a look first, each time would lock out the writer for a moment.
  const former = current(catalog, kind);
  if (former !== undefined && isHeld(former, now)) return undefined;
  const token = catalog
    .transaction(() => {
      const lease = current(catalog, kind);
      if (lease !== undefined && isHeld(lease, now)) return undefined;
      // A row that was erased must not bring former tokens back.
      const token = (lease?.token ?? now) + 1;
      catalog
        .prepare('INSERT OR REPLACE INTO lease (name, token, pid, host, expires_at) VALUES (?, ?, ?, ?, ?)')
        .run(kind.name, token, process.pid, hostname(), now + kind.lastsMs);
      return token;
    })
    .immediate();
  if (token !== undefined) {
    const from = former === undefined || former.expiresAt === 0 ? '' : `, from process ${former.pid} on ${former.host}`;
    debug('lease', () => `${kind.name}: taken${from}, token ${token}`);
  }
  return token;
}

/**
 * Check that the lease is still ours and prolong it. Call it inside the transaction that it protects.
 * @throws PicsiftError `interrupted` where another process has taken over.
 * @internal
 */
export function renewLease(catalog: Catalog, { name, lastsMs }: LeaseKind, token: number, now = Date.now()): void {
  const { changes } = catalog
    .prepare('UPDATE lease SET expires_at = ? WHERE name = ? AND token = ?')
    .run(now + lastsMs, name, token);
  if (changes === 0) {
    debug('lease', () => `${name}: lost, token ${token} is not the newest`);
    throw new PicsiftError('interrupted', 'Another picsift took over the indexing. Nothing is lost; run it again.');
  }
}

/**
 * A transaction that the lease protects.
 * @returns a function that does the work in one transaction, after checking that the lease is still ours. It throws as
 * `renewLease`.
 */
export function fencedTransaction<Args extends unknown[], T>(
  catalog: Catalog,
  token: number,
  work: (...args: Args) => T,
  kind = WRITER,
): (...args: Args) => T {
  return catalog.transaction((...args: Args) => {
    renewLease(catalog, kind, token);
    return work(...args);
  }).immediate;
}

/** Prolong the lease and let the other processes read what its holder says of itself. Throws as `renewLease`. */
export function renewLeaseWith(catalog: Catalog, kind: LeaseKind, token: number, detail: object): void {
  const update = () =>
    catalog.prepare('UPDATE lease SET detail = ? WHERE name = ?').run(JSON.stringify(detail), kind.name);
  fencedTransaction(catalog, token, update, kind)();
}

/**
 * Give the lease back. The row stays: its token must go on growing.
 * @internal
 */
export function releaseLease(catalog: Catalog, { name }: LeaseKind, token: number): void {
  catalog.prepare('UPDATE lease SET expires_at = 0 WHERE name = ? AND token = ?').run(name, token);
  debug('lease', () => `${name}: given back, token ${token}`);
}

const POLL_MS = 200;
const HEARTBEAT_MS = 3_000;

export interface LeaseOptions<T> {
  /** Called every 200 ms while another process has the lease. */
  readonly onWait?: (() => void) | undefined;
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal | undefined;
  /** What to do instead where another process still has the lease after this time. Absent: wait for as long as it takes. */
  readonly giveUp?: { readonly afterMs: number; readonly instead: () => T };
  /** Prolongs the lease: a heartbeat every 3 s. Default: `renewLease`. */
  readonly renew?: (token: number) => void;
}

/**
 * Do something while holding a lease: wait for it, keep it by a heartbeat, give it back. Does not block the event loop.
 * @param work gets the token for its transactions, and a signal that aborts where another process has taken over: its
 * transactions fail from then on.
 * @returns what the work returns.
 * @throws PicsiftError `interrupted` where the signal aborts while it waits.
 */
export async function withLease<T>(
  catalog: Catalog,
  kind: LeaseKind,
  work: (token: number, lost: AbortSignal) => T | Promise<T>,
  { onWait, signal, giveUp, renew = (token) => renewLease(catalog, kind, token) }: LeaseOptions<T> = {},
): Promise<T> {
  const startedAt = performance.now();
  const acquire = () => retryWhileBusy(() => acquireLease(catalog, kind));
  let token = await acquire();
  while (token === undefined) {
    if (signal?.aborted) throw new PicsiftError('interrupted', 'Stopped while another picsift was indexing.');
    if (giveUp !== undefined && performance.now() - startedAt >= giveUp.afterMs) return giveUp.instead();
    onWait?.();
    await sleep(POLL_MS);
    token = await acquire();
  }
  debug('lease', () => `${kind.name}: waited ${since(startedAt)}`);
  return whileRenewing(
    () => renew(token),
    (lost) => work(token, lost),
  ).finally(() =>
    // A lease that cannot be given back runs out by itself.
    retryWhileBusy(() => releaseLease(catalog, kind, token)).catch(() => {}),
  );
}

/** @param renew called every 3 s, and tried again while the catalog is busy, until the work is done. */
async function whileRenewing<T>(renew: () => void, work: (lost: AbortSignal) => T | Promise<T>): Promise<T> {
  const lost = new AbortController();
  let isDone = false;
  const heartbeat = setInterval(() => {
    // Never after the end: a lease that was given back would be held once more.
    retryWhileBusy(() => isDone || renew()).catch((error) => {
      // Anything else may pass before the lease runs out, and where it does not, the work's own transactions say so.
      if (error instanceof PicsiftError && error.code === 'interrupted') lost.abort(error);
    });
  }, HEARTBEAT_MS);
  try {
    return await work(lost.signal);
  } finally {
    isDone = true;
    clearInterval(heartbeat);
  }
}

/**
 * Do something as the one writer, from a door. See `withLease`.
 * @param onWait called once, where another process has the lease.
 */
export function asWriter<T>(
  catalog: Catalog,
  work: (token: number) => T | Promise<T>,
  { onWait, signal }: Pick<LeaseOptions<T>, 'onWait' | 'signal'> = {},
): Promise<T> {
  let isTold = false;
  const onFirstWait = () => {
    if (!isTold) onWait?.();
    isTold = true;
  };
  return withLease(catalog, WRITER, work, { onWait: onFirstWait, signal });
}

function isHeld(lease: LeaseRow, now: number): boolean {
  if (lease.expiresAt <= now) return false;
  return lease.host !== hostname() || isAlive(lease.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
