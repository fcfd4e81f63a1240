/** Writes prepared files into the catalog and counts the results of the run. One transaction for each batch. */

import { requestPurge } from '../../catalog/erase.ts';
import { forgetFailure, recordFailure } from '../../catalog/failures.ts';
import { importedWriter } from '../../catalog/imported.ts';
import { metadataWriter } from '../../catalog/metadata/metadata.ts';
import { refreshWords } from '../../catalog/metadata/words.ts';
import type { Catalog } from '../../catalog/open.ts';
import { photoWriter, type StoredPhoto } from '../../catalog/photos.ts';
import { putRoot } from '../../catalog/roots.ts';
import { fencedTransaction } from '../../catalog/runs/lease.ts';
import { updateRun } from '../../catalog/runs/runs.ts';
import { dropText } from '../../catalog/text/texts.ts';
import { vectorWriter } from '../../catalog/vectors.ts';
import { DECODER_VERSION, isOutdated } from '../../library/decode/decoder-version.ts';
import { METADATA_VERSION } from '../../library/metadata/photo-metadata.ts';
import type { Sidecar } from '../../library/metadata/sidecars.ts';
import { timeInName } from '../../library/metadata/values/time-in-name.ts';
import { placeWords } from '../../library/places/nearest-city.ts';
import { NOTHING_DONE } from './messages.ts';
import { settleLoss } from './plan.ts';
import type { Prepared } from './prepare.ts';
import type { Survey } from './survey.ts';

interface Counts {
  added: number;
  changed: number;
  moved: number;
  removed: number;
  kept: number;
  reread: number;
  embedded: number;
  failed: number;
  heldBack: number;
}

export interface StoreOptions {
  readonly catalog: Catalog;
  readonly modelId: number;
  readonly leaseToken: number;
  readonly runId: number;
  readonly survey: Survey;
  readonly acceptRemovals: boolean;
}

/** Open the store of one run. Each write checks that the writer lease is still held. */
export function openStore({ catalog, modelId, leaseToken, runId, survey, acceptRemovals }: StoreOptions) {
  const photos = photoWriter(catalog);
  const importedContents = importedWriter(catalog);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  const vectors = vectorWriter(catalog, modelId);
  const counts: Counts = { ...NOTHING_DONE, kept: survey.kept };
  const missingByContent = new Map<number, StoredPhoto[]>();
  for (const photo of survey.losses.flatMap(({ missing }) => missing)) {
    const twins = missingByContent.get(photo.contentId);
    if (twins === undefined) missingByContent.set(photo.contentId, [photo]);
    else twins.push(photo);
  }
  const moved = new Set<StoredPhoto>();
  let hasOrphans = false;

  /** Take a missing photo of this content: the current file is that photo, moved. */
  function claimMissing(contentId: number): StoredPhoto | undefined {
    const photo = missingByContent.get(contentId)?.shift();
    if (photo !== undefined) moved.add(photo);
    return photo;
  }

  /** Store that this file has this content: a known photo, a moved one, or a new one. */
  function place({ file, photo, imported }: Prepared['item'], contentId: number, sidecar: Sidecar | undefined): void {
    const former = photo === undefined ? claimMissing(contentId) : undefined;
    const known = photo ?? former;
    if (known === undefined) counts.added++;
    else if (known.path !== file.path) counts.moved++;
    else if (known.contentId === contentId || imported) counts.kept++;
    else counts.changed++;
    hasOrphans ||= known !== undefined && known.contentId !== contentId;
    const found = { ...file, namedAt: timeInName(file.path) };
    const id = known?.id ?? photos.add(found, contentId);
    if (known !== undefined) photos.update(id, found, contentId);
    metadata.annotate(id, sidecar);
    forgetFailure(catalog, file.path);
  }

  /** Store that a photo whose file the system reports as changed has the same bytes as before. */
  function keep(
    { file, photo }: Required<Pick<Prepared['item'], 'file' | 'photo'>>,
    sidecar: Sidecar | undefined,
  ): void {
    photos.noteStatus({ id: photo.id, status: file.status });
    if ((sidecar?.stamps ?? '') !== photo.sidecarStamps) metadata.annotate(photo.id, sidecar);
    counts.kept++;
    counts.reread++;
  }

  function drop(photo: StoredPhoto): void {
    photos.remove(photo.id);
    counts.removed++;
  }

  function fail(prepared: Extract<Prepared, { kind: 'failed' }>): void {
    const { file, photo } = prepared.item;
    const failure = { code: 'photo-unreadable', message: prepared.reason, decoderVersion: DECODER_VERSION };
    recordFailure(catalog, { ...file, ...failure });
    // The stored photo shows an older state of the file.
    if (photo !== undefined) drop(photo);
    counts.failed++;
  }

  /** Store a batch. @param vectorOf the unit vector of each `new` photo of the batch. */
  const storeBatch = fencedTransaction(
    catalog,
    leaseToken,
    (batch: readonly Prepared[], vectorOf: ReadonlyMap<Prepared, Float32Array>, done: number, total: number) => {
      for (const prepared of batch) {
        if (prepared.kind === 'new') {
          const { sha256, decoded } = prepared;
          const former = photos.contentOf(sha256);
          // Other models have embedded the wrong pixels too, and their text was read.
          if (former !== undefined && isOutdated(prepared.item.file.path, former)) {
            vectors.dropAll(former.id);
            dropText(catalog, former.id);
          }
          const contentId = photos.addContent({ sha256, ...decoded, decoderVersion: DECODER_VERSION });
          metadata.describe(contentId, prepared.metadata);
          vectors.put(contentId, vectorOf.get(prepared)!);
          counts.embedded++;
          place(prepared.item, contentId, prepared.sidecar);
        } else if (prepared.kind === 'settled') {
          const { contentId } = prepared.item.photo!;
          const { sha256, decoded } = prepared;
          importedContents.settle(contentId, { sha256, ...decoded, decoderVersion: DECODER_VERSION });
          metadata.describe(contentId, prepared.metadata);
          place(prepared.item, contentId, prepared.sidecar);
        } else if (prepared.kind === 'known') {
          const contentId = photos.contentOf(prepared.sha256)!.id;
          const { file, photo, statusOnly } = prepared.item;
          if (statusOnly && photo?.contentId === contentId) {
            keep({ file, photo }, prepared.sidecar);
            continue;
          }
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
      refreshWords(catalog, placeWords);
      updateRun(catalog, runId, 'embed', done, total);
    },
  );

  /** Store the survey's results: states of roots, and of photos that need not be read. */
  const noteSurvey = fencedTransaction(catalog, leaseToken, () => {
    for (const root of survey.roots) putRoot(catalog, root);
    for (const mark of survey.marks) photos.mark(mark);
    for (const status of survey.statuses) photos.noteStatus(status);
  });

  /** End a complete run: remove or hold back the missing photos. Moved ones were claimed before. */
  const finish = fencedTransaction(catalog, leaseToken, () => {
    for (const loss of survey.losses) {
      const { remove, hold } = settleLoss(loss, (photo) => moved.has(photo), acceptRemovals);
      for (const photo of remove) drop(photo);
      for (const { id, device } of hold) photos.mark({ id, device, state: 'held' });
      counts.heldBack += hold.length;
    }
    for (const id of survey.excluded) photos.remove(id);
    counts.removed += survey.excluded.length;
    if (survey.excluded.length > 0) requestPurge(catalog);
    for (const path of survey.forget) forgetFailure(catalog, path);
    // Only now: until the last file of the run is placed, a content may belong to a moved photo.
    if (hasOrphans || counts.removed > 0) photos.dropOrphans();
    refreshWords(catalog, placeWords);
  });

  return {
    counts: counts as Readonly<Counts>,
    storeBatch,
    noteSurvey,
    finish,
    /** Decide whether a content has a vector of its present pixels, so that it need not be decoded. */
    isEmbedded(sha256: Uint8Array, path: string): boolean {
      const content = photos.contentOf(sha256);
      return content !== undefined && vectors.has(content.id) && !isOutdated(path, content);
    },
    /** Decide whether a stored content shows only a part of its picture. */
    isDamaged: (sha256: Uint8Array): boolean => photos.contentOf(sha256)?.damaged ?? false,
  };
}
