/** Where picsift keeps its settings and its data when no setting says so. */

import { isAbsolute, join } from 'node:path';
import { PicsiftError } from '../src/base/errors.ts';
import { homeFolder } from '../src/base/home-folder.ts';

/** For each system: an environment variable, the folder below the home folder that replaces it, and ours below both. */
const FOLDERS = {
  darwin: { config: [undefined, 'Library/Preferences', ''], data: [undefined, 'Library/Application Support', ''] },
  win32: { config: ['APPDATA', 'AppData/Roaming', 'Config'], data: ['LOCALAPPDATA', 'AppData/Local', 'Data'] },
  // https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is invalid and must be ignored.
  others: { config: ['XDG_CONFIG_HOME', '.config', ''], data: ['XDG_DATA_HOME', '.local/share', ''] },
} as const;

/**
 * Return the standard folder of this system, an absolute path.
 * @throws PicsiftError `bad-config` if the user has no home folder.
 */
export function standardFolder(kind: 'config' | 'data', environment: NodeJS.ProcessEnv): string {
  const { platform } = process;
  const [variable, replacement, own] =
    FOLDERS[platform === 'darwin' || platform === 'win32' ? platform : 'others'][kind];
  const named = variable && environment[variable];
  if (named && isAbsolute(named)) return join(named, 'picsift', own);
  const home = homeFolder();
  if (home !== undefined) return join(home, replacement, 'picsift', own);
  const text =
    'This user has no home folder. Set HOME, or both PICSIFT_CONFIG_DIR and PICSIFT_DATA_DIR, to absolute paths.';
  throw new PicsiftError('bad-config', text);
}
