/**
 * The file of a tokenizer's table: a checksum, the length of the header, the header as JSON, and the columns. Numbers
 * have the machine's byte order, because the file stays on the machine that made it.
 */

import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/** In the file's order: the widest numbers first, so that each column is aligned. */
const COLUMNS = {
  /** Unigram: the score of each id. */
  scores: Float64Array,
  /** The id of each piece. */
  ids: Uint32Array,
  /** The hash table of the pieces: their places plus 1; 0 is an empty slot. The number of slots is a power of two. */
  slots: Uint32Array,
  /** Where each piece begins in `units`, and where the last one ends. */
  starts: Uint32Array,
  /** BPE: where the merges of each piece (the left half) begin in the next two, and where the last ones end. */
  mergeStarts: Uint32Array,
  mergeRights: Uint32Array,
  mergeRanks: Uint32Array,
  /** All pieces in UTF-16, which is exact for every string of JavaScript. */
  units: Uint16Array,
} as const;

type ColumnName = keyof typeof COLUMNS;

export type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };

const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

/** Checksum and length of the header. */
const PREAMBLE = 8;
const ALIGNMENT = 8;

export interface Table<Header> {
  readonly header: Header;
  readonly columns: Columns;
}

/** Write a table. Readers see the whole file or none. */
export function writeTable<Header>(file: string, { header, columns }: Table<Header>): void {
  const lengths = COLUMN_NAMES.map((name) => columns[name].length);
  const json = Buffer.from(JSON.stringify({ lengths, header }));
  const padding = Buffer.alloc(-json.length & (ALIGNMENT - 1), ' ');
  const content = Buffer.concat([
    bytesOf(Uint32Array.of(json.length + padding.length)),
    json,
    padding,
    ...COLUMN_NAMES.map((name) => bytesOf(columns[name])),
  ]);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, Buffer.concat([bytesOf(Uint32Array.of(crc32(content))), content]), { mode: 0o600 });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Read a table. @throws Error if the file is missing or damaged. */
export function readTable<Header>(file: string): Table<Header> {
  const bytes = readAll(file);
  const [checksum, headerLength] = new Uint32Array(bytes.buffer, 0, 2) as unknown as [number, number];
  if (crc32(bytes.subarray(4)) !== checksum) throw new Error('the checksum is wrong');
  let offset = PREAMBLE + headerLength;
  const text = Buffer.from(bytes.buffer, PREAMBLE, headerLength).toString();
  const { lengths, header } = JSON.parse(text) as { lengths: number[]; header: Header };
  const columns = COLUMN_NAMES.map((name, i) => {
    const column = new COLUMNS[name](bytes.buffer, offset, lengths[i]);
    offset += column.byteLength;
    return [name, column];
  });
  return { header, columns: Object.fromEntries(columns) as unknown as Columns };
}

function readAll(file: string): Uint8Array<ArrayBuffer> {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(descriptor).size);
    if (bytes.length < PREAMBLE || readSync(descriptor, bytes) !== bytes.length) throw new Error('it is too short');
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Columns[ColumnName]): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
