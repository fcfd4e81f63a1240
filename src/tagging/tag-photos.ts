/** Tags photos: plans which files to write and, if requested, writes them. */

import { type PhotoToTag, photoToTag } from '../catalog/metadata/tags.ts';
import type { Catalog } from '../catalog/open.ts';
import { asWriter } from '../catalog/runs/lease.ts';
import { scanPhoto } from '../library/files/scan.ts';
import { systemCopier } from './attributes/system-copier.ts';
import { checkedPlan } from './may-replace.ts';
import { requirePerl } from './perl.ts';
import { planTag, type TagPlan } from './plan-tag.ts';
import { openTagger, type TagWish, type WrittenTag } from './tagger.ts';

export interface TagRequest extends TagWish {
  /** Opaque ids of photos. */
  readonly ids: readonly string[];
  /** Real paths: only photos below them are tagged. */
  readonly folders: readonly string[];
  /** False: only report what would be written. */
  readonly write: boolean;
  /** When aborted, the current photo is finished and the others stay unchanged. */
  readonly signal?: AbortSignal | undefined;
  /** Called once if the catalog is locked by another process that writes to it. */
  readonly onWait?: (() => void) | undefined;
  /** Called for each photo when it is done. */
  readonly onResult?: ((result: TagResult) => void) | undefined;
}

export type TagResult = { readonly id: string; readonly path: string } & (TagPlan | WrittenTag);

interface TagContext {
  readonly catalog: Catalog;
  /** Temporary folder; created and removed by `tagPhotos`. */
  readonly workDir: string;
  /** False for a photo in an excluded folder: it may have been indexed before. */
  readonly mayTag: (path: string) => boolean;
}

/**
 * Tag photos, or plan it. A photo that cannot be tagged gives a `refused` result and does not end the run.
 * @returns a result for each photo that was processed.
 * @throws PicsiftError `program-missing`, `interrupted`, `worker-failed`.
 */
export async function tagPhotos(request: TagRequest, { catalog, workDir, mayTag }: TagContext): Promise<TagResult[]> {
  const { ids, folders, change, sidecar, write, signal, onWait, onResult } = request;
  const results: TagResult[] = [];

  async function each(tag: (photo: PhotoToTag) => Promise<TagPlan | WrittenTag>): Promise<void> {
    for (const id of ids) {
      if (signal?.aborted) return;
      const photo = photoToTag(catalog, id, folders);
      if (photo === undefined || !mayTag(photo.path)) continue;
      const outcome = await tag(photo);
      // Ctrl-C also ends ExifTool: a refusal after an abort is not caused by the photo.
      if (signal?.aborted && outcome.outcome === 'refused') return;
      const result = { id, path: photo.path, ...outcome };
      results.push(result);
      onResult?.(result);
    }
  }

  const copier = systemCopier();
  try {
    if (!write) {
      await each(async (photo) => checkedPlan(planTag(photo, await scanPhoto(photo.path), change, sidecar), copier));
      return results;
    }
    requirePerl();
    await asWriter(
      catalog,
      async (token) => {
        const tagger = await openTagger({ catalog, workDir, token, wish: request, copier });
        await each(tagger.tag).finally(tagger.close);
      },
      { onWait, signal },
    );
    return results;
  } finally {
    copier.close();
  }
}
