/**
 * The photo table on disk, so that a new process does not have to read a million rows of SQL. If the file is missing,
 * outdated or damaged, the table is read from the catalog, which is the source of truth.
 */

import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { derivedStamp, setDerivedStamp } from '../catalog/derived.ts';
import { currentRevision } from '../catalog/facts.ts';
import type { Catalog } from '../catalog/open.ts';
import { writeWhole } from '../library/files/replace-file.ts';
import { COLUMN_LAYOUT, COLUMN_NAMES, columnBytes, eachTextColumn, newColumns, type OfTextColumns } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { PhotoTable } from './photo-table.ts';

/** Increase it when the file's structure or the meaning of a column changes. Added columns need no increase. */
const FORMAT = 3;
/** Name of the stamp. A picsift with another format or other columns does not find it, and writes the file again. */
const NAME = `photos ${FORMAT} ${crc32(COLUMN_LAYOUT).toString(16)}`;
/** Fewer changes than this are faster to read from the catalog than to write to the file. */
const WRITE_AFTER = 4_096;

interface Header {
  /** See `derived` in the catalog. */
  readonly stamp: string;
  readonly revision: number;
  readonly count: number;
  readonly dictionaries: OfTextColumns<readonly string[]>;
  /** CRC-32 of the columns. */
  readonly checksum: number;
}

/** Return the path of the photo table's file. @param derivedDir see derived-folder.ts. */
export function photoTableFile(derivedDir: string): string {
  return join(derivedDir, 'photos.bin');
}

/** Read the table from the file, or create an empty one. `refresh` brings it up to date. */
export function readPhotoTable(catalog: Catalog, file: string): PhotoTable {
  const stamp = derivedStamp(catalog, NAME);
  if (stamp === undefined) return new PhotoTable();
  try {
    const descriptor = openSync(file, 'r');
    try {
      return parse(descriptor, stamp) ?? new PhotoTable();
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return new PhotoTable();
  }
}

/**
 * Write the table to the file if there are many changes since the last time. For the process that holds the writer
 * lease.
 * @param writeAfter number of changes after which to write.
 */
export async function updatePhotoTable(catalog: Catalog, file: string, writeAfter = WRITE_AFTER): Promise<void> {
  const written = Number(derivedStamp(catalog, NAME)?.split(' ')[0] ?? 0);
  if (Math.abs(currentRevision(catalog) - written) < writeAfter) return;
  const table = readPhotoTable(catalog, file).refresh(catalog);
  const stamp = `${table.revision} ${randomUUID()}`;
  await writeWhole(file, serialise(table, stamp));
  // Last, because readers ignore a file whose stamp is not in the catalog.
  setDerivedStamp(catalog, NAME, stamp);
}

/** Return the parts of the file: length of the header (32 bits, little-endian), the header as JSON, the columns. */
function serialise(table: PhotoTable, stamp: string): Uint8Array[] {
  const { revision, count, columns, dictionaries } = table;
  const bytes = COLUMN_NAMES.map((name) => columnBytes(columns, name, count));
  const header: Header = {
    stamp,
    revision,
    count,
    dictionaries: eachTextColumn((name) => dictionaries[name].all),
    checksum: checksumOf(bytes),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return [length, json, ...bytes];
}

function parse(descriptor: number, stamp: string): PhotoTable | undefined {
  const headerBytes = fill(descriptor, Buffer.alloc(4)).readUInt32LE();
  if (headerBytes > fstatSync(descriptor).size) return undefined;
  const header = JSON.parse(fill(descriptor, Buffer.alloc(headerBytes)).toString()) as Header;
  const { revision, count, dictionaries } = header;
  if (header.stamp !== stamp) return undefined;
  // Read directly into the columns, because a second copy of a million rows takes much memory.
  const columns = newColumns(count);
  const bytes = COLUMN_NAMES.map((name) => fill(descriptor, columnBytes(columns, name, count)));
  if (checksumOf(bytes) !== header.checksum) return undefined;
  return new PhotoTable({
    revision,
    count,
    columns,
    dictionaries: eachTextColumn((name) => new Dictionary(dictionaries[name])),
  });
}

/** Fill `bytes` from the current position of the file. @throws Error when the file ends too early. */
function fill<T extends Uint8Array>(descriptor: number, bytes: T): T {
  if (readSync(descriptor, bytes) !== bytes.length) throw new Error('the file is too short');
  return bytes;
}

function checksumOf(columns: readonly Uint8Array[]): number {
  return columns.reduce((sum, column) => crc32(column, sum), 0);
}
