/** Decides whether a new file may take the place of a file without loss of anything that belongs to it. */

import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { realPath } from '../library/files/folder-paths.ts';
import { rawPath } from '../library/files/raw-path.ts';
import type { FileCopier } from './attributes/file-copier.ts';
import type { TagPlan } from './plan-tag.ts';

/** Suffix of the file that keeps the former content, as ExifTool names it. */
export const ORIGINAL = '_original';

/** Refuse a plan whose target must not be replaced. */
export async function checkedPlan(plan: TagPlan, copier: FileCopier): Promise<TagPlan> {
  if (plan.outcome !== 'planned') return plan;
  const reason = await refusal(plan.target, copier);
  return reason === undefined ? plan : { outcome: 'refused', reason };
}

/** Return why a file must not be replaced; undefined if it may be, or does not exist yet. */
async function refusal(target: string, copier: FileCopier): Promise<string | undefined> {
  // A symlink that has replaced a folder could lead out of the folders in which the caller may write.
  const folder = dirname(target);
  if ((await realPath(folder).catch(() => undefined)) !== folder) return 'its folder is a link now; index it again';
  const stats = await fs.lstat(rawPath(target), { bigint: true }).catch(() => undefined);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return 'its sidecar is a link, or no file';
  if ((stats.mode & 0o222n) === 0n) return 'it is write-protected';
  if (stats.nlink > 1n && stats.nlink > 1n + (await namesOfOriginal(target, stats))) {
    return 'it has other names (hard links), which would not get the keyword';
  }
  return copier.refusal(target);
}

/** A run that was killed may have given the file the name TARGET_original, and not replaced it yet. */
async function namesOfOriginal(target: string, { dev, ino }: { dev: bigint; ino: bigint }): Promise<bigint> {
  const original = await fs.lstat(rawPath(`${target}${ORIGINAL}`), { bigint: true }).catch(() => undefined);
  return original?.dev === dev && original.ino === ino ? 1n : 0n;
}
