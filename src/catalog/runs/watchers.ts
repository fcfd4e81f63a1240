/**
 * Records which process watches which folder. Every process can read them. Each folder has its own lease, so a process
 * watches only the folders that it was granted itself, with its own settings, and never acts for another process.
 */

import type { Catalog } from '../open.ts';
import { heldLeases, type LeaseKind, renewLeaseWith } from './lease.ts';

export interface WatchReport {
  /**
   * `starting`: the watches are being set up. `watching`: the system reports changes. `polling`: a network drive or a
   * shared folder, which is scanned at intervals. `degraded`: scanned at intervals too, because the system has no more watches. `missing`:
   * the folder is gone, and the process waits for it to come back.
   */
  readonly state: 'starting' | 'watching' | 'polling' | 'degraded' | 'missing';
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Cron expression of the full scans, if there is one. */
  readonly schedule: string | null;
  /** Time of the next full scan, in milliseconds since 1970. */
  readonly nextRun: number | null;
  /** Folders in it that are not watched but scanned at intervals; absent if there are none. */
  readonly unwatched?: readonly Unwatched[];
}

/** Folders that are not watched for the same reason. */
export interface Unwatched {
  /** An error code of the system, such as EACCES; or `shared`: the system does not report changes in the folder. */
  readonly reason: string;
  readonly total: number;
  /** Some of them. */
  readonly folders: readonly string[];
}

export interface Watcher extends WatchReport {
  readonly folder: string;
  readonly pid: number;
}

const PREFIX = 'watch:';

/** Three heartbeats of 3 s, so that another process takes over within 10 s even if the holder is on another host. */
export const watchLease = (folder: string): LeaseKind => ({ name: PREFIX + folder, lastsMs: 9_000 });

/** Send a heartbeat with a report. @throws PicsiftError `interrupted` when another process has taken over. */
export function reportWatch(catalog: Catalog, folder: string, token: number, report: WatchReport): void {
  renewLeaseWith(catalog, watchLease(folder), token, report);
}

/** Return every folder that is being watched, with its process. */
export function watchers(catalog: Catalog): Watcher[] {
  return heldLeases(catalog).flatMap(({ name, pid, detail }) =>
    name.startsWith(PREFIX) && detail !== null
      ? [{ folder: name.slice(PREFIX.length), pid, ...(JSON.parse(detail) as WatchReport) }]
      : [],
  );
}
