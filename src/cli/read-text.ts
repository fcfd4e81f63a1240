/** Reads the text in pictures after an index run, and reports it. */

import { count } from '../base/count.ts';
import type { Engine } from '../engine/api.ts';
import type { TextSummary } from '../indexing/text/messages.ts';
import { readInBackground } from './background-text.ts';
import { interruptible } from './interrupt.ts';
import type { IndexingOptions } from './options.ts';
import { report } from './output/console.ts';
import { createProgress } from './output/progress-display.ts';

/** Read the photos below the folders. Ctrl-C leaves the rest to the next run. */
export async function readText(
  engine: Engine,
  folders: readonly string[],
  { quiet = false }: { readonly quiet?: boolean | undefined },
): Promise<TextSummary> {
  const progress = createProgress(quiet);
  const summary = await interruptible((signal) =>
    engine.readText(folders, { signal, onProgress: (step) => progress.update({ phase: 'text', ...step }) }),
  ).finally(progress.end);
  if (!quiet) reportText(summary);
  return summary;
}

/** Start to read what is still to be read in the background, unless a process reads already. No search waits for it. */
export function readLater(engine: Engine, folder: string, options: IndexingOptions): void {
  const { photos, read, isReading } = engine.textRead([folder]);
  if (read >= photos || isReading) return;
  if (!options.quiet) report(`The text in ${count(photos - read, 'photo')} is read in the background.`);
  readInBackground(folder, options);
}

function reportText({ read, failed, left, seconds, interrupted, elsewhere }: TextSummary): void {
  if (read > 0) report(`Text read in ${count(read, 'picture')} in ${seconds.toFixed(1)} s.`);
  if (failed > 0) report(`${count(failed, 'picture')} could not be read for text.`);
  if (elsewhere) report('Another picsift is reading the text in pictures.');
  else if (left > 0) {
    const fix = interrupted ? 'picsift index continues' : 'their files cannot be read now';
    report(`Text is still to be read in ${count(left, 'picture')}: ${fix}.`);
  }
}
