/** Keeps a folder up to date in this process: watches it if the system supports that, else polls it. */

import { stat } from 'node:fs/promises';
import type { WatchReport } from '../../catalog/runs/watchers.ts';
import { findExcludes } from '../../library/files/excluded-folders.ts';
import {
  type FolderWatch,
  type InotifyLimit,
  type WatchListener,
  watchFolder,
} from '../../library/files/folder-watch.ts';
import { isShared, type Mount, mountOf, mountsBelow, readMounts } from '../../library/files/mounts.ts';
import { rawPath } from '../../library/files/raw-path.ts';
import type { ScanOptions } from '../../library/files/scan-filter.ts';
import { summarize, unwatchedNotice } from './unwatched.ts';

export type WatchState = WatchReport['state'];

export interface HeldFolderOptions {
  readonly scan: ScanOptions;
  /** Time between scans of a folder that is not watched, and of folders in it that are not, in milliseconds. */
  pollAfterMs(): number;
  /** Time at which events were last lost, by `performance.now()`. */
  lostAt(): number;
  /** True if the last run, of whichever process, found no folder here. */
  isRecordedMissing(folder: string): boolean;
  onState(state: WatchState): void;
  /** Called with a folder that has changed: this one, one below it, or one above a removed one. */
  onHint(folder: string): void;
  onLost(): void;
  onNotice(line: string): void;
}

/** Time for a requested scan to take place. */
const SCAN_MS = 2_000;
/** Minimum time between restarts of a watch: a restart reads every folder. */
const REWATCH_MS = 10_000;

export class HeldFolder {
  readonly folder: string;
  readonly #options: HeldFolderOptions;
  #state: WatchState = 'starting';
  #since = Date.now();
  /** Distinguishes the folder, and what is excluded in it, from another state; undefined if there is no folder. */
  #identity: string | undefined;
  #watch: FolderWatch | undefined;
  #watchedAt = 0;
  #rescannedAt = 0;
  #retriedAt = 0;
  #isNoted = false;
  /** File systems that are mounted below the folder. */
  #mounts = new Map<string, Mount>();

  /** @param folder a real path. */
  constructor(folder: string, options: HeldFolderOptions) {
    this.folder = folder;
    this.#options = options;
  }

  /** The current state and its start. */
  get report(): Pick<WatchReport, 'state' | 'since' | 'unwatched'> {
    const unwatched = summarize(this.#watch?.unwatched ?? new Map());
    return { state: this.#state, since: this.#since, ...(unwatched.length > 0 && { unwatched }) };
  }

  async start(): Promise<void> {
    await this.close();
    this.#watchedAt = performance.now();
    this.#retriedAt = this.#watchedAt;
    this.#identity = await identityOf(this.folder, this.#options.scan);
    const mounts = await readMounts();
    this.#mounts = mountsBelow(mounts, this.folder);
    if (this.#identity === undefined) this.#become('missing');
    else if (isShared(mountOf(mounts, this.folder))) this.#become('polling');
    else this.#watch = this.#startWatch();
  }

  /** Check for changes without events. Called every second. */
  async check(): Promise<void> {
    const { pollAfterMs, lostAt, isRecordedMissing } = this.#options;
    // A drive was plugged in or unplugged: another folder is at this path now. Or a link leads to another excluded one.
    if ((await identityOf(this.folder, this.#options.scan)) !== this.#identity) return this.start();
    const now = performance.now();
    // It was away for a moment between two checks. A run noticed that, but nothing notices its return.
    if (this.#state !== 'missing' && now - this.#rescannedAt > SCAN_MS && isRecordedMissing(this.folder)) this.rescan();
    if (this.#watch !== undefined) {
      if (lostAt() > this.#watchedAt && now - this.#watchedAt > REWATCH_MS) return this.start();
      await this.#renewMounts(this.#watch);
      if (now - this.#retriedAt <= pollAfterMs()) return;
      this.#retriedAt = now;
      this.#watch.retry();
    } else if (this.#state !== 'missing' && now - this.#rescannedAt > pollAfterMs()) {
      this.rescan();
    }
  }

  /** Request a scan of the whole folder. */
  rescan(): void {
    this.#rescannedAt = performance.now();
    this.#options.onHint(this.folder);
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    this.#watch = undefined;
  }

  /** Follow drives that were mounted or unmounted below the folder: no event tells of them. */
  async #renewMounts(watch: FolderWatch): Promise<void> {
    const [before, now] = [this.#mounts, mountsBelow(await readMounts(), this.folder)];
    this.#mounts = now;
    for (const point of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(point)?.line !== now.get(point)?.line) watch.renew(point);
    }
  }

  /** Tell of the folders that are not watched, once. */
  #noteUnwatched(): void {
    const { unwatched } = this.report;
    if (unwatched === undefined || this.#isNoted) return;
    this.#isNoted = true;
    this.#options.onNotice(unwatchedNotice(this.folder, unwatched));
  }

  #become(state: WatchState): void {
    if (state !== this.#state) this.#since = Date.now();
    this.#state = state;
    this.#options.onState(state);
    this.rescan();
  }

  #startWatch(): FolderWatch {
    const { scan, onHint, onLost, onNotice } = this.#options;
    const listener: WatchListener = {
      // Earlier changes caused no events: `become` requests a scan of the whole folder.
      onReady: () => {
        this.#become('watching');
        this.#noteUnwatched();
      },
      onChange: onHint,
      onLost: () => {
        onLost();
        this.rescan();
      },
      onExhausted: (limit) => {
        this.#watch = undefined;
        onNotice(exhaustedNotice(limit));
        this.#become('degraded');
      },
    };
    return watchFolder(this.folder, scan, listener, (folder) => isShared(this.#mounts.get(folder)));
  }
}

/**
 * Write the notice. Only Linux has settings for this limit; on other systems each watch is an open file.
 * @internal
 */
export function exhaustedNotice(limit: InotifyLimit, isLinux = process.platform === 'linux'): string {
  const [name, remedy] = isLinux
    ? [` (fs.inotify.${limit})`, 'raise it with sysctl']
    : ['', 'allow picsift more open files'];
  return (
    `The system's limit on watched folders${name} is reached, so picsift scans them at intervals instead. ` +
    `To find new photos at once, ${remedy}, then start picsift again.`
  );
}

async function identityOf(folder: string, { excludeDirs }: ScanOptions): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(rawPath(folder), { bigint: true });
    return `${dev}:${ino} ${findExcludes(excludeDirs, [folder]).key}`;
  } catch {
    return undefined;
  }
}
