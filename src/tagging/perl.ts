/** Checks whether ExifTool can run, without loading it. */

import { existsSync } from 'node:fs';
import { PicsiftError } from '../base/errors.ts';

/** Folders that may contain perl. ExifTool inherits no environment, so these are its PATH. */
export const PERL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin'];

/**
 * Check that perl is installed.
 * @throws PicsiftError `program-missing` if ExifTool cannot run.
 */
export function requirePerl(): void {
  // On Windows ExifTool includes perl.
  if (process.platform === 'win32' || PERL_FOLDERS.some((folder) => existsSync(`${folder}/perl`))) return;
  const text =
    'picsift writes keywords with ExifTool, which needs perl. Install perl (Debian, Ubuntu: apt-get install perl).';
  throw new PicsiftError('program-missing', text);
}
