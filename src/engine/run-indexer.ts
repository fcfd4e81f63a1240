/** Starts a run of the indexer where it costs least. */

import { doJob } from '../indexing/job/job.ts';
import { type RunOptions, runJob } from '../indexing/job/run-job.ts';
import type { IndexJob, IndexProgress, IndexSummary } from '../indexing/run/messages.ts';

/**
 * Run the indexer.
 * @param isHere in this process, not in a child process: starting one takes as long as embedding three photos. Only for a
 *   process that ends soon anyway, and for few photos: there a crash of onnxruntime would lose the answer.
 * @throws PicsiftError as `runJob`.
 */
export async function runIndexer(
  job: IndexJob,
  isHere: boolean,
  options: RunOptions<IndexProgress>,
): Promise<IndexSummary> {
  if (!isHere) return runJob('src/indexing/run/indexing-process.ts', job, options);
  const { onProgress = () => {}, onNotice = () => {}, signal = new AbortController().signal } = options;
  // Loaded here because most processes never index.
  const { runAsWriter } = await import('../indexing/run/run-as-writer.ts');
  return doJob(runAsWriter, job, { onProgress, onNotice, stop: signal });
}
