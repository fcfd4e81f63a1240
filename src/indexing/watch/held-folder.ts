/** A folder that this process keeps up to date: watched where the system can, polled where it cannot. */

import { stat } from 'node:fs/promises';
import type { WatchReport } from '../../catalog/watchers.ts';
import { type FolderWatch, type InotifyLimit, watchFolder } from '../../library/files/folder-watch.ts';
import { isOnNetwork } from '../../library/files/mounts.ts';
import type { ScanOptions } from '../../library/files/scan.ts';

export type WatchState = WatchReport['state'];

export interface HeldFolderOptions {
  readonly scan: ScanOptions;
  /** How often to look where the system does not tell of changes, in milliseconds. */
  pollAfterMs(): number;
  /** When events were last lost, by `performance.now()`. */
  lostAt(): number;
  onState(state: WatchState): void;
  /** This folder, one below it, or one above something that is gone, has changed. */
  onHint(folder: string): void;
  onLost(): void;
  onNotice(line: string): void;
}

/** Watching anew means reading every folder: not more often than this. */
const REWATCH_MS = 10_000;

export class HeldFolder {
  readonly folder: string;
  readonly #options: HeldFolderOptions;
  #state: WatchState = 'starting';
  #since = Date.now();
  /** Tells the folder from another one at the same place; undefined where there is none. */
  #identity: string | undefined;
  #watch: FolderWatch | undefined;
  #watchedAt = 0;
  #rescannedAt = 0;

  /** @param folder a real path. */
  constructor(folder: string, options: HeldFolderOptions) {
    this.folder = folder;
    this.#options = options;
  }

  /** What it is doing, and since when. */
  get report(): Pick<WatchReport, 'state' | 'since'> {
    return { state: this.#state, since: this.#since };
  }

  async start(): Promise<void> {
    await this.close();
    this.#watchedAt = performance.now();
    this.#identity = await identityOf(this.folder);
    if (this.#identity === undefined) this.#become('missing');
    else if (await isOnNetwork(this.folder)) this.#become('polling');
    else this.#watch = this.#startWatch();
  }

  /** To be called every moment: notice what no event tells. */
  async check(): Promise<void> {
    const { pollAfterMs, lostAt } = this.#options;
    // A drive was plugged in or pulled out: what was watched is not what is there.
    if ((await identityOf(this.folder)) !== this.#identity) return this.start();
    const now = performance.now();
    if (this.#watch !== undefined) {
      if (lostAt() > this.#watchedAt && now - this.#watchedAt > REWATCH_MS) await this.start();
    } else if (this.#state !== 'missing' && now - this.#rescannedAt > pollAfterMs()) {
      this.rescan();
    }
  }

  /** Have everything looked through. */
  rescan(): void {
    this.#rescannedAt = performance.now();
    this.#options.onHint(this.folder);
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    this.#watch = undefined;
  }

  #become(state: WatchState): void {
    if (state !== this.#state) this.#since = Date.now();
    this.#state = state;
    this.#options.onState(state);
    this.rescan();
  }

  #startWatch(): FolderWatch {
    const { scan, onHint, onLost, onNotice } = this.#options;
    return watchFolder(this.folder, scan, {
      // What changed before nobody was told of: `become` has everything looked through.
      onReady: () => this.#become('watching'),
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
    });
  }
}

/**
 * Only Linux has settings for this; elsewhere each watch is an open file.
 * @internal
 */
export function exhaustedNotice(limit: InotifyLimit, isLinux = process.platform === 'linux'): string {
  const [name, remedy] = isLinux
    ? [` (fs.inotify.${limit})`, 'raise it with sysctl']
    : ['', 'allow picsift more open files'];
  return (
    `The system's limit on watched folders${name} is reached, so picsift looks through them now and then instead. ` +
    `To have new photos found at once, ${remedy}, then start picsift again.`
  );
}

async function identityOf(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
