/** Folders that the user lets others search: an assistant, the people of a Discord server. They know them by short labels. */

import { realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep, win32 } from 'node:path';
import { safeText } from '../base/safe-text.ts';
import { isInside, resolveFolder } from '../library/files/folder-paths.ts';
import { type ScanOptions, scanReaches } from '../library/files/scan.ts';

export interface Grant {
  /** What the others call the folder. Unique, and safe to show. */
  readonly label: string;
  /** Its real path; undefined where it cannot be reached now: an unplugged drive, a folder without permission. */
  readonly path: string | undefined;
}

/** Where a photo is, as the others may know it. Safe to show. */
export interface Place {
  /** The granted folder's label. */
  readonly root: string;
  /** Relative to it, with slashes; "." for the folder itself. */
  readonly path: string;
}

const MAX_LABEL = 60;

/**
 * @param named folders as the user gave them.
 * @param onGone told once why a folder cannot be reached, and again after it was back.
 * @returns a function that looks at them anew each time: drives come and go while the server runs.
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
      // Said once, not with every call.
      if (!gone.has(label)) onGone(error);
      gone.add(label);
      return { label, path: undefined };
    }
  }
  return () => Promise.all(Array.from(labels, ([label, folder]) => resolveGrant(label, folder)));
}

/** The folder's own name, numbered where an earlier one has it already. */
function labelFor(folder: string, taken: ReadonlyMap<string, string>): string {
  const name = safeText(basename(folder) || 'root', MAX_LABEL);
  for (let n = 1; ; n++) {
    const label = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(label)) return label;
  }
}

/** The real paths of those grants that can be reached. */
export function reachable(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ path }) => path ?? []);
}

/**
 * The folders that one of them may mean by `wanted`: a label, a path below one ("Pictures/trip"), or a path relative
 * to any granted folder ("trip"). Empty for whatever is not inside a granted folder, or excluded there, however it is
 * spelled: absolute, with "..", through a symlink.
 */
export async function foldersNamed(wanted: string, grants: readonly Grant[], scan: ScanOptions): Promise<string[]> {
  // The Windows rule knows both kinds of absolute path.
  if (win32.isAbsolute(wanted) || wanted.split(/[\\/]/).includes('..')) return [];
  const way = wanted.replace(/\/+$/, '');
  const below = (grant: Grant, path: string) => folderInside(grant, path, scan);
  const labelled = grants.flatMap((grant) => {
    if (way === grant.label) return below(grant, '');
    // As answers write it.
    if (way.startsWith(`${grant.label}: `)) return below(grant, way.slice(grant.label.length + 2));
    return way.startsWith(`${grant.label}/`) ? below(grant, way.slice(grant.label.length + 1)) : [];
  });
  for (const attempts of [labelled, grants.map((grant) => below(grant, way))]) {
    const found = (await Promise.all(attempts)).flat();
    if (found.length > 0) return [...new Set(found)];
  }
  return [];
}

async function folderInside({ path: root }: Grant, way: string, scan: ScanOptions): Promise<string[]> {
  if (root === undefined) return [];
  try {
    const folder = await realpath(join(root, way));
    // Narrowing must not widen: a folder that is passed over in a search of the whole root stays so.
    const open = scanReaches(root, folder, scan);
    return open && (await stat(folder)).isDirectory() ? [folder] : [];
  } catch {
    return [];
  }
}

/** Where a photo is, seen from the granted folder nearest to it; undefined outside all of them. */
export function placeOf(photo: string, grants: readonly Grant[]): Place | undefined {
  let nearest: { label: string; path: string } | undefined;
  for (const { label, path } of grants) {
    if (path === undefined || !isInside(path, photo)) continue;
    if (nearest === undefined || path.length > nearest.path.length) nearest = { label, path };
  }
  if (nearest === undefined) return undefined;
  const way = relative(nearest.path, photo).split(sep).join('/');
  return { root: nearest.label, path: safeText(way || '.') };
}

/** A reason for people, with labels in the place of real paths: the system's own messages name the file in full. */
export function withoutPaths(reason: string, grants: readonly Grant[]): string {
  const labelled = grants
    .flatMap(({ label, path }) => (path === undefined ? [] : [{ label, path }]))
    .sort((a, b) => b.path.length - a.path.length)
    .reduce((text, { label, path }) => text.replaceAll(path, () => label), reason);
  return safeText(labelled);
}
