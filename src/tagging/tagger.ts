/** Writes keywords while it holds the writer's lease. The only part of picsift that writes into a folder of photos. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PicsiftError } from '../base/errors.ts';
import { metadataWriter } from '../catalog/metadata/metadata.ts';
import { enterTwin, type PhotoToTag } from '../catalog/metadata/tags.ts';
import { type Catalog, retryWhileBusy } from '../catalog/open.ts';
import { photoWriter } from '../catalog/photos.ts';
import { fencedTransaction } from '../catalog/runs/lease.ts';
import { fileIdentity } from '../library/files/file-identity.ts';
import type { ScannedFile } from '../library/files/file-stamp.ts';
import { scanPhoto } from '../library/files/scan.ts';
import { METADATA_VERSION } from '../library/metadata/photo-metadata.ts';
import { timeInName } from '../library/metadata/values/time-in-name.ts';
import { createSandbox } from '../process/sandbox.ts';
import type { FileCopier } from './attributes/file-copier.ts';
import type { KeywordChange } from './keyword.ts';
import { checkedPlan } from './may-replace.ts';
import { CHANGED, planTag, sidecarOf, type TagPlan } from './plan-tag.ts';
import { replacePhoto } from './replace-photo.ts';
import type { CopyRequest, TaggedCopy } from './tagged-copy.ts';
import type { TaggingReply, TaggingRequest } from './tagging-process.ts';

export interface TagWish {
  readonly change: KeywordChange;
  /** Write sidecars and leave the photos unchanged. */
  readonly sidecar: boolean;
  /** Keep each replaced file as NAME_original beside the new one. */
  readonly keepOriginals: boolean;
}

export type WrittenTag = { readonly outcome: 'written'; readonly target: string };

export interface TaggerOptions {
  readonly catalog: Catalog;
  /** Temporary folder; the tagger creates and removes it. */
  readonly workDir: string;
  /** Token of the writer's lease. */
  readonly token: number;
  readonly wish: TagWish;
  readonly copier: FileCopier;
}

export interface Tagger {
  /** @throws PicsiftError `interrupted`, `worker-failed`: errors that the photo did not cause. */
  tag(photo: PhotoToTag): Promise<TagPlan | WrittenTag>;
  close(): Promise<void>;
}

const LIMITS = {
  concurrency: 1,
  // The child decodes the largest photos twice, at full size; ExifTool gives up after half of this time.
  timeoutMs: () => 60_000,
  maxResidentBytes: 1_000_000_000,
};

export async function openTagger({ catalog, workDir, token, wish, copier }: TaggerOptions): Promise<Tagger> {
  const { change, keepOriginals } = wish;
  const photos = photoWriter(catalog);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  const child = createSandbox<TaggingRequest, TaggingReply>('src/tagging/tagging-process.ts', LIMITS);
  const copy = join(workDir, 'copy');
  /** Identities of the files that were written. */
  const written = new Set<string>();
  // Remove files that a killed run left.
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { mode: 0o700 });

  /** @throws PicsiftError `interrupted` if this process has lost the lease. */
  function inTransaction<T>(work: () => T): Promise<T> {
    return retryWhileBusy(fencedTransaction(catalog, token, work));
  }

  async function makeCopy(request: Pick<CopyRequest, 'kind' | 'original' | 'copy'>, { keywords }: PhotoToTag) {
    await rm(request.copy, { force: true });
    const { made } = await child.call({ ...request, change, keywords });
    return made as TaggedCopy;
  }

  async function writePhoto(photo: PhotoToTag, found: ScannedFile): Promise<void> {
    const made = await makeCopy({ kind: 'photo', original: photo.path, copy }, photo);
    if (!Buffer.from(photo.sha256).equals(made.original!)) throw new PicsiftError('photo-unwritable', CHANGED);
    // First record the new content in the catalog, then replace the file. After a kill between the two steps, the next
    // run finds that the catalog already has the vectors of the new content.
    const contentId = await inTransaction(() => {
      const twin = enterTwin(catalog, photo.contentId, made.copy);
      metadata.describe(twin, made.metadata);
      return twin;
    });
    const stamp = await replacePhoto(
      { target: photo.path, source: copy, former: found, keepOriginal: keepOriginals, name: photo.key },
      copier,
    );
    await inTransaction(() =>
      photos.update(photo.id, { ...stamp, device: found.device, namedAt: timeInName(stamp.path) }, contentId),
    );
  }

  async function writeSidecar(photo: PhotoToTag, found: ScannedFile, target: string): Promise<void> {
    const former = found.sidecars?.find(({ path }) => path === target);
    // ExifTool chooses the format of a new file by its extension.
    const source = `${copy}.xmp`;
    await makeCopy({ kind: 'sidecar', original: former?.path, copy: source }, photo);
    await replacePhoto({ target, source, former, keepOriginal: keepOriginals, name: photo.key }, copier);
    const sidecars = (await scanPhoto(photo.path))?.sidecars ?? [];
    const { sidecar } = await child.call({ kind: 'read', sidecars });
    await inTransaction(() => metadata.annotate(photo.id, sidecar));
  }

  return {
    async tag(photo) {
      const found = await scanPhoto(photo.path);
      // The same file under another path, such as a bind mount, or a sidecar of two photos.
      if (found && written.has(await idOf(sidecarOf(found) ?? found.path))) return { outcome: 'unchanged' };
      const plan = await checkedPlan(planTag(photo, found, change, wish.sidecar), copier);
      if (plan.outcome !== 'planned' || found === undefined) return plan;
      try {
        if (plan.target === photo.path) await writePhoto(photo, found);
        else await writeSidecar(photo, found, plan.target);
        written.add(await idOf(plan.target));
        return { outcome: 'written', target: plan.target };
      } catch (error) {
        if (error instanceof PicsiftError && /^photo-/.test(error.code)) {
          return { outcome: 'refused', reason: error.message };
        }
        throw error;
      }
    },
    async close() {
      child.close();
      await rm(workDir, { recursive: true, force: true });
      // Remove the contents that the tagged files had before.
      await inTransaction(photos.dropOrphans);
    },
  };
}

const idOf = async (path: string) => (await fileIdentity(path))?.id ?? path;
