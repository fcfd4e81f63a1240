/**
 * Keeps rendered pictures on the disk: files that any number of processes read and write at once. The size is limited; the
 * pictures that were not used for the longest time go first. Nothing here is needed: an error of the disk costs only time.
 */

import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';

export interface PictureCache {
  /** @returns undefined if there is none, or if it cannot be read. */
  read(name: string): Promise<Buffer | undefined>;
  /** Store a picture. Never throws. */
  write(name: string, picture: Uint8Array): Promise<void>;
}

/** Unless the user chooses another limit: 50,000 thumbnails. */
export const PICTURE_CACHE_BYTES = 2e9;

/** How often the time of the last use is written, in ms: at most this much too early, a picture counts as unused. */
const TOUCH_EVERY_MS = 60 * 60_000;
/** Pictures are removed until this share of the limit is left, so that not every further one begins a removal. */
const KEPT_SHARE = 0.9;
/** The folder is measured after this share of the limit was written: other processes write too. */
const MEASURE_SHARE = 0.05;
/** A file of a killed process, in ms. No picture takes that long to write. */
const ABANDONED_AFTER_MS = 10 * 60_000;
const DRAFT = '.part';

interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly usedAt: number;
}

/** @param folder created when it is needed. @param maxBytes of all pictures together, roughly. */
export function openPictureCache(folder: string, maxBytes: number): PictureCache {
  /** Bytes written since the folder was last measured; at first it was never measured. */
  let unmeasured = Number.POSITIVE_INFINITY;
  let trimming: Promise<void> | undefined;

  /** The first characters are a folder: a folder with a million files is slow. */
  const placeOf = (name: string) => join(folder, name.slice(0, 2), name);

  async function files(): Promise<KeptFile[]> {
    const found: KeptFile[] = [];
    for (const part of await fs.readdir(folder).catch(() => [])) {
      for (const name of await fs.readdir(join(folder, part)).catch(() => [])) {
        const path = join(folder, part, name);
        const stat = await fs.stat(path).catch(() => undefined);
        if (stat?.isFile()) found.push({ path, size: stat.size, usedAt: stat.mtimeMs });
      }
    }
    return found;
  }

  /** Remove the pictures that were not used for the longest time, if all together are too large. */
  async function trim(): Promise<void> {
    unmeasured = 0;
    const kept: KeptFile[] = [];
    for (const file of await files()) {
      const isAbandoned = file.path.endsWith(DRAFT) && Date.now() - file.usedAt > ABANDONED_AFTER_MS;
      // Another process may have removed it.
      if (isAbandoned) await fs.rm(file.path, { force: true }).catch(() => {});
      else kept.push(file);
    }
    let total = kept.reduce((sum, { size }) => sum + size, 0);
    if (total <= maxBytes) return;
    for (const { path, size } of kept.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= maxBytes * KEPT_SHARE) return;
      await fs.rm(path, { force: true }).catch(() => {});
      total -= size;
    }
  }

  return {
    async read(name) {
      const place = placeOf(name);
      try {
        const picture = await fs.readFile(place);
        const { mtimeMs } = await fs.stat(place);
        if (Date.now() - mtimeMs > TOUCH_EVERY_MS) await fs.utimes(place, new Date(), new Date());
        return picture;
      } catch {
        return undefined;
      }
    },
    async write(name, picture) {
      const place = placeOf(name);
      const draft = `${place}.${randomBytes(6).toString('hex')}${DRAFT}`;
      try {
        await fs.mkdir(join(folder, name.slice(0, 2)), { recursive: true, mode: 0o700 });
        await fs.writeFile(draft, picture, { mode: 0o600, flag: 'wx' });
        await fs.rename(draft, place);
      } catch {
        await fs.rm(draft, { force: true }).catch(() => {});
      }
      unmeasured += picture.length;
      if (unmeasured < maxBytes * MEASURE_SHARE) return;
      trimming ??= trim().finally(() => {
        trimming = undefined;
      });
      await trimming;
    },
  };
}
