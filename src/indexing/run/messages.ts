/** What the indexing child and its parent say to each other. Plain data. */

import type { ErrorCode } from '../../base/errors.ts';
import type { ScanOptions } from '../../library/files/scan.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';

export interface IndexJob {
  readonly catalogFile: string;
  readonly modelId: number;
  readonly model: ModelSpec;
  /** Real paths. */
  readonly folders: readonly string[];
  readonly scan: ScanOptions;
  /** Of the folders: those to be left out where they belong to no root, since a person has removed it. */
  readonly unlessForgotten?: readonly string[] | undefined;
  /** A person says that what is there now is what shall be there: nothing is held back, no root is taken for away. */
  readonly acceptRemovals?: boolean | undefined;
  /** How long to wait for another process's run, in ms. Absent: until it is over. */
  readonly waitMs?: number | undefined;
}

export interface IndexSummary {
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
  /** Photos that were already right. */
  readonly kept: number;
  /** Contents that the model looked at: photos with the same bytes count once. */
  readonly embedded: number;
  readonly failed: number;
  readonly seconds: number;
  /** Name of the model. */
  readonly model: string;
  /** True where the run was stopped before its end. The next run goes on from there. */
  readonly interrupted: boolean;
  /** How many files and folders could not be looked at or read in this run. */
  readonly problemCount: number;
  /** The first of them, for people. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
  /** Files that were written to while they were read: only a later run can take them. */
  readonly unsettled: readonly string[];
  /** Folders that are not there, or something else in their place: their photos are kept. */
  readonly offline: readonly { readonly path: string; readonly reason: string }[];
  /** Photos that are kept though their files are gone, since most of a root went at once. */
  readonly heldBack: number;
  /** True where another process's run, begun later than this one was asked for, did its work: these are its figures. */
  readonly joined?: boolean;
}

export interface IndexProgress {
  /**
   * `download`: done and total are bytes (total 0: not known). `wait`: another process is writing; done and total are
   * its photos, 0 while it looks for them.
   */
  readonly phase: 'download' | 'wait' | 'scan' | 'embed';
  readonly done: number;
  readonly total: number;
  /** While waiting: true where the other run looks through the same folders. */
  readonly covered?: boolean;
}

export type ToIndexer = { readonly type: 'start'; readonly job: IndexJob } | { readonly type: 'stop' };

export type FromIndexer =
  | { readonly type: 'progress'; readonly progress: IndexProgress }
  | { readonly type: 'done'; readonly summary: IndexSummary }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };
