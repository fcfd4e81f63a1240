/** The catalog: one SQLite file with everything that picsift knows about the photos. Only this folder uses SQL. */

import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf, PicsiftError, systemCode } from '../base/errors.ts';
import { nativeModuleError } from './native-module.ts';
import { migrate } from './schema/migrate.ts';

export type Catalog = Database.Database;

/** How long a connection waits for another process's lock. better-sqlite3 blocks its thread during that time. */
export interface CatalogOptions {
  readonly busyTimeoutMs: number;
  /** Whether a missing catalog is created. Default: yes. */
  readonly create?: boolean;
}

/** For doors, whose event loop must not block: wait briefly, then retry with `retryWhileBusy`. */
export const DOOR_BUSY_TIMEOUT_MS = 100;
/** For the indexing process, which has nothing else to do. */
export const WRITER_BUSY_TIMEOUT_MS = 30_000;
/**
 * For every process while it opens the catalog. Another one may have it for itself, but only briefly: while it creates,
 * migrates or recovers the file, or closes it as the last one.
 */
const OPENING_BUSY_TIMEOUT_MS = 30_000;

/**
 * Open the catalog. Create or migrate it if needed.
 * @throws PicsiftError `catalog-corrupt`, `catalog-newer`, `catalog-readonly`, `disk-full`.
 */
export function openCatalog(file: string, { busyTimeoutMs, create = true }: CatalogOptions): Catalog {
  try {
    if (create) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite reports an unwritable folder only as "unable to open database file".
    accessSync(dirname(file), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    const catalog = new Database(file, { timeout: OPENING_BUSY_TIMEOUT_MS, fileMustExist: !create });
    try {
      // Private even in an open folder: paths and dates of a photo library. SQLite gives -wal and -shm the same mode.
      if (!catalog.memory && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
      // Pages of 16 KB read the vectors about twice as fast as SQLite's 4 KB; fixed at creation.
      catalog.pragma('page_size = 16384');
      catalog.pragma('journal_mode = WAL');
      catalog.pragma('synchronous = NORMAL');
      catalog.pragma('foreign_keys = ON');
      catalog.pragma('journal_size_limit = 67108864');
      migrate(catalog, file);
      catalog.pragma(`busy_timeout = ${busyTimeoutMs}`);
    } catch (error) {
      catalog.close();
      throw error;
    }
    return catalog;
  } catch (error) {
    throw catalogError(error, file);
  }
}

/** Name the file itself, whatever its path; undefined if there is none. A catalog that was made anew has another name. */
export function catalogIdentity(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

/** Decide whether an error means that another process holds the lock. */
function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Decide whether an error means that the file is not an intact SQLite database. */
export function isCorrupt(error: unknown): error is Error {
  return error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}

/**
 * Run a short access on a door's connection. While another process holds the lock, try again for up to 30 seconds,
 * without blocking the event loop.
 */
export async function retryWhileBusy<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = performance.now() + WRITER_BUSY_TIMEOUT_MS;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Turn the error of a catalog access into one for people. Return all other errors unchanged. */
export function catalogError(error: unknown, file: string): unknown {
  if (error instanceof PicsiftError) return error;
  const unusable = nativeModuleError(error);
  if (unusable !== undefined) return unusable;
  const code = error instanceof Database.SqliteError ? error.code : systemCode(error);
  const because = { cause: error };
  if (code === undefined) return error;
  if (isCorrupt(error)) {
    const text =
      `The catalog ${file} is damaged. Move it and its -wal and -shm files aside. Then put a copy made by picsift ` +
      'export in its place, or index your photos again. Your photos are not affected.';
    return new PicsiftError('catalog-corrupt', text, because);
  }
  // SHMSIZE: there is no space for the index of the log, 32 KB.
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC') {
    const text = `The disk that holds ${dirname(file)} is full. Free some space and run picsift again. Everything indexed so far is kept.`;
    return new PicsiftError('disk-full', text, because);
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT)$/.test(code)
  ) {
    const text = `picsift cannot write to its data folder ${dirname(file)}. Make it writable, or choose another with PICSIFT_DATA_DIR.`;
    return new PicsiftError('catalog-readonly', text, because);
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new PicsiftError(
      'catalog-busy',
      'Another picsift keeps the catalog locked. Try again in a moment.',
      because,
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    const text = `The catalog ${file} cannot be read or written (${messageOf(error)}). Check its disk, then try again.`;
    return new PicsiftError('catalog-readonly', text, because);
  }
  return error;
}
