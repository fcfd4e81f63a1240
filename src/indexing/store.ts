/** Puts what was prepared into the catalog, and keeps the run's account. One batch, one transaction. */

import { forgetFailure, recordFailure } from '../catalog/failures.ts';
import { renewLease, WRITER } from '../catalog/lease.ts';
import type { Catalog } from '../catalog/open.ts';
import { photoSizes, photoWriter, type StoredPhoto } from '../catalog/photos.ts';
import { updateRun } from '../catalog/runs.ts';
import { vectorWriter } from '../catalog/vectors.ts';
import type { Plan } from './plan.ts';
import type { Prepared } from './prepare.ts';

interface Counts {
  added: number;
  changed: number;
  moved: number;
  removed: number;
  kept: number;
  embedded: number;
  failed: number;
}

export interface StoreOptions {
  readonly catalog: Catalog;
  readonly modelId: number;
  readonly leaseToken: number;
  readonly runId: number;
  readonly plan: Plan;
}

export function openStore({ catalog, modelId, leaseToken, runId, plan }: StoreOptions) {
  const photos = photoWriter(catalog);
  const vectors = vectorWriter(catalog, modelId);
  const sizes = photoSizes(catalog, modelId);
  const counts: Counts = { added: 0, changed: 0, moved: 0, removed: 0, kept: plan.kept, embedded: 0, failed: 0 };
  const missingByContent = new Map<number, StoredPhoto[]>();
  for (const photo of plan.missing) {
    missingByContent.set(photo.contentId, [...(missingByContent.get(photo.contentId) ?? []), photo]);
  }

  /** Say that this file has this content: a known photo, a moved one, or a new one. */
  function place({ file, photo }: Prepared['item'], contentId: number): void {
    const moved = photo === undefined ? missingByContent.get(contentId)?.shift() : undefined;
    if (photo !== undefined) {
      photos.update(photo.id, file, contentId);
      if (photo.contentId === contentId) counts.kept++;
      else {
        counts.changed++;
        photos.dropOrphan(photo.contentId);
      }
    } else if (moved !== undefined) {
      photos.update(moved.id, file, contentId);
      counts.moved++;
    } else {
      photos.add(file, contentId);
      counts.added++;
    }
    forgetFailure(catalog, file.path);
  }

  function drop(photo: StoredPhoto): void {
    photos.remove(photo.id);
    photos.dropOrphan(photo.contentId);
    counts.removed++;
  }

  function fail(prepared: Extract<Prepared, { kind: 'failed' }>): void {
    const { file, photo } = prepared.item;
    recordFailure(catalog, { ...file, code: 'photo-unreadable', message: prepared.reason });
    // What it showed before is not what the file shows now.
    if (photo !== undefined) drop(photo);
    counts.failed++;
  }

  /** @param vectorOf the unit vector of each `new` photo of the batch. */
  const storeBatch = catalog.transaction(
    (batch: readonly Prepared[], vectorOf: ReadonlyMap<Prepared, Float32Array>, done: number, total: number) => {
      renewLease(catalog, WRITER, leaseToken);
      for (const prepared of batch) {
        if (prepared.kind === 'new') {
          const { width, height } = prepared.decoded;
          const contentId = photos.addContent({
            sha256: prepared.sha256,
            width,
            height,
            takenAt: prepared.takenAt,
          });
          vectors.put(contentId, vectorOf.get(prepared)!);
          sizes.add(prepared.item.file.size);
          counts.embedded++;
          place(prepared.item, contentId);
        } else if (prepared.kind === 'known') {
          place(prepared.item, photos.contentIdOf(prepared.sha256)!);
        } else if (prepared.kind === 'failed') {
          fail(prepared);
        } else if (prepared.kind === 'unreadable') {
          counts.failed++;
        }
      }
      updateRun(catalog, runId, 'embed', done, total);
    },
  );

  /** The photos whose files are gone and turned up nowhere. Only after everything else: moves are claimed first. */
  const removeMissing = catalog.transaction(() => {
    renewLease(catalog, WRITER, leaseToken);
    for (const photo of [...missingByContent.values()].flat()) drop(photo);
    for (const path of plan.forget) forgetFailure(catalog, path);
  });

  return {
    counts: counts as Readonly<Counts>,
    hasSize: (bytes: number) => sizes.has(bytes),
    storeBatch: storeBatch.immediate,
    removeMissing: removeMissing.immediate,
    /** True where the content with this hash needs no decoding. */
    isEmbedded(sha256: Buffer): boolean {
      const contentId = photos.contentIdOf(sha256);
      return contentId !== undefined && vectors.has(contentId);
    },
  };
}
