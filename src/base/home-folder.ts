/** The home folder of the user. */

import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, sep } from 'node:path';

/**
 * Return the home folder: the one in HOME (on Windows USERPROFILE), or the one of the user's account if that is empty
 * or relative; undefined if there is neither, as in a container that runs with a made-up user id.
 */
export function homeFolder(): string | undefined {
  for (const find of [homedir, () => userInfo().homedir]) {
    try {
      const folder = find();
      if (isAbsolute(folder)) return folder;
    } catch {
      // The system knows no account with this user id.
    }
  }
  return undefined;
}

/** Replace "~" at the beginning of a path by the home folder, if there is one. */
export function expandHome(path: string): string {
  const isBelow = path === '~' || path.startsWith('~/') || path.startsWith(`~${sep}`);
  const home = isBelow ? homeFolder() : undefined;
  return home === undefined ? path : join(home, path.slice(1));
}
