/** Puts what was prepared into the catalog, and keeps the run's account. One batch, one transaction. */

import { forgetFailure, recordFailure } from '../catalog/failures.ts';
import { renewLease } from '../catalog/lease.ts';
import { metadataWriter } from '../catalog/metadata.ts';
import type { Catalog } from '../catalog/open.ts';
import { photoSizes, photoWriter, type StoredPhoto } from '../catalog/photos.ts';
import { updateRun } from '../catalog/runs.ts';
import { vectorWriter } from '../catalog/vectors.ts';
import { METADATA_VERSION } from '../library/photo-metadata.ts';
import type { Sidecar } from '../library/sidecars.ts';
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
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  const vectors = vectorWriter(catalog, modelId);
  const sizes = photoSizes(catalog, modelId);
  const counts: Counts = { added: 0, changed: 0, moved: 0, removed: 0, kept: plan.kept, embedded: 0, failed: 0 };
  const missingByContent = new Map<number, StoredPhoto[]>();
  for (const photo of plan.missing) {
    missingByContent.set(photo.contentId, [...(missingByContent.get(photo.contentId) ?? []), photo]);
  }

  /** Say that this file has this content: a known photo, a moved one, or a new one. */
  function place({ file, photo }: Prepared['item'], contentId: number, sidecar: Sidecar | undefined): void {
    const moved = photo === undefined ? missingByContent.get(contentId)?.shift() : undefined;
    const known = photo ?? moved;
    if (known === undefined) counts.added++;
    else if (known === moved) counts.moved++;
    else if (known.contentId === contentId) counts.kept++;
    else counts.changed++;
    const id = known?.id ?? photos.add(file, contentId);
    if (known !== undefined) photos.update(id, file, contentId);
    if (known !== undefined && known.contentId !== contentId) photos.dropOrphan(known.contentId);
    metadata.annotate(id, sidecar);
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
      renewLease(catalog, leaseToken);
      for (const prepared of batch) {
        if (prepared.kind === 'new') {
          const { sha256, decoded } = prepared;
          const contentId = photos.addContent({ sha256, ...decoded });
          metadata.describe(contentId, prepared.metadata);
          vectors.put(contentId, vectorOf.get(prepared)!);
          sizes.add(prepared.item.file.size);
          counts.embedded++;
          place(prepared.item, contentId, prepared.sidecar);
        } else if (prepared.kind === 'known') {
          const contentId = photos.contentIdOf(prepared.sha256)!;
          metadata.describe(contentId, prepared.metadata);
          place(prepared.item, contentId, prepared.sidecar);
        } else if (prepared.kind === 'annotated') {
          metadata.annotate(prepared.item.photo!.id, prepared.sidecar);
          counts.kept++;
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
    renewLease(catalog, leaseToken);
    for (const photo of [...missingByContent.values()].flat()) drop(photo);
    for (const path of plan.forget) forgetFailure(catalog, path);
  });

  return {
    counts: counts as Readonly<Counts>,
    hasSize: (bytes: number) => sizes.has(bytes),
    storeBatch: storeBatch.immediate,
    removeMissing: removeMissing.immediate,
    /** True where the content with this hash needs no decoding. */
    isEmbedded(sha256: Uint8Array): boolean {
      const contentId = photos.contentIdOf(sha256);
      return contentId !== undefined && vectors.has(contentId);
    },
  };
}
