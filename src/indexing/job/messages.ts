/** Messages between a job's child process and its parent. Plain data. */

import type { ErrorCode } from '../../base/errors.ts';

export type ToJob<Job> = { readonly type: 'start'; readonly job: Job } | { readonly type: 'stop' };

export type FromJob<Summary, Progress> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'notice'; readonly line: string }
  | { readonly type: 'done'; readonly summary: Summary }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };
