/** Finds what is wrong with the folders that an entry grants. */

import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../../base/errors.ts';
import { folded } from '../../../base/fold.ts';
import { nearNames } from '../../../base/name-suggestions.ts';
import { safeText } from '../../../base/safe-text.ts';
import { type Place, pathsOf } from '../hosts.ts';
import { type ProcessLaunch, withHome } from '../launch.ts';
import { type PicsiftCommand, serveArguments } from '../picsift-command.ts';
import type { Problem } from '../problem.ts';
import { type Look, quote } from './look-before.ts';
import { writeEntryAgain } from './repairs.ts';

interface Folder {
  readonly written: string;
  /** As picsift reads it where the host starts it; undefined: that depends on the host's folder of the moment. */
  readonly path: string | undefined;
}

function foldersOf({ cwd, hasFolder }: ProcessLaunch, ours: PicsiftCommand | undefined, place: Place): Folder[] {
  const [first, ...rest] = ours?.args ?? [];
  const { folders = [] } = (first === 'mcp' ? serveArguments(rest) : undefined) ?? {};
  const { isAbsolute, resolve } = pathsOf(place);
  return folders.map((written) => {
    const path = withHome(written, place);
    return { written, path: isAbsolute(path) || hasFolder ? resolve(cwd, path) : undefined };
  });
}

/** Return the folders that an entry is meant to grant, complete. Those that nobody can tell are left out. */
export function grantedFolders(launch: ProcessLaunch, ours: PicsiftCommand | undefined, place: Place): string[] {
  return foldersOf(launch, ours, place).flatMap(({ written, path }) => {
    const meant =
      path === undefined ? presumed(written, place) : ((existsSync(path) ? path : nearFolder(path)) ?? path);
    return meant === undefined ? [] : [meant];
  });
}

/** Find what is wrong with the folders. The server starts nevertheless. */
export function folderProblems({ launch, ours, place, entry }: Look): Problem[] {
  return foldersOf(launch, ours, place).flatMap(({ written, path }): Problem[] => {
    if (written.trim() === '') {
      const fix = 'Write the full path of the folder between the double quotes.';
      return [{ code: 'folder-not-found', found: 'The name of a folder in the entry is empty.', fix }];
    }
    if (path === undefined) {
      const found = `The folder ${quote(written)} is not a full path, and ${entry.host.title} looks for it in another folder than you.`;
      const meant = presumed(written, place);
      const fix = meant === undefined ? 'Write its full path.' : `Write its full path, probably ${safeText(meant)}.`;
      return [{ code: 'relative-path', found, ...writeEntryAgain(entry, fix) }];
    }
    const why = whyUnusable(path);
    if (why === undefined) return [];
    const near = nearFolder(path);
    if (!existsSync(path) && near !== undefined) {
      const fix = `Did you mean ${safeText(near)}?`;
      return [{ code: 'folder-not-found', found: why.found, ...writeEntryAgain(entry, fix) }];
    }
    return [{ code: 'folder-not-found', ...why }];
  });
}

/** Find an existing folder that a relative path may mean. */
function presumed(written: string, place: Place): string | undefined {
  if (written.trim() === '') return undefined;
  return [place.home, place.folder].map((folder) => join(folder, written)).find((path) => existsSync(path));
}

/** Say why a folder cannot be searched; undefined: it can. */
function whyUnusable(folder: string): { readonly found: string; readonly fix: string } | undefined {
  const shown = safeText(folder);
  try {
    if (!statSync(folder).isDirectory())
      return { found: `${shown} is a file.`, fix: 'Name the folder that contains it.' };
    accessSync(folder, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (systemCode(error) === 'EACCES' || systemCode(error) === 'EPERM') {
      return { found: `You may not read the folder ${shown}.`, fix: 'Change its permissions.' };
    }
    return {
      found: `The folder ${shown} does not exist.`,
      fix: 'Correct its name in the entry. If it is on a drive that is unplugged, plug that in.',
    };
  }
}

/** Find an existing folder with nearly this name; its parent folders may be misspelled too. */
function nearFolder(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const inside = existsSync(parent) ? parent : nearFolder(parent);
  if (inside === undefined) return undefined;
  const name = basename(folder);
  const beside = foldersIn(inside);
  const near = beside.includes(name) ? name : nearNames(name, beside, folded, 1)[0];
  return near === undefined ? undefined : join(inside, near);
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []));
  } catch {
    return [];
  }
}
