/** Folders that the user lets others search, such as an assistant or a Discord server. Others see only their labels. */

import { stat } from 'node:fs/promises';
import { basename, relative, resolve, sep, win32 } from 'node:path';
import { safeText } from '../base/safe-text.ts';
import { isInside, resolveFolder } from '../library/files/folder-paths.ts';
import { rawPath } from '../library/files/raw-path.ts';
import { type ScanOptions, scanReaches } from '../library/files/scan-filter.ts';
import { folderAsShown } from './folder-as-shown.ts';

export interface Grant {
  /** The name that others see. Unique, and safe to show. */
  readonly label: string;
  /** Its real path; undefined while it cannot be reached: an unplugged drive, a folder without permission. */
  readonly path: string | undefined;
}

/** The location of a photo, as others may see it. Safe to show. */
export interface Place {
  /** The granted folder's label. */
  readonly root: string;
  /** Path relative to the granted folder, with slashes; "." for the folder itself. */
  readonly path: string;
}

const MAX_LABEL = 60;

/**
 * Grant folders to others.
 * @param named folders as the user gave them.
 * @param onGone receives the error when a folder cannot be reached: once, and again only after the folder was back.
 * @returns a function that checks the folders again on each call, because drives come and go while the server runs.
 */
export function grantFolders(named: readonly string[], onGone: (error: unknown) => void): () => Promise<Grant[]> {
  const labels = new Map<string, string>();
  for (const folder of new Set(named.map((name) => resolve(name)))) labels.set(labelFor(folder, labels), folder);
  const gone = new Set<string>();

  async function resolveGrant(label: string, folder: string): Promise<Grant> {
    try {
      const path = await resolveFolder(folder);
      gone.delete(label);
      return { label, path };
    } catch (error) {
      // Reported once, not with every call.
      if (!gone.has(label)) onGone(error);
      gone.add(label);
      return { label, path: undefined };
    }
  }
  return () => Promise.all(Array.from(labels, ([label, folder]) => resolveGrant(label, folder)));
}

/** Return the name of the folder, with a number if an earlier folder has the same name. */
function labelFor(folder: string, taken: ReadonlyMap<string, string>): string {
  const name = safeText(basename(folder) || 'root', MAX_LABEL);
  for (let n = 1; ; n++) {
    const label = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(label)) return label;
  }
}

/** Return the real paths of the grants that can be reached. */
export function reachable(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ path }) => path ?? []);
}

/**
 * Find the folders that somebody else may mean by `wanted`: a label, a path below a label ("Pictures/trip"), or a path
 * relative to any granted folder ("trip").
 * @returns real paths. Empty for a folder outside all granted folders or excluded there, however it is written:
 * absolute, with "..", or through a symlink.
 */
export async function foldersNamed(wanted: string, grants: readonly Grant[], scan: ScanOptions): Promise<string[]> {
  // The Windows rule recognizes absolute paths of both systems.
  if (win32.isAbsolute(wanted) || wanted.split(/[\\/]/).includes('..')) return [];
  const subpath = wanted.replace(/\/+$/, '');
  const below = (grant: Grant, path: string) => folderInside(grant, path, scan);
  const labelled = grants.flatMap((grant) => {
    if (subpath === grant.label) return below(grant, '');
    // Answers write places as "label: path".
    if (subpath.startsWith(`${grant.label}: `)) return below(grant, subpath.slice(grant.label.length + 2));
    return subpath.startsWith(`${grant.label}/`) ? below(grant, subpath.slice(grant.label.length + 1)) : [];
  });
  for (const attempts of [labelled, grants.map((grant) => below(grant, subpath))]) {
    const found = (await Promise.all(attempts)).flat();
    if (found.length > 0) return [...new Set(found)];
  }
  return [];
}

async function folderInside({ path: root }: Grant, subpath: string, scan: ScanOptions): Promise<string[]> {
  if (root === undefined) return [];
  try {
    const folder = await folderAsShown(root, subpath);
    // A folder that a search of the whole root skips must not become searchable when somebody names it.
    const isReached = scanReaches(root, folder, scan);
    return isReached && (await stat(rawPath(folder))).isDirectory() ? [folder] : [];
  } catch {
    return [];
  }
}

/** Return a photo's place relative to the nearest granted folder above it; undefined outside all granted folders. */
export function placeOf(photo: string, grants: readonly Grant[]): Place | undefined {
  let nearest: { label: string; path: string } | undefined;
  for (const { label, path } of grants) {
    if (path === undefined || !isInside(path, photo)) continue;
    if (nearest === undefined || path.length > nearest.path.length) nearest = { label, path };
  }
  if (nearest === undefined) return undefined;
  const subpath = relative(nearest.path, photo).split(sep).join('/');
  return { root: nearest.label, path: safeText(subpath || '.') };
}

/** Replace real paths in an error message by labels, because messages of the system contain full paths. */
export function withoutPaths(reason: string, grants: readonly Grant[]): string {
  const labelled = grants
    .flatMap(({ label, path }) => (path === undefined ? [] : [{ label, path }]))
    .sort((a, b) => b.path.length - a.path.length)
    .reduce((text, { label, path }) => text.replaceAll(path, () => label), reason);
  return safeText(labelled);
}
