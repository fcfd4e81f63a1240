/** Scans small folders completely at once. */

import type { ScannedFile } from '../../src/library/files/file-stamp.ts';
import { type ScanOptions, scanFolder, type Unread } from '../../src/library/files/scan.ts';

export async function scanAll(
  folder: string,
  options: ScanOptions,
): Promise<{ files: ScannedFile[]; unread: Unread[] }> {
  const [files, unread]: [ScannedFile[], Unread[]] = [[], []];
  for await (const listing of scanFolder(folder, options)) {
    files.push(...listing.files);
    unread.push(...listing.unread);
  }
  return { files, unread };
}
