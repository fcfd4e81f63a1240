/** Keeps one folder watched: waits until it exists and until this process holds its lease. */

import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { type Catalog, catalogError, retryWhileBusy } from '../../catalog/open.ts';
import { leaseHolder, withLease } from '../../catalog/runs/lease.ts';
import { reportWatch, type WatchReport, watchLease } from '../../catalog/runs/watchers.ts';
import { resolveFolder } from '../../library/files/folder-paths.ts';
import type { Forgotten } from './forgotten.ts';
import { HeldFolder, type HeldFolderOptions, type WatchState } from './held-folder.ts';

/** What this process does with a folder. For `standby`, `pid` is the other process, which watches it. */
export interface FolderState {
  readonly folder: string;
  readonly state: WatchState | 'standby';
  readonly pid: number;
}

/** Shared by all folders of a process. */
export interface WatchContext extends Omit<HeldFolderOptions, 'onState'> {
  readonly catalog: Catalog;
  readonly signal: AbortSignal;
  /** The folders that this process watches now. */
  readonly held: Map<string, HeldFolder>;
  /** The folders that this process watches, or would watch if no other process did. */
  readonly claimed: Set<string>;
  readonly forgotten: Forgotten;
  onState(state: FolderState): void;
  /** This process no longer watches the folder, and not because of an error. */
  onEnd(folder: string): void;
  /** A person has removed the folder from the index. */
  onForgotten(folder: string): void;
  schedule(): Pick<WatchReport, 'schedule' | 'nextRun'>;
}

const TICK_MS = 1_000;

/**
 * Keep a folder watched until the signal aborts. Waits for a missing folder. Reports an error and tries again.
 * @param named the folder as the user gave it.
 */
export async function keepWatching(named: string, context: WatchContext): Promise<void> {
  const { catalog, signal, claimed, forgotten, onForgotten, onNotice } = context;
  let lastError: string | undefined;
  while (!signal.aborted) {
    try {
      const folder = await resolveFolder(named);
      lastError = undefined;
      if (await forgotten.has(folder)) onForgotten(folder);
      else if (!claimed.has(folder)) await watchClaimed(folder, () => leadsTo(named, folder), context);
    } catch (error) {
      // `interrupted`: another process has taken the lease, and this one is on standby.
      const isOrdinary = signal.aborted || (error instanceof PicsiftError && error.code === 'interrupted');
      const message = messageOf(catalogError(error, catalog.name));
      if (!isOrdinary && message !== lastError) onNotice(message);
      lastError = message;
    }
    await tick(signal);
  }
}

/**
 * Decide whether the name still leads to the folder. It does until it leads to another one: a missing drive is waited
 * for, and a link that is replaced leads nowhere for a moment.
 */
async function leadsTo(named: string, folder: string): Promise<boolean> {
  return (await resolveFolder(named).catch(() => folder)) === folder;
}

/** Watch a folder, so that this process does not do it twice when several names lead to the folder. */
async function watchClaimed(...[folder, isNamed, context]: Parameters<typeof watchWhileHolding>): Promise<void> {
  context.claimed.add(folder);
  try {
    await watchWhileHolding(folder, isNamed, context);
  } finally {
    context.claimed.delete(folder);
  }
}

/**
 * Watch a folder while holding its lease. Returns at once if another process has it, else when watching ends.
 * @param isNamed false as soon as the name that was given leads to another folder.
 */
async function watchWhileHolding(
  folder: string,
  isNamed: () => Promise<boolean>,
  context: WatchContext,
): Promise<void> {
  const { catalog, signal, held, onState, onEnd, schedule } = context;
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
      const until = AbortSignal.any([signal, lost]);
      await keepUp(watched, { ...context, signal: until, isNamed, onNews: () => report(token) });
      onEnd(folder);
    } finally {
      held.delete(folder);
      await watched.close();
    }
  }
  await withLease(catalog, lease, watch, { giveUp: { afterMs: 0, instead: standBy }, renew: report });
}

interface KeepUpOptions extends Pick<WatchContext, 'signal' | 'forgotten'> {
  isNamed(): Promise<boolean>;
  /** Called when the state changes. */
  onNews(): void;
}

/** Keep a folder up to date until the signal aborts, it is forgotten, or its name leads to another one. */
async function keepUp(watched: HeldFolder, { signal, forgotten, isNamed, onNews }: KeepUpOptions): Promise<void> {
  await watched.start();
  let reported: WatchState | undefined;
  while (!signal.aborted && !(await forgotten.has(watched.folder)) && (await isNamed())) {
    const { state } = watched.report;
    if (state !== reported) await retryWhileBusy(onNews);
    reported = state;
    await tick(signal);
    if (!signal.aborted) await watched.check();
  }
}

/** Wait for a tick, or until the signal aborts. */
async function tick(signal: AbortSignal): Promise<void> {
  await sleep(TICK_MS, undefined, { signal }).catch(() => {});
}
