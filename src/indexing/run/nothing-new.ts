/**
 * Finds out whether a run would change nothing. Most searches find nothing new; looking in the process that searches
 * saves them the start of another one.
 */

import { debug, since } from '../../base/debug.ts';
import { isPurgeRequested } from '../../catalog/erase.ts';
import type { Catalog } from '../../catalog/open.ts';
import { type Root, roots } from '../../catalog/roots.ts';
import { lastRun } from '../../catalog/runs/runs.ts';
import { storeFolder } from '../../derived/matrix/code-store.ts';
import { isStoreUpToDate } from '../../derived/matrix/update-code-store.ts';
import type { Decoder } from './decoder.ts';
import type { IndexJob, IndexSummary } from './messages.ts';
import { type Survey, surveyFolders } from './survey.ts';

/** A file that must be read is a reason for a run. */
const NO_DECODER: Decoder = {
  call: () => Promise.reject(new Error('no file is read here')),
  close() {},
};

/**
 * Look for a difference between the folders and the catalog. Only reads.
 * @returns the summary of a run that changes nothing; undefined if a run may have something to do.
 */
export async function nothingNew(
  job: IndexJob,
  { catalog, signal }: { readonly catalog: Catalog; readonly signal: AbortSignal },
): Promise<IndexSummary | undefined> {
  const startedAt = performance.now();
  const { modelId } = job;
  // A run that did not complete may have left something undone, whatever the folders look like.
  if (lastRun(catalog)?.outcome !== 'completed' || isPurgeRequested(catalog)) return undefined;
  if (!isStoreUpToDate({ catalog, modelId, folder: storeFolder(catalog, modelId) })) return undefined;
  const survey = await surveyFolders(job, { catalog, decoder: NO_DECODER, signal, untilWork: true });
  const isNothing = !signal.aborted && isEmpty(survey) && agree(survey.roots, roots(catalog));
  debug('index', () => `${isNothing ? 'nothing' : 'something'} differs from the index, ${since(startedAt)}`);
  if (!isNothing) return undefined;
  return {
    ...{
      added: 0,
      changed: 0,
      moved: 0,
      removed: 0,
      kept: survey.kept,
      reread: 0,
      embedded: 0,
      failed: 0,
      heldBack: 0,
    },
    ...{ problemCount: 0, problems: [], unsettled: [], offline: [], excluded: [], interrupted: false },
    seconds: Math.round(performance.now() - startedAt) / 1000,
    model: job.model.name,
  };
}

function isEmpty(survey: Survey): boolean {
  const { inspect, spares, marks, statuses, forget, excluded, refused, unread, losses } = survey;
  const work = [inspect, spares, marks, statuses, forget, excluded, refused, unread];
  return work.every(({ length }) => length === 0) && losses.every(({ missing }) => missing.length === 0);
}

/** Decide whether the roots of the survey are in the catalog, in the same state, and online. */
function agree(found: readonly Root[], stored: readonly Root[]): boolean {
  const same = (a: Root, b: Root) => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
  return found.every((root) => root.state === 'online' && stored.some((known) => same(root, known)));
}

function inOrder({ path, state, reason, passedOver }: Root) {
  return [path, state, reason, Object.entries(passedOver).sort()];
}
