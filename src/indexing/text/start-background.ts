/** Starts the process that reads text after a command has ended. */

import { resolve } from 'node:path';
import { catalogIdentity } from '../../catalog/open.ts';
import { startDetached } from '../../process/child.ts';
import type { BackgroundTextJob, TextJob } from './messages.ts';

/** Start it. It does nothing if another process reads. */
export async function startBackgroundReading(job: TextJob): Promise<void> {
  const catalogFile = resolve(job.catalogFile);
  const background: BackgroundTextJob = { ...job, catalogFile, catalogIdentity: catalogIdentity(catalogFile) };
  await startDetached('src/indexing/text/background-process.ts', background);
}
