/** Builds minimal files that state one fact in one field. */

import type { Facts } from '../../../src/library/metadata/fields.ts';
import { readFacts, readXmpFacts } from '../../../src/library/metadata/read-metadata.ts';
import { readTakeout, type TakeoutMetadata } from '../../../src/library/metadata/takeout.ts';
import {
  chunk,
  EMPTY_JPEG,
  type ExifEntry,
  exifBlock,
  IPTC_UTF8,
  iptcBlock,
  jpegWith,
  pngWith,
  wide,
} from '../photos/metadata.ts';

/** What is compared with ExifTool. */
export interface Input<Value> {
  /** Columns of the table in docs/formats.md. */
  readonly format: 'Exif' | 'XMP' | 'IPTC' | 'PNG' | 'XMP sidecar' | 'Google Takeout';
  /** Fields, as in fields.ts; those of Google Takeout by their names in JSON. */
  readonly names: string;
  readonly ending: 'jpg' | 'png' | 'xmp' | 'json';
  readonly bytes: Buffer;
  readonly read: (fact: keyof Facts) => unknown;
  /** What picsift must read. */
  readonly value: Value;
  /** Tags in which ExifTool shows it, with `-G1 -n`. */
  readonly tags: readonly string[];
  /** Why ExifTool's values differ. Absent if they are the same. */
  readonly difference?: string;
}

/** What picsift reads, in which tags ExifTool shows it, and why these differ. */
type Expected<T> = readonly [value: T, tags: string, difference?: string];

const read = (bytes: Buffer) => (fact: keyof Facts) => readFacts(bytes)[fact];

function input<T>(
  file: Pick<Input<T>, 'format' | 'names' | 'ending' | 'bytes' | 'read'>,
  [value, tags, difference]: Expected<T>,
): Input<T> {
  return { ...file, value, tags: tags.split(' + '), ...(difference === undefined ? {} : { difference }) };
}

type Entries = readonly ExifEntry[];

export function exif<T>(
  names: string,
  directories: { main?: Entries; exif?: Entries; gps?: Entries },
  ...expected: Expected<T>
) {
  const { main = [], exif = [], gps = [] } = directories;
  const bytes = jpegWith(EMPTY_JPEG, { exif: exifBlock(main, exif, gps) });
  return [input({ format: 'Exif', names, ending: 'jpg', bytes, read: read(bytes) }, expected)];
}

/** A text in UTF-16, as Windows writes it. */
export function windows<T>(names: string, tag: number, text: string, ...expected: Expected<T>) {
  return exif(names, { main: [[tag, wide(text)]] }, ...expected);
}

/** In a photo and as a sidecar. */
export function inXmp<T>(names: string, packet: Buffer, ...expected: Expected<T>) {
  const bytes = jpegWith(EMPTY_JPEG, { xmp: packet });
  return [
    input({ format: 'XMP', names, ending: 'jpg', bytes, read: read(bytes) }, expected),
    input(
      { format: 'XMP sidecar', names, ending: 'xmp', bytes: packet, read: (fact) => readXmpFacts(packet)[fact] },
      expected,
    ),
  ];
}

/** @param values number of the dataset, and its value. */
export function iptc<T>(names: string, values: readonly (readonly [number, string])[], ...expected: Expected<T>) {
  const block = iptcBlock([IPTC_UTF8, ...values.map(([set, value]) => [2, set, value] as const)]);
  const bytes = jpegWith(EMPTY_JPEG, { iptc: block });
  return [input({ format: 'IPTC', names, ending: 'jpg', bytes, read: read(bytes) }, expected)];
}

/** @param content the text; or the bytes of a chunk of this name. */
export function png<T>(names: string, content: string | Buffer, ...expected: Expected<T>) {
  const isText = typeof content === 'string';
  const bytes = pngWith(isText ? chunk('tEXt', `${names}\0${content}`) : chunk(names, content));
  return [input({ format: 'PNG', names, ending: 'png', bytes, read: read(bytes) }, expected)];
}

/** @param valueIn takes the fact from what picsift reads. */
export function takeout<T>(
  names: string,
  facts: object,
  valueIn: (read: TakeoutMetadata) => T,
  ...expected: Expected<T>
) {
  const bytes = Buffer.from(JSON.stringify({ title: 'a.jpg', ...facts }));
  return [
    input(
      { format: 'Google Takeout', names, ending: 'json', bytes, read: () => valueIn(readTakeout(bytes)) },
      expected,
    ),
  ];
}
