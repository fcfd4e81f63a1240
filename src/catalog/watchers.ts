/**
 * Who watches which folder, readable by every process. Each folder has a lease of its own, so that every process
 * watches only what it was granted itself, with its own settings, and none acts on another's behalf.
 */

import { heldLeases, type LeaseKind, renewLeaseWith } from './lease.ts';
import type { Catalog } from './open.ts';

export interface WatchReport {
  /**
   * `starting`: the watches are being set up. `watching`: the system tells of changes. `polling`: a network drive,
   * looked through now and then. `degraded`: the same, because the system has no more watches to give. `missing`: the
   * folder was there and is not any more; it is waited for.
   */
  readonly state: 'starting' | 'watching' | 'polling' | 'degraded' | 'missing';
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Cron expression of the full reconciles, where there is one. */
  readonly schedule: string | null;
  /** When the next of them is due, in milliseconds since 1970. */
  readonly nextRun: number | null;
}

export interface Watcher extends WatchReport {
  readonly folder: string;
  readonly pid: number;
}

const PREFIX = 'watch:';

/** Three heartbeats of 3 s: another process takes over within 10 s even where the holder is on another host. */
export const watchLease = (folder: string): LeaseKind => ({ name: PREFIX + folder, lastsMs: 9_000 });

/** A heartbeat. @throws PicsiftError `interrupted` where another process has taken over. */
export function reportWatch(catalog: Catalog, folder: string, token: number, report: WatchReport): void {
  renewLeaseWith(catalog, watchLease(folder), token, report);
}

/** Every folder that is watched now, and by which process. */
export function watchers(catalog: Catalog): Watcher[] {
  return heldLeases(catalog).flatMap(({ name, pid, detail }) =>
    name.startsWith(PREFIX) && detail !== null
      ? [{ folder: name.slice(PREFIX.length), pid, ...(JSON.parse(detail) as WatchReport) }]
      : [],
  );
}
