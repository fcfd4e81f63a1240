/** The first half of a run: look at the folders of the job, and make one plan for all of them. */

import { join } from 'node:path';
import { failures } from '../catalog/failures.ts';
import type { Catalog } from '../catalog/open.ts';
import { countPhotos, photosBelow, photoWriter } from '../catalog/photos.ts';
import { type Root, roots } from '../catalog/roots.ts';
import { isInside } from '../library/roots.ts';
import { type Scan, scanFilter, scanFolder } from '../library/scan.ts';
import type { Decoder } from './decoder.ts';
import type { IndexJob } from './messages.ts';
import { type Loss, type Plan, planIndexing } from './plan.ts';
import { whyOffline } from './presence.ts';

/** What a run knows before it reads a photo. */
export interface Survey extends Omit<Plan, 'loss'> {
  /** One for each folder. */
  readonly losses: Loss[];
  readonly roots: Root[];
  readonly unread: Scan['unread'];
  /** How many folders were listed. */
  readonly folders: number;
}

type SurveyJob = Pick<IndexJob, 'folders' | 'scan' | 'modelId' | 'acceptRemovals'>;

interface SurveyContext {
  readonly catalog: Catalog;
  readonly decoder: Decoder;
  readonly signal: AbortSignal;
}

/**
 * One plan over all folders: a photo that moved from one to the other is a move. Ends early where the signal aborts:
 * what was not looked at is not in the plan.
 */
export async function surveyFolders(job: SurveyJob, { catalog, decoder, signal }: SurveyContext): Promise<Survey> {
  const survey: Survey & { kept: number; folders: number } = {
    kept: 0,
    inspect: [],
    marks: [],
    forget: [],
    losses: [],
    roots: [],
    unread: [],
    folders: 0,
  };
  const knownRoots = roots(catalog).map(({ path }) => path);
  const allFailures = failures(catalog);
  const { contentIdOf } = photoWriter(catalog);

  for (const folder of outermost(job)) {
    const scan = await scanFolder(folder, job.scan, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (scan === undefined) break;
    survey.folders += scan.folders.size;
    for (const entry of scan.unread) survey.unread.push(entry);
    const isScanned = scanFilter(folder, job.scan);
    const couldSee = (path: string) => !scan.unread.some((entry) => isInside(entry.path, path)) && isScanned(path);
    const photos = photosBelow(catalog, folder, job.modelId);
    // A part of a root that was emptied is a matter of tidying up; a root of its own may be a drive.
    const outer = knownRoots.includes(folder) ? undefined : knownRoots.find((root) => isInside(root, folder));
    if (outer === undefined) {
      const accept = job.acceptRemovals ?? false;
      const reason = await whyOffline({ root: folder, scan, photos, couldSee, accept, contentIdOf, decoder });
      survey.roots.push({ path: folder, state: reason === undefined ? 'online' : 'offline', reason: reason ?? null });
      if (reason !== undefined) {
        for (const { id, device, state } of photos) {
          if (state === 'present') survey.marks.push({ id, device, state: 'offline' });
        }
        continue;
      }
    }
    const inRoot = outer === undefined ? undefined : countPhotos(catalog, outer);
    const plan = planIndexing({
      files: scan.files,
      photos,
      failures: allFailures.filter(({ path }) => isInside(folder, path)),
      expected: inRoot ? inRoot.photos - inRoot.heldBack : photos.filter(({ state }) => state !== 'held').length,
      couldSee,
      folders: scan.folders,
    });
    survey.kept += plan.kept;
    survey.losses.push(plan.loss);
    // Not spread into `push`: a library has more photos than a call takes arguments.
    for (const item of plan.inspect) survey.inspect.push(item);
    for (const mark of plan.marks) survey.marks.push(mark);
    for (const path of plan.forget) survey.forget.push(path);
  }
  return survey;
}

/** The folders that no scan of another one of the list reaches, each once. */
function outermost({ folders, scan }: SurveyJob): string[] {
  const distinct = [...new Set(folders)];
  const reaches = (other: string, folder: string) =>
    isInside(other, folder) && scanFilter(other, scan)(join(folder, 'photo'));
  return distinct.filter((folder) => !distinct.some((other) => other !== folder && reaches(other, folder)));
}
