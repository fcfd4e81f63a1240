/** Where models are kept on this machine and pulled from, and how a pull reports. */

import type { Timeouts } from '../../net/request.ts';

export interface ModelStore {
  /** Contains a folder for each downloaded model. */
  readonly folder: string;
  /** URL of the hub or a mirror of it, without a slash at the end. */
  readonly endpoint: string;
  /** Access token of the hub. */
  readonly token?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

/** @internal */
export interface PullProgress {
  /** Path inside the model's folder. */
  readonly file: string;
  readonly receivedBytes: number;
  /** Undefined if the hub does not announce it. */
  readonly totalBytes: number | undefined;
  /** From 0. */
  readonly fileIndex: number;
  readonly fileCount: number;
}

export interface MissingFile {
  /** Path inside the model's folder. */
  readonly path: string;
  /** Bytes; known before the download if the hub lists them. */
  readonly size?: number | undefined;
}

export interface PullOptions {
  /** Called before the first download with the files that are missing. */
  readonly onFiles?: ((files: readonly MissingFile[]) => void) | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
