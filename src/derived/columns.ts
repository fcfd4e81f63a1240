/** Columns of numbers with one row for each photo. */

import { KINDS_VERSION } from '../library/kinds/kind-of.ts';

/** Columns whose numbers represent texts: see dictionary.ts. */
const TEXT_COLUMN_TYPES = {
  folder: Uint32Array,
  camera: Uint32Array,
  lens: Uint32Array,
  /** What a photo program calls the place. */
  placeName: Uint32Array,
  label: Uint16Array,
  /** Extension of the file's name, in lower case, with the dot. */
  extension: Uint16Array,
} as const;

/** One value for each row. An unknown value is 0; an unknown text is the number of ''; an unknown coordinate is NaN. */
const COLUMN_TYPES = {
  /** Photo id. */
  id: Uint32Array,
  content: Uint32Array,
  ...TEXT_COLUMN_TYPES,
  /** Local day: 20190601. */
  takenOn: Uint32Array,
  /** Second of the local day. */
  takenSecond: Uint32Array,
  /** Size of the file, in bytes. */
  size: Float64Array,
  /** Degrees. */
  latitude: Float32Array,
  longitude: Float32Array,
  /** -1 to 5. */
  rating: Int8Array,
  orientation: Uint8Array,
  /** Index in PHOTO_KINDS: screenshot, document and so on. */
  kind: Uint8Array,
  presence: Uint8Array,
  /** 1: the file name begins with a dot. */
  hidden: Uint8Array,
} as const;

type ColumnName = keyof typeof COLUMN_TYPES;
export type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMN_TYPES)[Name]> };

export const COLUMN_NAMES = Object.keys(COLUMN_TYPES) as readonly ColumnName[];

export type TextColumn = keyof typeof TEXT_COLUMN_TYPES;
const TEXT_COLUMNS = Object.keys(TEXT_COLUMN_TYPES) as readonly TextColumn[];
export type OfTextColumns<T> = Readonly<Record<TextColumn, T>>;

/** Identifies the columns in a file, because another version of picsift may have other columns. */
export const COLUMN_LAYOUT = [
  `kinds ${KINDS_VERSION}`,
  ...COLUMN_NAMES.map((name) => `${name} ${COLUMN_TYPES[name].name}`),
  ...TEXT_COLUMNS,
].join();

export function newColumns(rows: number): Columns {
  return eachColumn((name) => new COLUMN_TYPES[name](rows));
}

/** Copy the columns into larger ones, with room for at least this many rows. */
export function growColumns(columns: Columns, rows: number): Columns {
  const grown = newColumns(Math.max(rows, Math.ceil(columns.id.length * 1.5), 1_024));
  for (const name of COLUMN_NAMES) grown[name].set(columns[name]);
  return grown;
}

/** Return a view of the first rows of a column as bytes, for reading and writing. */
export function columnBytes(columns: Columns, name: ColumnName, rows: number): Uint8Array {
  const { buffer, byteOffset, BYTES_PER_ELEMENT } = columns[name];
  return new Uint8Array(buffer, byteOffset, rows * BYTES_PER_ELEMENT);
}

function eachColumn(make: (name: ColumnName) => Columns[ColumnName]): Columns {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, make(name)])) as unknown as Columns;
}

export function eachTextColumn<T>(make: (name: TextColumn) => T): OfTextColumns<T> {
  return Object.fromEntries(TEXT_COLUMNS.map((name) => [name, make(name)])) as OfTextColumns<T>;
}
