/** Scans small folders completely at once. */

import type { ScannedFile } from '../../src/library/files/file-stamp.ts';
import type { Reason } from '../../src/library/files/passed-over.ts';
import { scanFolder, type Unread } from '../../src/library/files/scan.ts';
import type { ScanOptions } from '../../src/library/files/scan-filter.ts';

export async function scanAll(
  folder: string,
  options: ScanOptions,
  root = folder,
): Promise<{ files: ScannedFile[]; unread: Unread[]; passedOver: Reason[] }> {
  const [files, unread, passedOver]: [ScannedFile[], Unread[], Reason[]] = [[], [], []];
  for await (const listing of scanFolder(folder, options, root)) {
    files.push(...listing.files);
    unread.push(...listing.unread);
    passedOver.push(...listing.passedOver);
  }
  return { files, unread, passedOver };
}
