import type { FileCopier } from './file-copier.ts';
import { linuxCopier } from './linux-copier.ts';
import { macosCopier } from './macos-copier.ts';
import { windowsCopier } from './windows-copier.ts';

/** Create the copier of this system. Close it after use. */
export function systemCopier(): FileCopier {
  switch (process.platform) {
    case 'win32':
      return windowsCopier;
    case 'darwin':
      return macosCopier;
    default:
      return linuxCopier();
  }
}
