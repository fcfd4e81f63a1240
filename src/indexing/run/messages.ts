/** The job of an index run, its progress and its summary. Plain data. */

import type { ScanOptions } from '../../library/files/scan-filter.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';

export interface IndexJob {
  readonly catalogFile: string;
  readonly modelId: number;
  readonly model: ModelSpec;
  /** Real paths. */
  readonly folders: readonly string[];
  readonly scan: ScanOptions;
  /** Folders to skip if they belong to no root: a person has removed it. */
  readonly unlessForgotten?: readonly string[] | undefined;
  /** A person accepts the current state of the folders: no removal is held back, no root counts as offline. */
  readonly acceptRemovals?: boolean | undefined;
  /** Leave photos unread whose vectors were imported: they can be found already, and nobody wants to wait for them. */
  readonly leaveImported?: boolean | undefined;
  /** How long to wait for the run of another process, in ms. Absent: until it ends. */
  readonly waitMs?: number | undefined;
}

export interface IndexSummary {
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
  /** Photos that were already up to date. */
  readonly kept: number;
  /**
   * The part of `kept` that was read again, because the system reports a change of the files: perhaps of their names,
   * permissions or links. Their bytes are the same.
   */
  readonly reread: number;
  /** Contents that were embedded: photos with the same bytes count once. */
  readonly embedded: number;
  readonly failed: number;
  readonly seconds: number;
  /** Name of the model. */
  readonly model: string;
  /** True if the run was stopped before its end. The next run continues from there. */
  readonly interrupted: boolean;
  /** Number of files and folders that could not be read in this run. */
  readonly problemCount: number;
  /** The first of these problems, for people. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
  /** Files that changed while they were read. A later run must index them. */
  readonly unsettled: readonly string[];
  /** Folders that are missing or replaced by something else. Their photos are kept. */
  readonly offline: readonly { readonly path: string; readonly reason: string }[];
  /** Folders of the job that are excluded, so that nothing in them is indexed. */
  readonly excluded: readonly string[];
  /** Photos that are kept although their files are gone, because most of a root disappeared at once. */
  readonly heldBack: number;
  /** True if a run of another process, started after this request, did the work. The figures are those of that run. */
  readonly joined?: boolean;
}

export interface IndexProgress {
  /**
   * `download`: done and total are bytes (total 0: not known). `wait`: another process is writing; done and total are
   * its photos, 0 while it scans.
   */
  readonly phase: 'download' | 'wait' | 'scan' | 'embed';
  readonly done: number;
  readonly total: number;
  /** While waiting: true if the other run scans the same folders. */
  readonly covered?: boolean;
}

/** A summary names this many problems and counts the others. */
export const KEPT_PROBLEMS = 100;

/** The counts of a run that changes nothing. */
export const NOTHING_DONE = {
  added: 0,
  changed: 0,
  moved: 0,
  removed: 0,
  kept: 0,
  reread: 0,
  embedded: 0,
  failed: 0,
  heldBack: 0,
};
