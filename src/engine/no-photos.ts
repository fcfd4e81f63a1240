/** Marks the data folder as one without photos. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_MEDIA_FILE } from '../library/files/passed-over.ts';

/** Let scans of a folder around the data folder pass over it. */
export function markAsNoPhotos(dataDir: string): void {
  try {
    writeFileSync(join(dataDir, NO_MEDIA_FILE), '', { flag: 'a' });
  } catch {
    // The disk is full, or it cannot be written to: the index can still be searched.
  }
}
