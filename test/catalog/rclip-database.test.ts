/** Reads databases with each schema of rclip, and never writes to them. */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openRclip } from '../../src/catalog/rclip-database.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_SHELL } from '../support/platform/capabilities.ts';
import { writeRclip } from '../support/rclip.ts';

const VECTOR = Buffer.from(Float32Array.of(0.6, 0.8).buffer);
const ROWS = ['/a/1.jpg', '/a/2.jpg', '/a/3.jpg'].map((filepath) => ({
  filepath,
  vector: VECTOR,
  modifiedAt: 1.5,
  size: 7,
}));

function written(version = 4): string {
  const file = join(temporaryFolder(), 'db.sqlite3');
  writeRclip(file, [...ROWS, { ...ROWS[0]!, filepath: '/a/deleted.jpg', deleted: 1 }], version);
  return file;
}

/** The paths in the database; checks that nothing near it has changed. */
function pathsIn(file: string): string[] {
  const state = () => readdirSync(dirname(file)).map((name) => [name, readFileSync(join(dirname(file), name), 'hex')]);
  const before = state();
  const database = openRclip(file, temporaryFolder());
  try {
    const rows = [...database.rows()];
    expect(rows.map((row) => database.vectorOf(row))).toEqual(rows.map(() => VECTOR));
    return rows.map(({ path }) => Buffer.from(path).toString('latin1'));
  } finally {
    database.close();
    expect(state()).toEqual(before);
  }
}

it.each([1, 2, 3, 4])('reads version %i', (version) => {
  expect(pathsIn(written(version))).toEqual(['/a/1.jpg', '/a/2.jpg', '/a/3.jpg']);
});

it('reads a database with a write-ahead log, also where it may not write', () => {
  const file = written();
  const other = new Database(file);
  other.pragma('journal_mode = WAL');
  other.pragma('wal_autocheckpoint = 0');
  other.prepare('UPDATE images SET deleted = 1 WHERE id = 1').run();
  // As a killed program leaves it: with the log.
  const copy = join(temporaryFolder(), 'db.sqlite3');
  for (const part of ['', '-wal']) cpSync(file + part, copy + part);
  other.close();
  chmodSync(dirname(copy), 0o500);
  expect(pathsIn(copy)).toEqual(['/a/2.jpg', '/a/3.jpg']);
  chmodSync(dirname(copy), 0o700);
});

it('rolls back what a killed rclip has left half-written, in a copy', () => {
  const file = written();
  const other = new Database(file);
  other.pragma('cache_size = 1');
  other.exec('BEGIN; UPDATE images SET deleted = 1');
  other.exec(`INSERT INTO images (filepath, modified_at, size, vector)
              WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
              SELECT '/b/' || i, 1, 1, zeroblob(2048) FROM n`);
  const copy = join(temporaryFolder(), 'db.sqlite3');
  for (const part of ['', '-journal']) cpSync(file + part, copy + part);
  other.exec('ROLLBACK');
  other.close();
  expect(pathsIn(copy)).toEqual(['/a/1.jpg', '/a/2.jpg', '/a/3.jpg']);
});

it('keeps names that are not UTF-8', () => {
  const file = join(temporaryFolder(), 'db.sqlite3');
  writeRclip(file, [{ ...ROWS[0]!, filepath: Buffer.from('/a/caf\xe9.jpg', 'latin1') }]);
  expect(pathsIn(file)).toEqual(['/a/caf\xe9.jpg']);
});

it('leaves no copy behind when it is killed', () => {
  const file = written();
  const other = new Database(file);
  other.pragma('journal_mode = WAL');
  const scratch = temporaryFolder();
  const database = openRclip(file, scratch);
  if (process.platform !== 'win32') expect(readdirSync(scratch)).toEqual([]);
  expect([...database.rows()]).toHaveLength(3);
  database.close();
  other.close();
  expect(readdirSync(scratch)).toEqual([]);
});

it('passes over rows without a path', () => {
  const file = join(temporaryFolder(), 'db.sqlite3');
  const columns = 'id INTEGER PRIMARY KEY, deleted, filepath, modified_at, size, vector';
  const other = new Database(file).exec(`CREATE TABLE images (${columns})`);
  other
    .prepare("INSERT INTO images VALUES (1, NULL, NULL, 1, 1, ?), (2, NULL, '/a/1.jpg', 1, 1, ?)")
    .run(VECTOR, VECTOR);
  other.close();
  expect(pathsIn(file)).toEqual(['/a/1.jpg']);
});

it('says in one sentence what is wrong with another file', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'db.sqlite3');
  const opening = (what: string) => () => {
    const database = openRclip(what, folder);
    return [...database.rows()].map(database.vectorOf);
  };
  expect(opening(file)).toThrow('There is no index of rclip at');
  expect(opening(folder)).toThrow('is not an index of rclip');
  writeFileSync(file, 'not a database, but some text that is long enough');
  expect(opening(file)).toThrow('is not an index of rclip');
  writeFileSync(file, '');
  expect(opening(file)).toThrow('is not an index of rclip');
  const other = join(folder, 'other.sqlite3');
  new Database(other).exec('CREATE TABLE images (id, path)').close();
  expect(opening(other)).toThrow('is not an index of rclip');
  if (HAS_SHELL) {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    expect(opening(pipe)).toThrow('is not an index of rclip');
  }
  const damaged = written();
  const bytes = readFileSync(damaged);
  writeFileSync(damaged, bytes.fill(0x55, 5000));
  expect(opening(damaged)).toThrow('is damaged');
});

it('waits for a moment while rclip writes, and then says so', () => {
  const file = written();
  const rclip = new Database(file);
  rclip.exec('BEGIN EXCLUSIVE');
  expect(() => openRclip(file, temporaryFolder(), { busyTimeoutMs: 20 })).toThrow('rclip is writing to');
  rclip.close();
});
