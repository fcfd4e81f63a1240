/** The first half of a run: scans the folders of the job and makes one plan for all of them. */

import { dirname } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { failures } from '../../catalog/failures.ts';
import type { Catalog } from '../../catalog/open.ts';
import { photoReader } from '../../catalog/photo-reader.ts';
import { countPhotos, photoWriter } from '../../catalog/photos.ts';
import { type Root, roots } from '../../catalog/roots.ts';
import { type Excludes, findExcludes } from '../../library/files/excluded-folders.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import type { Reason } from '../../library/files/passed-over.ts';
import { scanFolder, type Unread } from '../../library/files/scan.ts';
import { anchorScan, exclusion, type ScanOptions, scanFilter, scanReaches } from '../../library/files/scan-filter.ts';
import type { Decoder } from './decoder.ts';
import type { IndexJob } from './messages.ts';
import { claimMoved } from './moved-imports.ts';
import { type Inspection, type Loss, type Plan, type SpareInspection, startPlan } from './plan.ts';
import { whyOffline } from './presence.ts';

/** The state of the folders before a photo is read. */
export interface Survey extends Omit<Plan, 'inspect' | 'spares' | 'loss'> {
  readonly inspect: Inspection[];
  readonly spares: SpareInspection[];
  /** One for each folder. */
  readonly losses: Loss[];
  readonly roots: Root[];
  /** Folders of the job that are not indexed, because they are excluded. */
  readonly refused: string[];
  readonly unread: Unread[];
  /** Number of folders that were listed. */
  readonly folders: number;
  /** Number of files that may be photos. */
  readonly files: number;
}

type SurveyJob = Pick<
  IndexJob,
  'folders' | 'scan' | 'unlessForgotten' | 'modelId' | 'acceptRemovals' | 'leaveImported'
>;

interface SurveyContext {
  readonly catalog: Catalog;
  readonly decoder: Decoder;
  readonly signal: AbortSignal;
  /** Ends early when this is true of the files seen so far and of those among them that must be read. */
  readonly isEnough?: (files: number, toRead: number) => boolean;
}

/**
 * Make one plan for all folders, so that a photo can move from one to another. If the signal aborts, it ends early:
 * the rest is not in the plan.
 */
export async function surveyFolders(
  job: SurveyJob,
  { catalog, decoder, signal, isEnough = () => false }: SurveyContext,
): Promise<Survey> {
  const survey: Survey & { kept: number; folders: number; files: number } = {
    kept: 0,
    inspect: [],
    spares: [],
    marks: [],
    statuses: [],
    forget: [],
    excluded: [],
    losses: [],
    roots: [],
    refused: [],
    unread: [],
    folders: 0,
    files: 0,
  };
  const knownRoots = roots(catalog).map(({ path }) => path);
  const allFailures = failures(catalog);
  const { contentOf } = photoWriter(catalog);
  const photos = photoReader(catalog, job.modelId);
  // Relative paths start from each root, also when a run indexes only a part of it.
  const starts = [...new Set([...knownRoots, ...job.folders])];
  const scan = anchorScan(starts, job.scan);
  // Links, mounts and drives may have changed since the last run.
  const excludes = findExcludes(scan.excludeDirs, starts);
  const isExcluded = exclusion(starts, excludes);

  for (const folder of outermost(job.folders, scan, excludes)) {
    const isRooted = knownRoots.some((root) => isInside(root, folder));
    if (!isRooted && job.unlessForgotten?.includes(folder)) continue;
    if (isExcluded(folder)) {
      survey.refused.push(folder);
      for (const { id } of photos.below(folder)) survey.excluded.push(id);
      if (knownRoots.includes(folder)) {
        survey.roots.push({ path: folder, state: 'online', reason: null, passedOver: { excluded: 1 } });
      }
      continue;
    }
    const inFolder = allFailures.filter(({ path }) => isInside(folder, path));
    const plan = startPlan(inFolder, job.leaveImported);
    const folders = new Map<string, number>();
    const unread: Unread[] = [];
    const startedAt = performance.now();
    const passedOver = new Map<Reason, number>();
    const root = rootOf(folder, knownRoots, scan, excludes);
    for await (const listing of scanFolder(folder, scan, root, excludes)) {
      if (signal.aborted) return survey;
      for (const reason of listing.passedOver) passedOver.set(reason, (passedOver.get(reason) ?? 0) + 1);
      const states = new Map(listing.files.map((file) => [file.path, plan.add(file, photos.at(file.path))]));
      for (const spare of listing.spares) plan.addSpare(spare, photos.at(spare.file.path), states);
      survey.files += listing.files.length;
      const toRead = survey.inspect.length + plan.inspect.length;
      if (isEnough(survey.files, toRead)) return { ...survey, inspect: [...survey.inspect, ...plan.inspect] };
      for (const entry of listing.unread) unread.push(entry);
      if (listing.device !== undefined) folders.set(listing.folder, listing.device);
    }
    survey.folders += folders.size;
    for (const entry of unread) survey.unread.push(entry);
    const isScanned = scanFilter(folder, scan, excludes);
    // Roots of their own in folders that this scan passed over.
    const others = knownRoots.filter((root) => root !== folder && isInside(folder, root) && !folders.has(root));
    const couldSee = (path: string) =>
      isScanned(path) &&
      !unread.some((entry) => isInside(entry.path, path)) &&
      !others.some((root) => isInside(root, path));
    // An emptied subfolder of a root was emptied by a person. An emptied root may be an unplugged drive.
    const outer = root === folder ? undefined : root;
    if (outer === undefined) {
      const reason = await whyOffline({
        root: folder,
        unread,
        unchanged: plan.unchanged,
        files: plan.inspect.map(({ file }) => file),
        photos: () => [...photos.below(folder)].filter(({ path }) => couldSee(path)),
        accept: job.acceptRemovals ?? false,
        contentIdOf: (sha256) => contentOf(sha256)?.id,
        decoder,
      });
      if (reason !== undefined) debug('index', () => `${folder} is offline: ${reason}`);
      const state = reason === undefined ? 'online' : 'offline';
      survey.roots.push({ path: folder, state, reason: reason ?? null, passedOver: Object.fromEntries(passedOver) });
      if (reason !== undefined) {
        for (const { id, path, device, state } of photos.below(folder)) {
          if (isExcluded(dirname(path))) survey.excluded.push(id);
          else if (state === 'present') survey.marks.push({ id, device, state: 'offline' });
        }
        continue;
      }
    }
    const inRoot = countPhotos(catalog, outer ?? folder);
    const { kept, inspect, spares, marks, statuses, loss, forget, excluded } = plan.finish({
      unseen: photos.below(folder, plan.seen),
      expected: inRoot.photos - inRoot.heldBack,
      couldSee,
      isExcluded: (path) => isExcluded(dirname(path)),
      folders,
    });
    debug('index', () => {
      const listed = `folders: ${folders.size}, unreadable: ${unread.length}, ${since(startedAt)}`;
      return `${folder}: ${listed}; to read: ${inspect.length}, unchanged: ${kept}, missing: ${loss.missing.length}`;
    });
    survey.kept += kept;
    survey.losses.push(loss);
    // Not spread into `push`: a library may have more photos than a call can have arguments.
    for (const item of inspect) survey.inspect.push(item);
    for (const item of spares) survey.spares.push(item);
    for (const mark of marks) survey.marks.push(mark);
    for (const id of excluded) survey.excluded.push(id);
    for (const status of statuses) survey.statuses.push(status);
    for (const path of forget) survey.forget.push(path);
  }
  return { ...survey, ...claimMoved(survey.inspect, survey.losses) };
}

/** What a survey has to report to people, whatever the run does. */
export function reportOf({ roots, unread, refused }: Survey) {
  return {
    problems: unread.filter(({ path }) => !roots.some((root) => root.path === path)),
    excluded: refused,
    offline: roots.flatMap(({ path, reason }) => (reason === null ? [] : { path, reason })),
  };
}

/** Find the nearest root whose scan reaches a folder. Without one, the folder becomes a root itself. */
function rootOf(folder: string, knownRoots: readonly string[], scan: ScanOptions, excludes: Excludes): string {
  const around = knownRoots.filter((root) => scanReaches(root, folder, scan, excludes));
  return around.reduce((nearest, root) => (isInside(nearest, root) ? root : nearest), around[0] ?? folder);
}

/** Return the folders that no scan of another folder of the job reaches, each once. */
function outermost(folders: readonly string[], scan: ScanOptions, excludes: Excludes): string[] {
  const distinct = [...new Set(folders)];
  const isReached = (folder: string) =>
    distinct.some((other) => other !== folder && scanReaches(other, folder, scan, excludes));
  return distinct.filter((folder) => !isReached(folder));
}
