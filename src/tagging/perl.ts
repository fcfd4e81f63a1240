/** Finds perl, which ExifTool and the script for file attributes need, without loading either. */

import { existsSync } from 'node:fs';
import { PicsiftError } from '../base/errors.ts';

/** Folders that may contain perl. ExifTool inherits no environment, so these are its PATH. */
export const PERL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin'];

/** Return the path of perl; undefined if it is not installed. */
export function perlPath(): string | undefined {
  return PERL_FOLDERS.map((folder) => `${folder}/perl`).find((file) => existsSync(file));
}

/**
 * Check that perl is installed.
 * @throws PicsiftError `program-missing` if ExifTool cannot run.
 */
export function requirePerl(): void {
  // On Windows ExifTool includes perl.
  if (process.platform === 'win32' || perlPath() !== undefined) return;
  const text =
    'picsift writes keywords with ExifTool, which needs perl. Install perl (Debian, Ubuntu: apt-get install perl).';
  throw new PicsiftError('program-missing', text);
}
