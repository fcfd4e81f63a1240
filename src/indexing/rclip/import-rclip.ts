/**
 * Imports the vectors of rclip's index. A photo gets its vector if it exists as rclip saw it, and if a sample of the
 * photos, embedded again, has the vectors of the model. No photo except the sample is read: see catalog/imported.ts.
 */

import type { Catalog } from '../../catalog/open.ts';
import { photoReader } from '../../catalog/photo-reader.ts';
import type { RclipDatabase } from '../../catalog/rclip-database.ts';
import { roots } from '../../catalog/roots.ts';
import { isInside } from '../../library/files/folder-paths.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import type { Decoder } from '../run/decoder.ts';
import type { IndexProgress } from '../run/messages.ts';
import { chooseFolders, type ImportRoot, type ImportWish } from './choose-folders.ts';
import { type Agreement, compareSample, refusal, unitVector } from './sample.ts';
import { type ImportedPhoto, openImportStore } from './store-imported.ts';
import { findUnchanged, resolveRows, type Unchanged } from './unchanged.ts';

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

export interface ImportJob extends ImportWish {
  readonly catalogFile: string;
  readonly model: ModelSpec;
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
  const { folders, gone } = await resolveRows(database.rows());
  const known = roots(catalog).map(({ path }) => path);
  const chosen = chooseFolders(folders, known, job);
  const found = await findUnchanged(chosen.wanted, chosen.roots, job.scan, signal);
  const atPath = photoReader(catalog, 0).at;
  const fresh = found.unchanged.filter(({ file }) => atPath(file.path) === undefined);
  const agreement = fresh.length === 0 ? undefined : await proveModel(fresh, found.unchanged, job.model, context);
  // Nothing is known about photos in the others: none is on the disk, or all are passed over.
  const used = chosen.roots.filter(({ path, isNew }) => !isNew || (fresh.length > 0 && found.roots.has(path)));
  const stored =
    agreement === undefined
      ? { byRoot: new Map<string, number>(), unusable: 0 }
      : await storeSound(fresh, agreement.dimension, used, job, context);
  return {
    imported: [...stored.byRoot.values()].reduce((sum, photos) => sum + photos, 0),
    known: found.unchanged.length - fresh.length,
    changed: found.changed,
    gone: gone + found.gone,
    leftOut: chosen.leftOut + found.leftOut,
    unusable: stored.unusable,
    outside: chosen.outside,
    roots: used.map(({ path, isNew }) => ({ path, isNew, photos: stored.byRoot.get(path) ?? 0 })),
    loose: chosen.loose,
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
  roots: readonly ImportRoot[],
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
