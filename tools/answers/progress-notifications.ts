/** Says how far an indexing run is: in answers, and as notifications to clients that requested them. */

import type { ServerContext } from '@modelcontextprotocol/server';
import type { Engine } from '../../src/engine/api.ts';
import type { IndexProgress } from '../../src/indexing/run/messages.ts';

/** Limits the notifications of a fast run. */
const AT_MOST_EVERY_MS = 200;

/** Make a reporter. It does nothing if the client sent no progress token. */
export function progressReporter({ mcpReq }: ServerContext): (progress: IndexProgress) => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let last = -1;
  let lastSent = -Infinity;
  return (step) => {
    const { progress, total, message } = describe(step);
    const now = performance.now();
    // The protocol requires each value to be larger than the one before.
    if (progress <= last || (now - lastSent < AT_MOST_EVERY_MS && progress !== total)) return;
    last = progress;
    lastSent = now;
    const params = { progressToken, progress, message, ...(total === undefined ? {} : { total }) };
    // Ignore errors: the client has disconnected.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}

/** Describe the run that scans some of these folders now; null: there is none. */
export function indexingIn(folders: readonly string[], engine: Pick<Engine, 'runIn'>): string | null {
  const run = engine.runIn(folders);
  return run === undefined ? null : stateInWords(run);
}

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
function describe({ phase, done, total }: IndexProgress): { progress: number; total?: number; message: string } {
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
