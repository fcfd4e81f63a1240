/**
 * Finds out whether a run would change nothing, and whether it is a small one. Most searches find nothing new or little;
 * looking in the process that searches saves them the start of another one.
 */

import { debug, since } from '../../base/debug.ts';
import { isPurgeRequested } from '../../catalog/erase.ts';
import type { Catalog } from '../../catalog/open.ts';
import { type Root, roots } from '../../catalog/roots.ts';
import { lastRun } from '../../catalog/runs/runs.ts';
import { storeFolder } from '../../derived/matrix/code-store.ts';
import { isStoreUpToDate } from '../../derived/matrix/update-code-store.ts';
import type { Decoder } from './decoder.ts';
import { type IndexJob, type IndexSummary, KEPT_PROBLEMS, NOTHING_DONE } from './messages.ts';
import { reportOf, type Survey, surveyFolders } from './survey.ts';

/** A file that must be read is a reason for a run. */
const NO_DECODER: Decoder = {
  call: () => Promise.reject(new Error('no file is read here')),
  close() {},
};

/** Folders with this many files or fewer have little to index. */
const FEW = 1_000;

export interface Look {
  /** The summary of a run that changes nothing. Absent if a run may have something to do. */
  readonly unchanged?: IndexSummary;
  /** A run has few photos to index. */
  readonly isSmall: boolean;
}

/** Look for a difference between the folders and the catalog. Only reads. */
export async function lookForWork(
  job: IndexJob,
  { catalog, signal }: { readonly catalog: Catalog; readonly signal: AbortSignal },
): Promise<Look> {
  const startedAt = performance.now();
  const mustRun = isLeftUndone(catalog, job);
  const isEnough = (files: number, toRead: number) => files > FEW && (mustRun || toRead > 0);
  const survey = await surveyFolders(job, { catalog, decoder: NO_DECODER, signal, isEnough });
  const isNothing = !mustRun && !signal.aborted && changesNothing(survey) && agree(survey.roots, roots(catalog));
  debug('index', () => `${isNothing ? 'nothing' : 'something'} differs from the index, ${since(startedAt)}`);
  const isSmall = survey.files <= FEW;
  return isNothing ? { unchanged: summaryOf(survey, job, startedAt), isSmall } : { isSmall };
}

/** A run that did not complete may have left something undone, whatever the folders look like. */
function isLeftUndone(catalog: Catalog, { modelId }: IndexJob): boolean {
  if (lastRun(catalog)?.outcome !== 'completed' || isPurgeRequested(catalog)) return true;
  return !isStoreUpToDate({ catalog, modelId, folder: storeFolder(catalog, modelId) });
}

function summaryOf(survey: Survey, job: IndexJob, startedAt: number): IndexSummary {
  const { problems, ...rest } = reportOf(survey);
  const heldBack = survey.losses.reduce((sum, { missing }) => sum + missing.length, 0);
  return {
    ...NOTHING_DONE,
    kept: survey.kept,
    heldBack,
    ...rest,
    problemCount: problems.length,
    problems: problems.slice(0, KEPT_PROBLEMS),
    unsettled: [],
    interrupted: false,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    model: job.model.name,
  };
}

/** What cannot be read, is offline or is held back already stays as it is: otherwise each search would look twice. */
function changesNothing(survey: Survey): boolean {
  const { inspect, spares, marks, statuses, forget, excluded, refused, losses } = survey;
  const work = [inspect, spares, marks, statuses, forget, excluded, refused];
  const isHeld = losses.every(({ missing }) => missing.every(({ state }) => state === 'held'));
  return isHeld && work.every(({ length }) => length === 0);
}

/** Decide whether the roots of the survey are in the catalog, in the same state. */
function agree(found: readonly Root[], stored: readonly Root[]): boolean {
  const same = (a: Root, b: Root) => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
  return found.every((root) => stored.some((known) => same(root, known)));
}

function inOrder({ path, state, reason, passedOver }: Root) {
  return [path, state, reason, Object.entries(passedOver).sort()];
}
