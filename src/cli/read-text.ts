/** Reads the text in pictures after an index run, and reports it. */

import { count } from '../base/count.ts';
import type { Engine } from '../engine/api.ts';
import type { TextSummary } from '../indexing/text/messages.ts';
import { interruptible } from './interrupt.ts';
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

/** Say that text is read after the command, unless a process reads it already: nobody waits for that. */
export function reportUnread(engine: Engine, folder: string): void {
  const { photos, read, isReading } = engine.textRead([folder]);
  if (read >= photos || isReading) return;
  report(`The text in ${count(photos - read, 'photo')} is read in the background: picsift status shows how far.`);
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
