/** A watched folder, and the changes that the watch reports, without an index. */

import { onTestFinished } from 'vitest';
import { type FolderWatch, watchFolder } from '../../src/library/files/folder-watch.ts';
import type { ScanOptions } from '../../src/library/files/scan-filter.ts';

export interface WatchedFolder {
  readonly watch: FolderWatch;
  /** Folders that changed. */
  readonly hints: Set<string>;
  lost(): number;
}

/** Watch the folder until the end of the test. Resolves when the watch is ready. */
export async function watchedFolder(
  root: string,
  options: Partial<ScanOptions> = {},
  isShared?: (folder: string) => boolean,
): Promise<WatchedFolder> {
  const hints = new Set<string>();
  let lost = 0;
  let watch!: FolderWatch;
  await new Promise<void>((resolve) => {
    const listener = {
      onReady: resolve,
      onChange: (folder: string) => hints.add(folder),
      onLost: () => lost++,
      onExhausted: () => {},
    };
    watch = watchFolder(root, { excludeDirs: [], includeHidden: false, ...options }, listener, isShared);
    onTestFinished(() => watch.close());
  });
  return { watch, hints, lost: () => lost };
}
