/**
 * The writer lease: of all picsift processes at most one writes. A holder that dies is noticed by its process id or,
 * at the latest, by its heartbeat; the token grows with each holder, and every batch checks it inside its own
 * transaction, so a holder that slept through its own replacement can do no harm (a "fencing token").
 */

import { hostname } from 'node:os';
import { PicsiftError } from '../errors.ts';
import { type Catalog, retryWhileBusy } from './open.ts';

export const LEASE_MS = 15_000;

interface LeaseRow {
  readonly token: number;
  readonly pid: number;
  readonly host: string;
  readonly expiresAt: number;
}

function current(catalog: Catalog): LeaseRow | undefined {
  return catalog.prepare<[], LeaseRow>('SELECT token, pid, host, expires_at AS expiresAt FROM lease').get();
}

/** Process id of the writer, or undefined where nobody is writing. */
export function leaseHolder(catalog: Catalog, now = Date.now()): number | undefined {
  const lease = current(catalog);
  return lease !== undefined && isHeld(lease, now) ? lease.pid : undefined;
}

/** @returns the token, or undefined while another process holds the lease. */
export function acquireLease(catalog: Catalog, now = Date.now()): number | undefined {
  return catalog
    .transaction(() => {
      const lease = current(catalog);
      if (lease !== undefined && isHeld(lease, now)) return undefined;
      const token = (lease?.token ?? 0) + 1;
      catalog
        .prepare('INSERT OR REPLACE INTO lease (name, token, pid, host, expires_at) VALUES (?, ?, ?, ?, ?)')
        .run('writer', token, process.pid, hostname(), now + LEASE_MS);
      return token;
    })
    .immediate();
}

/**
 * Check that the lease is still ours and prolong it. Call it inside the transaction that it protects.
 * @throws PicsiftError `interrupted` where another process has taken over.
 */
export function renewLease(catalog: Catalog, token: number, now = Date.now()): void {
  const { changes } = catalog.prepare('UPDATE lease SET expires_at = ? WHERE token = ?').run(now + LEASE_MS, token);
  if (changes === 0) {
    throw new PicsiftError('interrupted', 'Another picsift took over the indexing. Nothing is lost; run it again.');
  }
}

/** Give the lease back. The row stays: its token must go on growing. */
export function releaseLease(catalog: Catalog, token: number): void {
  catalog.prepare('UPDATE lease SET expires_at = 0 WHERE token = ?').run(token);
}

const POLL_MS = 200;

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
  let token = await retryWhileBusy(() => acquireLease(catalog));
  if (token === undefined) onWait?.();
  while (token === undefined) {
    if (signal?.aborted) throw new PicsiftError('interrupted', 'Stopped while another picsift was indexing.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    token = await retryWhileBusy(() => acquireLease(catalog));
  }
  const held = token;
  try {
    return await work(held);
  } finally {
    await retryWhileBusy(() => releaseLease(catalog, held));
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
