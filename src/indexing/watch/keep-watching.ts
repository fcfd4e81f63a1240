/** One folder's way to being watched: it must be there, and this process must be the one that watches it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { leaseHolder, withLease } from '../../catalog/lease.ts';
import { type Catalog, catalogError, retryWhileBusy } from '../../catalog/open.ts';
import { reportWatch, type WatchReport, watchLease } from '../../catalog/watchers.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import type { Forgotten } from './forgotten.ts';
import { HeldFolder, type HeldFolderOptions, type WatchState } from './held-folder.ts';

/** What this process does with a folder: for `standby`, which other process watches it. */
export interface FolderState {
  readonly folder: string;
  readonly state: WatchState | 'standby';
  readonly pid: number;
}

/** What the folders of one process share. */
export interface WatchContext extends Omit<HeldFolderOptions, 'onState'> {
  readonly catalog: Catalog;
  readonly signal: AbortSignal;
  /** The folders that this process watches now. */
  readonly held: Map<string, HeldFolder>;
  readonly forgotten: Forgotten;
  onState(state: FolderState): void;
  /** A person has removed the folder from the index. */
  onForgotten(folder: string): void;
  schedule(): Pick<WatchReport, 'schedule' | 'nextRun'>;
}

const TICK_MS = 1_000;

/**
 * Until the signal is aborted. A folder that is not there is waited for; what goes wrong is told, and tried again.
 * @param named as the user gave it.
 */
export async function keepWatching(named: string, context: WatchContext): Promise<void> {
  const { catalog, signal, forgotten, onForgotten, onNotice } = context;
  let trouble: string | undefined;
  while (!signal.aborted) {
    try {
      const folder = await resolveFolder(named);
      trouble = undefined;
      if (await forgotten.has(folder)) onForgotten(folder);
      else await watchWhileHolding(folder, context);
    } catch (error) {
      // `interrupted`: another process has taken over, and this one stands by.
      const isOrdinary = signal.aborted || (error instanceof PicsiftError && error.code === 'interrupted');
      const message = messageOf(catalogError(error, catalog.name));
      if (!isOrdinary && message !== trouble) onNotice(message);
      trouble = message;
    }
    await tick(signal);
  }
}

/** Returns at once where another process has the lease, else when the signal is aborted or the folder forgotten. */
async function watchWhileHolding(folder: string, context: WatchContext): Promise<void> {
  const { catalog, signal, held, onState, schedule } = context;
  const lease = watchLease(folder);
  const options = { ...context, onState: (state: WatchState) => onState({ folder, state, pid: process.pid }) };
  const watched = new HeldFolder(folder, options);
  const report = (token: number) => reportWatch(catalog, folder, token, { ...watched.report, ...schedule() });
  const standBy = () => {
    const pid = leaseHolder(catalog, lease);
    if (pid !== undefined) onState({ folder, state: 'standby', pid });
  };

  async function watch(token: number, lost: AbortSignal): Promise<void> {
    held.set(folder, watched);
    try {
      await keepUp(watched, { ...context, signal: AbortSignal.any([signal, lost]), onNews: () => report(token) });
    } finally {
      held.delete(folder);
      await watched.close();
    }
  }
  await withLease(catalog, lease, watch, { giveUp: { afterMs: 0, instead: standBy }, renew: report });
}

/** @param onNews called when what the process does with the folder has changed. */
async function keepUp(
  watched: HeldFolder,
  { signal, forgotten, onNews }: Pick<WatchContext, 'signal' | 'forgotten'> & { readonly onNews: () => void },
): Promise<void> {
  await watched.start();
  let told: WatchState | undefined;
  while (!signal.aborted && !(await forgotten.has(watched.folder))) {
    const { state } = watched.report;
    if (state !== told) await retryWhileBusy(onNews);
    told = state;
    await tick(signal);
    if (!signal.aborted) await watched.check();
  }
}

/** A moment's wait, cut short by the signal. */
async function tick(signal: AbortSignal): Promise<void> {
  await sleep(TICK_MS, undefined, { signal }).catch(() => {});
}
