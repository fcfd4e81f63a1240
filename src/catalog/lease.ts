/**
 * Leases: of all picsift processes at most one holds each of them, the writer's above all. A holder that dies is noticed
 * by its process id or, at the latest, by its heartbeat; the token grows with each holder, and every batch checks it
 * inside its own transaction, so a holder that slept through its own replacement can do no harm (a "fencing token").
 */

import { hostname } from 'node:os';
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

/** @returns the token, or undefined while another process holds the lease. */
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

/** Prolong the lease and let the other processes read what its holder says of itself. Throws as `renewLease`. */
export function renewLeaseWith(catalog: Catalog, kind: LeaseKind, token: number, detail: object): void {
  catalog
    .transaction(() => {
      renewLease(catalog, kind, token);
      catalog.prepare('UPDATE lease SET detail = ? WHERE name = ?').run(JSON.stringify(detail), kind.name);
    })
    .immediate();
}

/** Give the lease back. The row stays: its token must go on growing. */
export function releaseLease(catalog: Catalog, { name }: LeaseKind, token: number): void {
  catalog.prepare('UPDATE lease SET expires_at = 0 WHERE name = ? AND token = ?').run(name, token);
  debug('lease', () => `${name}: given back, token ${token}`);
}

const POLL_MS = 200;
const HEARTBEAT_MS = 3_000;

/**
 * Do something as the one writer, from a door: waits for the lease, without blocking the event loop.
 * @param onWait called once, where another process has it.
 * @throws PicsiftError `interrupted` where the signal aborts while it waits.
 */
export async function asWriter<T>(
  catalog: Catalog,
  work: (token: number) => T | Promise<T>,
  { onWait, signal }: { onWait?: (() => void) | undefined; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const startedAt = performance.now();
  let token = await retryWhileBusy(() => acquireLease(catalog, WRITER));
  if (token === undefined) onWait?.();
  while (token === undefined) {
    if (signal?.aborted) throw new PicsiftError('interrupted', 'Stopped while another picsift was indexing.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    token = await retryWhileBusy(() => acquireLease(catalog, WRITER));
  }
  const held = token;
  debug('lease', () => `${WRITER.name}: waited ${since(startedAt)}`);
  const heartbeat = setInterval(() => {
    try {
      renewLease(catalog, WRITER, held);
    } catch {
      // Busy just now, or lost: then the work's own transactions say so.
    }
  }, HEARTBEAT_MS);
  try {
    return await work(held);
  } finally {
    clearInterval(heartbeat);
    await retryWhileBusy(() => releaseLease(catalog, WRITER, held));
  }
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
