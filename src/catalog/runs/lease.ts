/**
 * Leases: at most one picsift process holds each of them. The most important one is the writer's. Other processes
 * notice that a holder is dead by its process id or, at the latest, by its missing heartbeat: a process with the same id
 * may be another one by now. Its heartbeat counts by a clock that does not jump (see moment.ts). The token grows with each
 * holder, and every batch checks it inside its own transaction. A holder that was suspended while another process took
 * over can therefore write nothing (a "fencing token").
 */

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { debug, since } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { type Catalog, retryWhileBusy } from '../open.ts';
import { type Moment, thisMoment } from './moment.ts';

/** The name of a lease, and how long it lasts without a heartbeat, in milliseconds: as long as the writer's at most. */
export interface LeaseKind {
  readonly name: string;
  readonly lastsMs: number;
}

/** Its holder may write photos and vectors. */
export const WRITER: LeaseKind = { name: 'writer', lastsMs: 15_000 };
/** Held by the process that reads the text in pictures. */
export const READER: LeaseKind = { name: 'reader', lastsMs: 15_000 };

interface LeaseRow {
  readonly name: string;
  readonly token: number;
  readonly pid: number;
  /** `Moment.host` of the holder. */
  readonly host: string;
  /** Its end, by the wall clock; 0: released. */
  readonly expiresAt: number;
  /** `Moment.boot` of the holder; null: written by an older picsift. */
  readonly boot: string | null;
  /** Its end, by the steady clock of that boot. */
  readonly steadyEnd: number | null;
  /** Report of its holder for the other processes: JSON. */
  readonly detail: string | null;
}

const SELECT =
  'SELECT name, token, pid, host, expires_at AS expiresAt, boot, steady_end AS steadyEnd, detail FROM lease';

function current(catalog: Catalog, { name }: LeaseKind): LeaseRow | undefined {
  return catalog.prepare<[string], LeaseRow>(`${SELECT} WHERE name = ?`).get(name);
}

/** Return the process id of the holder; undefined when there is none. */
export function leaseHolder(catalog: Catalog, kind: LeaseKind, now = thisMoment()): number | undefined {
  const lease = current(catalog, kind);
  return lease !== undefined && isHeld(lease, now) ? lease.pid : undefined;
}

/** Decide whether the lease is held with this token. */
export function holdsLease(catalog: Catalog, kind: LeaseKind, token: number): boolean {
  const lease = current(catalog, kind);
  return lease?.token === token && isHeld(lease, thisMoment());
}

/** Return all held leases, sorted by name. */
export function heldLeases(catalog: Catalog): Pick<LeaseRow, 'name' | 'pid' | 'detail'>[] {
  const now = thisMoment();
  return allLeases(catalog).filter((lease) => isHeld(lease, now));
}

/** Release the leases that nobody holds any more, so that a clock which is set back cannot make them valid again. */
export function releaseDeadLeases(catalog: Catalog): void {
  const now = thisMoment();
  for (const lease of allLeases(catalog)) {
    if (!isHeld(lease, now)) releaseLease(catalog, lease, lease.token);
  }
}

function allLeases(catalog: Catalog): LeaseRow[] {
  return catalog.prepare<[], LeaseRow>(`${SELECT} ORDER BY name`).all();
}

/**
 * Try to take the lease.
 * @returns the token, or undefined while another process holds the lease.
 * @internal
 */
export function acquireLease(catalog: Catalog, kind: LeaseKind, now = thisMoment()): number | undefined {
  // A waiting process calls this again and again. Reading first avoids a write lock, which would block the writer.
  const former = current(catalog, kind);
  if (former !== undefined && isHeld(former, now)) return undefined;
  const token = catalog
    .transaction(() => {
      const lease = current(catalog, kind);
      if (lease !== undefined && isHeld(lease, now)) return undefined;
      // After the row was erased, tokens start from a random number, so that no former token is valid again.
      const token = (lease?.token ?? randomInt(2 ** 47)) + 1;
      catalog
        .prepare('INSERT OR REPLACE INTO lease (name, token, pid, host, expires_at) VALUES (?, ?, ?, ?, 1)')
        .run(kind.name, token, process.pid, now.host);
      extend(catalog, kind, token, now);
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
 * Check that this process still holds the lease, and extend it. Call it inside the transaction that it protects.
 * @throws PicsiftError `interrupted` when another process has taken over.
 * @internal
 */
export function renewLease(catalog: Catalog, kind: LeaseKind, token: number, now = thisMoment()): void {
  if (!extend(catalog, kind, token, now)) {
    debug('lease', () => `${kind.name}: lost, token ${token} is not the newest`);
    throw new PicsiftError(
      'interrupted',
      'Another picsift took over the indexing. Nothing is lost: run this command again.',
    );
  }
}

/** @returns false if the lease has another token. */
function extend(catalog: Catalog, { name, lastsMs }: LeaseKind, token: number, now: Moment): boolean {
  const { changes } = catalog
    .prepare('UPDATE lease SET expires_at = ?, boot = ?, steady_end = ? WHERE name = ? AND token = ?')
    .run(now.wallMs + lastsMs, now.boot, now.steadyMs + lastsMs, name, token);
  return changes > 0;
}

/**
 * Create a transaction that the lease protects.
 * @returns a function that checks the lease and does the work in one transaction. It throws as `renewLease`.
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

/** Extend the lease and store its holder's report for the other processes. Throws as `renewLease`. */
export function renewLeaseWith(catalog: Catalog, kind: LeaseKind, token: number, detail: object): void {
  const update = () =>
    catalog.prepare('UPDATE lease SET detail = ? WHERE name = ?').run(JSON.stringify(detail), kind.name);
  fencedTransaction(catalog, token, update, kind)();
}

/**
 * Release the lease. The row stays, because its token must keep growing.
 * @internal
 */
export function releaseLease(catalog: Catalog, { name }: Pick<LeaseKind, 'name'>, token: number): void {
  catalog.prepare('UPDATE lease SET expires_at = 0 WHERE name = ? AND token = ?').run(name, token);
  debug('lease', () => `${name}: released, token ${token}`);
}

const POLL_MS = 200;
const HEARTBEAT_MS = 3_000;

export interface LeaseOptions<T> {
  /** Called every 200 ms while another process holds the lease. */
  readonly onWait?: (() => void) | undefined;
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal | undefined;
  /** What to do instead when another process still holds the lease after this time. Absent: wait without a limit. */
  readonly giveUp?: { readonly afterMs: number; readonly instead: () => T };
  /** Extends the lease: the heartbeat, every 3 s. Default: `renewLease`. */
  readonly renew?: (token: number) => void;
}

/**
 * Do something while holding a lease: wait for the lease, keep it with a heartbeat, and release it. Does not block the
 * event loop.
 * @param work receives the token for its transactions, and a signal that aborts when another process has taken over;
 * from then on the transactions fail.
 * @returns the result of the work.
 * @throws PicsiftError `interrupted` when the signal aborts during the wait.
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
    // A lease that cannot be released expires.
    retryWhileBusy(() => releaseLease(catalog, kind, token)).catch(() => {}),
  );
}

/** @param renew called every 3 s, and tried again while the catalog is busy, until the work is done. */
async function whileRenewing<T>(renew: () => void, work: (lost: AbortSignal) => T | Promise<T>): Promise<T> {
  const lost = new AbortController();
  let isDone = false;
  const heartbeat = setInterval(() => {
    // No renewal after the end: it would take a released lease again.
    retryWhileBusy(() => isDone || renew()).catch((error) => {
      // Other errors may go away before the lease expires. If they do not, the work's own transactions fail.
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
 * Do something as the only writer, from a door. See `withLease`.
 * @param onWait called once, if another process holds the lease.
 */
export function asWriter<T>(
  catalog: Catalog,
  work: (token: number) => T | Promise<T>,
  { onWait, signal }: Pick<LeaseOptions<T>, 'onWait' | 'signal'> = {},
): Promise<T> {
  let hasWaited = false;
  const onFirstWait = () => {
    if (!hasWaited) onWait?.();
    hasWaited = true;
  };
  return withLease(catalog, WRITER, work, { onWait: onFirstWait, signal });
}

/**
 * The farthest end that a lease can have: it lasts 15 s, and the clocks of two machines differ by a few seconds. A lease
 * that ends later is nobody's: it was taken while a clock was wrong.
 */
const FARTHEST_END_MS = WRITER.lastsMs + 10_000;

function isHeld(lease: LeaseRow, now: Moment): boolean {
  if (lease.expiresAt === 0) return false;
  const isSteady = lease.boot === now.boot && lease.steadyEnd !== null;
  const leftMs = isSteady ? lease.steadyEnd - now.steadyMs : lease.expiresAt - now.wallMs;
  if (leftMs <= 0 || leftMs > FARTHEST_END_MS) return false;
  return lease.host !== now.host || isAlive(lease.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
