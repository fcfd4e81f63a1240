/**
 * Imports the vectors of rclip's index. A photo gets its vector if it exists as rclip saw it, and if a sample of the
 * photos, embedded again, has the vectors of the model. No photo except the sample is read: see catalog/imported.ts.
 */

import { readdirSync } from 'node:fs';
import type { Catalog } from '../../catalog/open.ts';
import { photoReader } from '../../catalog/photo-reader.ts';
import type { RclipDatabase } from '../../catalog/rclip-database.ts';
import { roots } from '../../catalog/roots.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import { rawPath } from '../../library/files/raw-path.ts';
import type { ScanOptions } from '../../library/files/scan-filter.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import type { Decoder } from '../run/decoder.ts';
import type { IndexProgress } from '../run/messages.ts';
import { type ChosenFolders, chooseRoots, commonFolder } from './roots.ts';
import { type Agreement, compareSample, refusal, unitVector } from './sample.ts';
import { type ImportedPhoto, openImportStore } from './store-imported.ts';
import { findUnchanged, type RowsByFolder, resolveRows, type Unchanged } from './unchanged.ts';

/** Photos that are stored in one transaction. */
const BATCH = 500;

export interface ImportSummary {
  /** Photos that got their vector from rclip. */
  readonly imported: number;
  /** Photos that were indexed before. */
  readonly known: number;
  /** Photos that changed since rclip saw them. */
  readonly changed: number;
  readonly gone: number;
  /** Photos that an index run passes over: hidden, excluded, ignored, or of another format. */
  readonly leftOut: number;
  /** Photos whose row has no sound vector. */
  readonly unusable: number;
  /** Photos outside the folders that were named. */
  readonly outside: number;
  /** The indexed folders that contain the photos. `isNew`: they were not indexed before. */
  readonly roots: readonly { readonly path: string; readonly isNew: boolean; readonly photos: number }[];
  /** Folders whose own photos were left out, because too much else is in them. */
  readonly loose: readonly { readonly path: string; readonly photos: number }[];
  readonly model: string;
  /** Absent if there was nothing to compare. */
  readonly agreement?: Pick<Agreement, 'compared' | 'lowestCosine'>;
  /** True if the import was stopped before its end. The next one continues from there. */
  readonly interrupted: boolean;
  readonly seconds: number;
}

export interface ImportJob {
  readonly catalogFile: string;
  readonly model: ModelSpec;
  /** Real paths; empty: wherever rclip's photos are. */
  readonly folders: readonly string[];
  readonly scan: ScanOptions;
  /** The home folder of the user, if there is one. */
  readonly home: string | undefined;
}

export interface ImportContext {
  readonly catalog: Catalog;
  readonly database: RclipDatabase;
  readonly decoder: Decoder;
  readonly leaseToken: number;
  /** Enters the model in the catalog, once the vectors are known to be its own. @returns its id there. */
  readonly enterModel: () => Promise<number>;
  readonly onProgress: (progress: IndexProgress) => void;
  readonly signal: AbortSignal;
}

/** @throws PicsiftError `model-mismatch`, `import-failed`, `interrupted`. Nothing is imported then. */
export async function importRclip(job: ImportJob, context: ImportContext): Promise<ImportSummary> {
  const { catalog, database, onProgress, signal } = context;
  const startedAt = performance.now();
  onProgress({ phase: 'scan', done: 0, total: 0 });
  const { folders: all, gone } = await resolveRows(database.rows());
  const isWanted = (folder: string) => job.folders.length === 0 || job.folders.some((outer) => isInside(outer, folder));
  const wanted = new Map([...all].filter(([folder]) => isWanted(folder)));
  const chosen = chooseFolders([...wanted.keys()], catalog, job);
  const loose = chosen.loose.map((path) => ({ path, photos: wanted.get(path)!.size }));
  for (const path of chosen.loose) wanted.delete(path);

  const starts = chosen.roots.map(({ path }) => ({ root: path, start: commonStart(path, [...wanted.keys()]) }));
  const found = await findUnchanged(wanted, starts, job.scan, signal);
  const atPath = photoReader(catalog, 0).at;
  const fresh = found.unchanged.filter(({ file }) => atPath(file.path) === undefined);
  const agreement = fresh.length === 0 ? undefined : await proveModel(fresh, found.unchanged, job.model, context);
  const stored =
    agreement === undefined
      ? { byRoot: new Map<string, number>(), unusable: 0 }
      : await storeSound(fresh, agreement.dimension, chosen.roots, job, context);
  return {
    imported: [...stored.byRoot.values()].reduce((sum, photos) => sum + photos, 0),
    known: found.unchanged.length - fresh.length,
    changed: found.changed,
    gone: gone + found.gone,
    leftOut: found.leftOut,
    unusable: stored.unusable,
    outside: countRows(all) - countRows(wanted) - loose.reduce((sum, { photos }) => sum + photos, 0),
    roots: chosen.roots.map((root) => ({ ...root, photos: stored.byRoot.get(root.path) ?? 0 })),
    loose,
    model: job.model.name,
    ...(agreement && { agreement }),
    interrupted: signal.aborted,
    seconds: Math.round(performance.now() - startedAt) / 1000,
  };
}

/**
 * Compare a sample of the new photos, or of all if none of the new ones can be compared: the index has one model.
 * @throws PicsiftError `model-mismatch`.
 */
async function proveModel(
  fresh: readonly Unchanged[],
  all: readonly Unchanged[],
  model: ModelSpec,
  { database, decoder, signal }: ImportContext,
): Promise<Agreement> {
  const sampled = { database, decoder, model, signal };
  let agreement = await compareSample(fresh, sampled);
  if (typeof agreement === 'string' && all.length > fresh.length) agreement = await compareSample(all, sampled);
  if (typeof agreement === 'string') throw refusal(model, agreement);
  return agreement;
}

/**
 * Store the photos whose vectors are sound, a batch at a time, until the signal is aborted.
 * @param dimension numbers in a vector of the model.
 * @returns how many were stored in each root, and how many vectors were not sound.
 */
async function storeSound(
  photos: readonly Unchanged[],
  dimension: number,
  roots: ChosenFolders['roots'],
  { catalogFile }: ImportJob,
  { catalog, database, leaseToken, enterModel, onProgress, signal }: ImportContext,
): Promise<{ readonly byRoot: ReadonlyMap<string, number>; readonly unusable: number }> {
  const store = openImportStore(catalog, await enterModel(), leaseToken);
  const byRoot = new Map<string, number>();
  let unusable = 0;
  store.putRoots(roots.flatMap(({ path, isNew }) => (isNew ? path : [])));
  for (let at = 0; at < photos.length && !signal.aborted; at += BATCH) {
    const batch = photos.slice(at, at + BATCH);
    const sound = batch.flatMap(({ file, row }): ImportedPhoto[] => {
      const stored = database.vectorOf(row);
      const vector = stored && unitVector(stored);
      return vector?.length === dimension ? [{ file, vector }] : [];
    });
    store.add(sound);
    unusable += batch.length - sound.length;
    for (const { file } of sound) {
      const { path } = roots.find((root) => isInside(root.path, file.path))!;
      byRoot.set(path, (byRoot.get(path) ?? 0) + 1);
    }
    onProgress({ phase: 'embed', done: at + batch.length, total: photos.length });
    // Lets signals arrive, and the heartbeat of the lease.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!signal.aborted) await store.finish(catalogFile, signal);
  return { byRoot, unusable };
}

/** The named folders, or the common top folders of rclip's photos. A folder in an indexed one belongs to that. */
function chooseFolders(
  folders: readonly string[],
  catalog: Catalog,
  { folders: named, home }: ImportJob,
): ChosenFolders {
  const known = roots(catalog).map(({ path }) => path);
  if (named.length === 0) return chooseRoots(folders, { known, home, countFolders });
  const owners = named.map((folder) => known.find((root) => isInside(root, folder)) ?? folder);
  const paths = [...new Set(owners)];
  return { roots: paths.map((path) => ({ path, isNew: !known.includes(path) })), loose: [] };
}

/** Return the folder to scan in a root: the deepest one that contains all of the folders in the root. */
function commonStart(root: string, folders: readonly string[]): string {
  const inside = folders.filter((folder) => isInside(root, folder));
  return inside.length === 0 ? root : inside.reduce(commonFolder);
}

function countRows(folders: RowsByFolder): number {
  return [...folders.values()].reduce((sum, rows) => sum + rows.size, 0);
}

/** A folder that cannot be listed, although the photos in it can be read, may have any number of them. */
function countFolders(folder: string): number {
  try {
    return readdirSync(rawPath(folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
