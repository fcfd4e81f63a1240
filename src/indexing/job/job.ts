/** A job: work on the catalog that takes long, in a child process or in this one. */

import { type Catalog, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../catalog/open.ts';

export interface JobContext<Progress> {
  readonly catalog: Catalog;
  readonly onProgress: (progress: Progress) => void;
  /** Receives lines for people. */
  readonly onNotice: (line: string) => void;
  /** Asks the job to end after the photos in progress. */
  readonly stop: AbortSignal;
}

export type Work<Job, Summary, Progress> = (job: Job, context: JobContext<Progress>) => Promise<Summary>;

/** Do a job in this process, on a connection of its own. */
export async function doJob<Job extends { readonly catalogFile: string }, Summary, Progress>(
  work: Work<Job, Summary, Progress>,
  job: Job,
  context: Omit<JobContext<Progress>, 'catalog'>,
): Promise<Summary> {
  const catalog = openCatalog(job.catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
  try {
    return await work(job, { ...context, catalog });
  } finally {
    catalog.close();
  }
}
