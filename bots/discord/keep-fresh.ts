/** Keeps the granted folders indexed and the models for queries loaded. */

import type { Engine } from '../../src/engine/api.ts';
import type { IndexSummary } from '../../src/indexing/run/messages.ts';
import { NO_FOLDER } from './access/access.ts';
import { log, logError } from './bot-log.ts';

/**
 * Keep every granted folder indexed and the models for queries loaded, until the signal is aborted. Errors are logged,
 * and the bot continues to answer.
 */
export async function watchGranted(
  engine: Engine,
  folders: readonly string[],
  { schedule, signal }: { readonly schedule?: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  if (folders.length === 0) {
    log(NO_FOLDER);
    return;
  }
  const onState = ({ state, pid }: { readonly state: string; readonly pid: number }) => {
    if (state === 'standby') log(`Another picsift, process ${pid}, keeps a granted folder up to date.`);
    warmUp(engine);
  };
  const onRun = (summary: IndexSummary) => {
    logRun(summary);
    warmUp(engine);
  };
  try {
    await engine.watch(folders, { schedule, inBackground: true, signal, onState, onRun, onNotice: log });
  } catch (error) {
    if (!signal.aborted) logError('The photos cannot be kept up to date', error);
  }
}

/** Load the models, unless they are loaded or nothing is indexed yet. Ignore errors: a search reports them. */
function warmUp(engine: Engine): void {
  engine.warmUp().catch(() => {});
}

function logRun({ added, changed, moved, removed, kept, failed, seconds, interrupted }: IndexSummary): void {
  log(
    `Index ${interrupted ? 'interrupted' : 'up to date'} after ${seconds.toFixed(1)} s: ${added} added, ` +
      `${changed} changed, ${moved} moved, ${removed} removed, ${kept} kept, ${failed} failed.`,
  );
}
