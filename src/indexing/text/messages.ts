/** The job of a pass that reads text, its progress and its summary. Plain data. */

import type { ReadingModel } from '../../model/reading/installed.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';

export interface TextJob {
  readonly catalogFile: string;
  /** Real paths. */
  readonly folders: readonly string[];
  /** Installed models that read text. */
  readonly models: readonly ReadingModel[];
  /** The model whose vectors tell which photos look most like text. Absent: the newest photos are read first. */
  readonly model?: { readonly id: number; readonly spec: ModelSpec } | undefined;
}

/** A job that outlives the command that starts it. */
export interface BackgroundTextJob extends TextJob {
  /** See `catalogIdentity`: the job is for this file, not for one that is made in its place. */
  readonly catalogIdentity: string | undefined;
}

export interface TextProgress {
  readonly done: number;
  readonly total: number;
}

export interface TextSummary {
  /** Pictures that were read in this pass. Photos with the same bytes count once. */
  readonly read: number;
  /** Pictures that could not be read. They are not tried again until picsift reads better. */
  readonly failed: number;
  /** Pictures that are still to be read: after an interruption, or because their files cannot be read now. */
  readonly left: number;
  readonly seconds: number;
  readonly interrupted: boolean;
  /** True if another picsift is reading. Then this one has done nothing. */
  readonly elsewhere: boolean;
}
