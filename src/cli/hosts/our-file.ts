/** Finds out which program a file belongs to. */

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tell whether a script belongs to picsift, by the package.json next to it or above; undefined: there is no such file. */
export function isOurFile(script: string): boolean | undefined {
  try {
    let folder = dirname(realpathSync(script));
    while (!existsSync(join(folder, 'package.json'))) {
      if (folder === dirname(folder)) return false;
      folder = dirname(folder);
    }
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }).name === 'picsift';
  } catch {
    return existsSync(script) ? false : undefined;
  }
}
