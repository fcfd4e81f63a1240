/** Reads `.picsiftignore` files: rules in the syntax of gitignore for the files and folders below. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { textEncoding } from '../../base/text-encoding.ts';
import { isInside } from './folder-paths.ts';
import { NO_MEDIA_FILE } from './passed-over.ts';
import { rawPath } from './raw-path.ts';

export const IGNORE_FILE = '.picsiftignore';

/** Longer files, and longer lines, are not rules that a person wrote. Bytes and characters. */
const [MAX_BYTES, MAX_LINE] = [64 * 1024, 500];

/** The rules for one folder: those of its own file, and those of the folders above, which its own override. */
export interface IgnoreRules {
  readonly folder: string;
  readonly own: Ignore;
  readonly above: IgnoreRules | undefined;
}

/** Add the rules of a folder's own file, if it has one, to those of the folder above. */
export function rulesOf(folder: string, above: IgnoreRules | undefined): IgnoreRules | undefined {
  const text = readIgnoreFile(folder);
  return text === undefined ? above : { folder, own: parse(text), above };
}

/**
 * Read the rules for a folder from the folders above it, up to a root. Files above the root do not count.
 * @returns undefined when there are none; 'ignored' when they ignore the folder, or one of these has a `.nomedia` file.
 */
export function rulesAbove(root: string, folder: string): IgnoreRules | undefined | 'ignored' {
  if (folder === root || !isInside(root, folder)) return undefined;
  const parent = dirname(folder);
  const above = rulesAbove(root, parent);
  if (above === 'ignored' || (parent !== root && hasNoMedia(parent))) return 'ignored';
  const rules = rulesOf(parent, above);
  return isIgnored(folder, true, rules) ? 'ignored' : rules;
}

/** Decide whether a scan of a root passes over a folder below it, because of the files in it or above it. */
export function isPassedOver(root: string, folder: string): boolean {
  return folder !== root && (hasNoMedia(folder) || rulesAbove(root, folder) === 'ignored');
}

/** Decide whether the rules ignore a file or folder. The rules of the nearest folder that say anything about it win. */
export function isIgnored(path: string, isFolder: boolean, rules: IgnoreRules | undefined): boolean {
  for (let each = rules; each !== undefined; each = each.above) {
    const name = relative(each.folder, path).split(sep).join('/');
    const { ignored, unignored } = each.own.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function hasNoMedia(folder: string): boolean {
  return existsSync(rawPath(join(folder, NO_MEDIA_FILE)));
}

/** Read a folder's file. @returns undefined if there is none that can be read. */
function readIgnoreFile(folder: string): string | undefined {
  const file = rawPath(join(folder, IGNORE_FILE));
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const bytes = readFileSync(file);
    // Rules that cannot be read would let private photos in, so the encodings of all editors are read.
    return new TextDecoder(textEncoding(bytes)).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As on the disks of Windows and macOS, case does not matter. */
function parse(text: string): Ignore {
  const lines = text.split(/\r\n?|\n/);
  const rules = ignore({ ignorecase: true });
  for (const line of lines.filter(({ length }) => length <= MAX_LINE)) rules.add(line);
  return rules;
}
