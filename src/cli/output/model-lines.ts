/** Prints models, and the files of a model before they are downloaded. */

import { bytes } from '../../base/count.ts';
import { safeText } from '../../base/safe-text.ts';
import type { MissingFile } from '../../model/store/model-store.ts';
import { printLine, report } from './console.ts';

/** @param state such as "installed", or the size of the download. */
export function printModel(name: string, state: string, title: string, licence: string | undefined): void {
  printLine(`${name.padEnd(18)} ${state.padEnd(10)} ${title}`);
  if (licence !== undefined) printLine(`${''.padEnd(30)}licence: ${licence}`);
}

/** Report the files and their sizes. Without sizes, as for a model with a manifest, it reports nothing. */
export function reportFiles(files: readonly MissingFile[]): void {
  const sizes = files.map(({ size }) => size).filter((size) => size !== undefined);
  if (sizes.length === 0 || sizes.length < files.length) return;
  for (const { path, size } of files) report(`  ${bytes(size!).padStart(9)}  ${safeText(path)}`);
  report(`  ${bytes(sizes.reduce((sum, size) => sum + size, 0)).padStart(9)}  in ${files.length} files`);
}
