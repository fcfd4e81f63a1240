/** What ExifTool needs, found out without loading it. */

import { existsSync } from 'node:fs';
import { PicsiftError } from '../base/errors.ts';

/** Where ExifTool looks for perl: it inherits no environment, so no PATH either. */
export const PERL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin'];

/** @throws PicsiftError `program-missing` where ExifTool cannot run. */
export function requirePerl(): void {
  // On Windows ExifTool comes with a perl of its own.
  if (process.platform === 'win32' || PERL_FOLDERS.some((folder) => existsSync(`${folder}/perl`))) return;
  const text = 'Keywords are written by ExifTool, which needs perl. Install it (Debian, Ubuntu: apt-get install perl).';
  throw new PicsiftError('program-missing', text);
}
