/** Tags photos: works out what is to be written where and, where that is wanted, has it written. */

import { stat } from 'node:fs/promises';
import { asWriter } from '../catalog/lease.ts';
import type { Catalog } from '../catalog/open.ts';
import { type PhotoToTag, photoToTag } from '../catalog/tags.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { scanPhoto } from '../library/files/scan.ts';
import { requirePerl } from './perl.ts';
import { planTag, type TagPlan } from './plan-tag.ts';
import { isProtected, PROTECTED } from './replace-photo.ts';
import { openTagger, type TagWish, type WrittenTag } from './tagger.ts';

export interface TagRequest extends TagWish {
  /** Opaque ids of photos. */
  readonly ids: readonly string[];
  /** Real paths: only photos below them are tagged. */
  readonly folders: readonly string[];
  /** False: only say what would be written. */
  readonly write: boolean;
  /** Aborted: the photo at hand is finished, the others stay as they are. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, where another process is writing to the catalog. */
  readonly onWait?: (() => void) | undefined;
  /** Called for each photo when it is done. */
  readonly onResult?: ((result: TagResult) => void) | undefined;
}

export type TagResult = { readonly id: string; readonly path: string } & (TagPlan | WrittenTag);

/**
 * One photo that cannot be tagged is a result, not the end.
 * @param workDir a folder of picsift's own, made and removed again.
 * @returns a result for each photo that was looked at.
 * @throws PicsiftError `program-missing`, `interrupted`, `worker-failed`.
 */
export async function tagPhotos(request: TagRequest, catalog: Catalog, workDir: string): Promise<TagResult[]> {
  const { ids, folders, change, sidecar, write, signal, onWait, onResult } = request;
  const results: TagResult[] = [];

  async function each(tag: (photo: PhotoToTag) => Promise<TagPlan | WrittenTag>): Promise<void> {
    for (const id of ids) {
      if (signal?.aborted) return;
      const photo = photoToTag(catalog, id, folders);
      if (photo === undefined) continue;
      const outcome = await tag(photo);
      // Ctrl-C reaches ExifTool too: what it did not finish is no fault of the photo's.
      if (signal?.aborted && outcome.outcome === 'refused') return;
      const result = { id, path: photo.path, ...outcome };
      results.push(result);
      onResult?.(result);
    }
  }

  if (!write) {
    await each(async (photo) => foreseen(planTag(photo, await scanPhoto(photo.path), change, sidecar)));
    return results;
  }
  requirePerl();
  await asWriter(
    catalog,
    async (token) => {
      const tagger = await openTagger({ catalog, workDir, token, wish: request });
      await each(tagger.tag).finally(tagger.close);
    },
    { onWait, signal },
  );
  return results;
}

/** What writing would find out, as far as that can be seen without writing. */
async function foreseen(plan: TagPlan): Promise<TagPlan> {
  if (plan.outcome !== 'planned') return plan;
  const stats = await stat(rawPath(plan.target)).catch(() => undefined);
  return stats !== undefined && isProtected(stats) ? { outcome: 'refused', reason: PROTECTED } : plan;
}
