/**
 * Finds out which folders the configuration excludes. An excluded folder may be spelled in many ways: through links, bind
 * mounts, in another Unicode form, in other capitals. Drives and links change, so the answer is only valid for one run
 * or one search.
 */

import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, parse, resolve, sep } from 'node:path';
import { isAscii } from '../../base/fold.ts';
import { mountAliases } from './mounts.ts';
import { pathFromBytes, rawPath } from './raw-path.ts';

export interface Excludes {
  /** Differs when an entry leads to another place. */
  readonly key: string;
  /** Decide whether a folder itself, not one above it, is excluded by its place on the disk. @param folder a real path. */
  hasPlace(folder: string): boolean;
  /** The same, by its name. */
  hasName(folder: string): boolean;
}

/** As in the kernel of Linux: more links than this are a circle. */
const MAX_LINKS = 40;

/** Decide whether an entry is a path; otherwise it is the name of folders in any place. */
export function isPathEntry(entry: string): boolean {
  return /[\\/]/.test(withoutEnd(entry)) || isAbsolute(entry) || entry === '.' || entry === '..';
}

/**
 * Find the excluded folders, as the disk is now.
 * @param entries see `ScanOptions`.
 * @param roots the folders that relative entries start from.
 */
export function findExcludes(entries: readonly string[], roots: readonly string[]): Excludes {
  const names = entries.filter((entry) => entry !== '' && !isPathEntry(entry)).map(withoutEnd);
  const paths = entries.filter(isPathEntry).flatMap((entry) => startingFrom(entry, roots));
  // A link to a folder may have an excluded name.
  const links = names.flatMap((name) => startingFrom(name, roots)).filter(isLink);
  const places = new Set([...paths, ...links].flatMap(placesOf));
  for (const alias of mountAliases([...places])) places.add(alias);
  const [byName, byPlace] = [lookup(names), lookup(places)];
  return {
    key: [...places].join('\0'),
    hasName: (folder) => byName(basename(folder), (name) => isSameFolder(folder, join(dirname(folder), name))),
    hasPlace: (folder) => byPlace(folder, (place) => isSameFolder(folder, place)),
  };
}

/** Return the entries that are paths and lead to no folder now. @param roots see `findExcludes`. */
export function missingExcludes(entries: readonly string[], roots: readonly string[]): string[] {
  const isFolder = (path: string) => placesOf(path).some((place) => kindOf(place) === 'folder');
  // On the command line, a relative path may start from the current folder instead: see config/load.ts.
  const others = new Set(entries.filter(isAbsolute));
  return entries.filter((entry) => {
    const starts = isPathEntry(entry) ? startingFrom(entry, roots) : [];
    const isElsewhere = !isAbsolute(entry) && others.has(resolve(entry));
    return starts.length > 0 && !isElsewhere && !starts.some(isFolder);
  });
}

/** Say that an entry leads to no folder. @param entry one of `missingExcludes`, safe to show. */
export function missingExclude(entry: string): string {
  return `There is no folder ${entry} to exclude (excludeDirs or --exclude-dir). Check its spelling, or plug its drive in.`;
}

/** Say that nothing in a folder is indexed. @param folder safe to show. */
export function excludedFolder(folder: string): string {
  return `${folder} is excluded (excludeDirs or --exclude-dir): nothing in it is indexed.`;
}

/** Remove separators at the end, except from "/" and "C:\". */
function withoutEnd(entry: string): string {
  return entry === parse(entry).root ? entry : entry.replace(/(?<=[^\\/])[\\/]+$/, '');
}

/** The ".." of an entry are kept, because behind a link they lead elsewhere. */
function startingFrom(entry: string, roots: readonly string[]): string[] {
  return isAbsolute(entry) ? [entry] : roots.map((root) => (root.endsWith(sep) ? root : root + sep) + entry);
}

/**
 * Return all places that a path may mean: where it leads, and the place of the path itself, because a folder may be put
 * there instead of a link.
 */
function placesOf(path: string): string[] {
  const plain = resolve(path);
  const itself = join(whereItLeads(dirname(plain)), basename(plain));
  const leadsTo = [path, plain].map(whereItLeads);
  return [plain, itself, ...leadsTo, ...leadsTo.map(canonical)];
}

/**
 * Follow the links of a path as far as it exists. The rest is appended, so that a place on an unplugged drive is known
 * before the drive comes back.
 */
function whereItLeads(path: string): string {
  const names = (of: string) => of.slice(parse(of).root.length).split(sep);
  const whole = sep === '\\' ? normalize(path) : path;
  let place = parse(whole).root;
  let links = 0;
  const rest = names(whole);
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place = dirname(place);
      continue;
    }
    const next = join(place, spelledOnDisk(place, name));
    const target = links < MAX_LINKS ? linkTarget(next) : undefined;
    if (target === undefined) {
      place = next;
      continue;
    }
    links++;
    if (isAbsolute(target)) place = parse(target).root;
    rest.unshift(...(isAbsolute(target) ? names(target) : target.split(sep)));
  }
  return place;
}

/** Return the name of an entry of a folder as the disk has it, which may be in another Unicode form. */
function spelledOnDisk(folder: string, name: string): string {
  if (isAscii(name) || kindOf(join(folder, name)) !== undefined) return name;
  try {
    const form = name.normalize();
    return readdirSync(rawPath(folder), 'utf8').find((other) => other.normalize() === form) ?? name;
  } catch {
    return name;
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return pathFromBytes(readlinkSync(rawPath(path), { encoding: 'buffer' }));
  } catch {
    return undefined;
  }
}

/** On Windows and macOS: long names, and capitals as the disk has them. */
function canonical(path: string): string {
  try {
    return pathFromBytes(realpathSync.native(rawPath(path), { encoding: 'buffer' }));
  } catch {
    return path;
  }
}

function isLink(path: string): boolean {
  return linkTarget(path) !== undefined;
}

function kindOf(path: string): 'folder' | 'other' | undefined {
  try {
    return statSync(rawPath(path)).isDirectory() ? 'folder' : 'other';
  } catch {
    return linkTarget(path) === undefined ? undefined : 'other';
  }
}

/**
 * Make a function that looks a text up among others. Equal in all Unicode forms is a match; with other capitals, only
 * if `isSame` says that the disk ignores them.
 */
function lookup(texts: Iterable<string>): (text: string, isSame: (other: string) => boolean) => boolean {
  const loose = (text: string) => text.normalize().toLowerCase();
  const all = new Map<string, string[]>();
  for (const text of texts) all.set(loose(text), [...(all.get(loose(text)) ?? []), text]);
  if (all.size === 0) return () => false;
  return (text, isSame) => {
    const alike = all.get(loose(text)) ?? [];
    return alike.some((other) => other.normalize() === text.normalize()) || alike.some(isSame);
  };
}

/** Decide whether two spellings mean one folder. Without the folder nobody can tell: then they do, to be safe. */
function isSameFolder(folder: string, spelled: string): boolean {
  const identity = (path: string) => lstatSync(rawPath(path), { bigint: true, throwIfNoEntry: false });
  try {
    const here = identity(folder);
    const there = identity(spelled);
    return here === undefined || (here.dev === there?.dev && here.ino === there.ino);
  } catch {
    return true;
  }
}
