/** Suggests folders that the person may choose, by the names that the bot shows. */

import { relative, sep } from 'node:path';
import { safeText } from '../../../src/base/safe-text.ts';
import { isInside } from '../../../src/library/files/folder-paths.ts';
import type { Request } from '../bot-request.ts';

/**
 * List the names of the granted folders, then those of the folders with photos below them. Folders with fewer levels
 * come first; on the same level, folders with more photos.
 */
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
        // A chosen name comes back as text: a name that cannot be shown unchanged cannot be chosen.
        if (safeText(name, Number.POSITIVE_INFINITY) !== name) break;
        below.set(name, { depth, photos: (below.get(name)?.photos ?? 0) + photos });
      }
    }
  }
  const sorted = [...below].sort(([, a], [, b]) => a.depth - b.depth || b.photos - a.photos);
  return [...grants.map(({ label }) => label), ...sorted.map(([name]) => name)];
}
