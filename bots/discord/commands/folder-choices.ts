/** The folders that a person may choose from, by the names that they know them by. */

import { relative, sep } from 'node:path';
import { safeText } from '../../../src/base/safe-text.ts';
import { isInside } from '../../../src/library/files/folder-paths.ts';
import type { Request } from '../bot-request.ts';

/** The granted folders, then those with photos below them: the nearest first, then those with the most photos. */
export async function folderNames({ bot, grants, folders }: Request): Promise<string[]> {
  const overview = await bot.engine.overview({ folders });
  const below = new Map<string, { depth: number; photos: number }>();
  for (const { label, path: root } of grants) {
    if (root === undefined) continue;
    for (const [folder, photos] of overview.folders) {
      if (folder === root || !isInside(root, folder)) continue;
      const steps = relative(root, folder).split(sep);
      for (const depth of steps.keys()) {
        const name = [label, ...steps.slice(0, depth + 1)].join('/');
        // What is typed must lead there: a name that cannot be shown as it is cannot be chosen either.
        if (safeText(name, Number.POSITIVE_INFINITY) !== name) break;
        below.set(name, { depth, photos: (below.get(name)?.photos ?? 0) + photos });
      }
    }
  }
  const sorted = [...below].sort(([, a], [, b]) => a.depth - b.depth || b.photos - a.photos);
  return [...grants.map(({ label }) => label), ...sorted.map(([name]) => name)];
}
