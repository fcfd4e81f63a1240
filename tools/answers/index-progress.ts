/** Says how far an index run is. */

import type { Engine } from '../../src/engine/api.ts';
import type { IndexProgress } from '../../src/indexing/run/messages.ts';
import type { ProgressStep } from './progress-notifications.ts';

/** Describe the current step: "indexing, 63 %", or the work before the photos are counted. */
export function stateInWords({
  phase,
  done,
  total,
}: Pick<IndexProgress, 'done' | 'total'> & { readonly phase: string }): string {
  if (phase === 'download')
    return total > 0 ? `downloading the model, ${percent(done, total)}` : 'downloading the model';
  if (phase === 'wait') {
    return total > 0 ? `another run is indexing, ${percent(done, total)}` : 'another run is scanning for new photos';
  }
  return total > 0 ? `indexing, ${percent(done, total)}` : 'scanning for new photos';
}

/** Never 100 %: the run is not over yet. */
function percent(done: number, total: number): string {
  return `${Math.min(99, Math.floor((100 * done) / total))} %`;
}

/** Map all phases to one rising number: the download up to 1, the scan 1, then one step for each photo. */
export function indexStep({ phase, done, total }: IndexProgress): ProgressStep {
  switch (phase) {
    case 'download':
      return { progress: total > 0 ? Math.min(0.99, done / total) : 0, message: 'Downloading the model' };
    case 'wait':
      return { progress: 0.995, message: 'Waiting for another picsift that is indexing' };
    case 'scan':
      return { progress: 1, message: 'Scanning for photos' };
    case 'embed':
      return { progress: 1 + done, total: 1 + total, message: `${done} of ${total} photos` };
  }
}

/** Describe the run that scans some of these folders now; null: there is none. */
export function indexingIn(folders: readonly string[], engine: Pick<Engine, 'runIn'>): string | null {
  const run = engine.runIn(folders);
  return run === undefined ? null : stateInWords(run);
}
