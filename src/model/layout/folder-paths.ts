/** Lists a model's folder for `findLayout`. */

import { type Dirent, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isTokenizer } from './layout.ts';

/** As deep as the graphs of a known layout can be: onnx/s0/vision_model.onnx. */
const MAX_DEPTH = 3;

/** Nobody's model has that many; a folder given by mistake may. */
const MAX_FILES = 5000;

/**
 * List the files of a folder, relative, with slashes, sorted. Folders that cannot be read count as empty. Devices and
 * pipes do not count, nor do links that lead nowhere.
 */
function modelPaths(folder: string): string[] {
  const paths: string[] = [];
  const pending = [{ place: '', depth: 1 }];
  for (let next = pending.shift(); next !== undefined && paths.length < MAX_FILES; next = pending.shift()) {
    for (const entry of entriesOf(join(folder, next.place))) {
      const path = next.place + entry.name;
      const kind = kindOf(join(folder, path), entry);
      if (kind?.isFile()) paths.push(path);
      else if (kind?.isDirectory() && next.depth < MAX_DEPTH) {
        pending.push({ place: `${path}/`, depth: next.depth + 1 });
      }
    }
  }
  return paths.sort();
}

/** The root of a model, and which folder in it was meant. */
export interface ModelRoot {
  readonly root: string;
  /** Relative, with slashes; undefined if it is the root itself. */
  readonly inside: string | undefined;
  readonly paths: readonly string[];
}

/**
 * Find the files that belong to a folder with graphs. rclip and repositories of several models have one tokenizer for
 * all, above the folders of the graphs.
 */
export function modelRoot(folder: string): ModelRoot {
  const own = { root: folder, inside: undefined, paths: modelPaths(folder) };
  if (own.paths.some(isTokenizer)) return own;
  for (const root of [dirname(folder), dirname(dirname(folder))]) {
    const names = entriesOf(root).map(({ name }) => name);
    if (!names.some((name) => isTokenizer(name) || name === 'tokenizer')) continue;
    return { root, inside: relative(root, folder).replaceAll(sep, '/'), paths: modelPaths(root) };
  }
  return own;
}

/** Follows links: rclip's folder may be made of them, and the hub's own cache is. */
function kindOf(path: string, entry: Dirent): Pick<Dirent, 'isFile' | 'isDirectory'> | undefined {
  if (!entry.isSymbolicLink()) return entry;
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
