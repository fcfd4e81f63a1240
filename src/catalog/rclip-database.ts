/**
 * Reads the index of rclip: SQLite with a table `images`, whose rows have a path, size, time and unit vector. Nothing is
 * written, no lock is kept between two reads, and a file that SQLite could only read by writing is copied first.
 *
 * Versions of rclip's schema: 1 (no version table), 2 (a flag more), 3 (the same tables, vectors of another model), 4 (a
 * hash of the file's beginning and end, which is not the hash that this catalog needs). All have the columns used here.
 */

import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf, PicsiftError, systemCode } from '../base/errors.ts';
import { safeText } from '../base/safe-text.ts';

/** A photo in rclip's index that rclip has not marked as deleted. */
export interface RclipRow {
  readonly id: number;
  /** The bytes of the path as rclip found it: not resolved, and perhaps not UTF-8. */
  readonly path: Uint8Array;
  readonly size: number;
  /** Seconds since 1970, as Python reads them: rounded to a double. */
  readonly modifiedAt: number;
}

export interface RclipDatabase {
  /** All rows, in the order of their ids. */
  rows(): Iterable<RclipRow>;
  /** The vector of a row, as it is stored; undefined if the row has changed since. */
  vectorOf(row: RclipRow): Buffer | undefined;
  close(): void;
}

const COLUMNS = ['id', 'deleted', 'filepath', 'modified_at', 'size', 'vector'];
/** Rows to read at a time. A longer read would keep rclip from writing. */
const PAGE = 2_000;
const BUSY_TIMEOUT_MS = 2_000;
const COPY_ATTEMPTS = 3;

/**
 * Open rclip's database.
 * @param scratch folder for a copy, if one is needed.
 * @param busyTimeoutMs how long to wait while rclip writes.
 * @throws PicsiftError `bad-usage` if the file is no index of rclip, `import-failed` if it cannot be read.
 */
export function openRclip(
  file: string,
  scratch: string,
  { busyTimeoutMs = BUSY_TIMEOUT_MS }: { readonly busyTimeoutMs?: number } = {},
): RclipDatabase {
  const { readable, remove } = needsCopy(file) ? copyOf(file, scratch) : { readable: file, remove: () => {} };
  let database: Database.Database | undefined;
  try {
    database = new Database(readable, { readonly: readable === file, fileMustExist: true, timeout: busyTimeoutMs });
    const opened = reader(database, file, remove);
    // SQLite keeps the files open. So nothing of the copy is left if this process is killed, except on Windows.
    if (process.platform !== 'win32') remove();
    return opened;
  } catch (error) {
    database?.close();
    remove();
    throw rclipError(error, file);
  }
}

function reader(database: Database.Database, file: string, remove: () => void): RclipDatabase {
  const columns = (database.pragma('table_info(images)') as { name: string }[]).map(({ name }) => name);
  if (!COLUMNS.every((column) => columns.includes(column))) throw notRclip(file);
  const page = database
    .prepare<[number, number], [number, Buffer, number, number]>(
      `SELECT id, CAST(filepath AS BLOB), modified_at, size FROM images
       WHERE id > ? AND coalesce(deleted, 0) = 0 AND filepath IS NOT NULL ORDER BY id LIMIT ?`,
    )
    .raw();
  const vector = database
    .prepare<[number, number, number], Buffer | string | number>(
      'SELECT vector FROM images WHERE id = ? AND size = ? AND modified_at = ? AND coalesce(deleted, 0) = 0',
    )
    .pluck();

  function* rows(): Generator<RclipRow> {
    let last = Number.MIN_SAFE_INTEGER;
    for (
      let found = guarded(() => page.all(last, PAGE));
      found.length > 0;
      found = guarded(() => page.all(last, PAGE))
    ) {
      for (const [id, path, modifiedAt, size] of found) yield { id, path, modifiedAt, size };
      last = found.at(-1)![0];
    }
  }

  function guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw rclipError(error, file);
    }
  }

  return {
    rows,
    vectorOf({ id, size, modifiedAt }) {
      const stored = guarded(() => vector.get(id, size, modifiedAt));
      return Buffer.isBuffer(stored) ? stored : undefined;
    },
    close() {
      database.close();
      remove();
    },
  };
}

/**
 * Decide whether SQLite would have to write to read the file: a write-ahead log has an index beside it, and a journal
 * that a killed program left must be rolled back. @throws PicsiftError `bad-usage`, `import-failed`.
 */
function needsCopy(file: string): boolean {
  const header = Buffer.alloc(20);
  try {
    // To open a pipe would wait for its writer.
    if (!statSync(file).isFile()) throw notRclip(file);
    const handle = openSync(file, 'r');
    try {
      readSync(handle, header, 0, header.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw rclipError(error, file);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw notRclip(file);
  const [writeVersion, readVersion] = header.subarray(18);
  return writeVersion === 2 || readVersion === 2 || existsSync(`${file}-journal`);
}

/** Copy the database with its log or journal; repeat it if a program writes to them meanwhile. */
function copyOf(file: string, scratch: string): { readonly readable: string; readonly remove: () => void } {
  const parts = ['', '-wal', '-journal'];
  const stamps = () => parts.map((part) => stampOf(file + part)).join();
  const folder = mkdtempSync(join(scratch, 'rclip-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (let attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
      const before = stamps();
      for (const part of parts) {
        rmSync(join(folder, `db${part}`), { force: true });
        if (existsSync(file + part)) copyFileSync(file + part, join(folder, `db${part}`));
      }
      if (stamps() === before) return { readable: join(folder, 'db'), remove };
    }
    throw busy(file);
  } catch (error) {
    remove();
    if (/^(ENOSPC|EDQUOT)$/.test(systemCode(error) ?? '')) throw noSpace(file, scratch, error);
    throw rclipError(error, file);
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${stats?.size} ${stats?.mtimeMs}`;
}

function notRclip(file: string): PicsiftError {
  return new PicsiftError('bad-usage', `${safeText(file)} is not an index of rclip. Give its db.sqlite3.`);
}

function noSpace(file: string, scratch: string, cause: unknown): PicsiftError {
  const text = `There is no space for a copy of rclip's index ${safeText(file)} on the disk of ${safeText(scratch)}. Free some, then try again.`;
  return new PicsiftError('disk-full', text, { cause });
}

function busy(file: string): PicsiftError {
  const text = `rclip is writing to ${safeText(file)}. Try again when it has finished.`;
  return new PicsiftError('import-failed', text);
}

function rclipError(error: unknown, file: string): unknown {
  if (error instanceof PicsiftError) return error;
  const shown = safeText(file);
  const code = error instanceof Database.SqliteError ? error.code : systemCode(error);
  if (code === undefined) return error;
  const because = { cause: error };
  if (code === 'ENOENT') return new PicsiftError('bad-usage', `There is no index of rclip at ${shown}.`, because);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return busy(file);
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    const text = `rclip's index ${shown} is damaged (${messageOf(error)}). Nothing is imported from there.`;
    return new PicsiftError('import-failed', text, because);
  }
  return new PicsiftError('import-failed', `rclip's index ${shown} cannot be read (${messageOf(error)}).`, because);
}
