/** What ExifTool says of files, and its values in the forms of picsift. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { exiftoolPath } from 'exiftool-vendored';
import type { Facts } from '../../../src/library/metadata/fields.ts';

type Tags = Readonly<Record<string, unknown>>;

/** Read files with one process of the ExifTool that picsift ships. @returns the tags of each file, in this order. */
export async function exifToolTags(files: readonly string[]): Promise<Tags[]> {
  const args = ['-json', '-G1', '-a', '-n', ...files];
  const { stdout } = await promisify(execFile)(await exiftoolPath(), args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Tags[];
}

type Values = readonly unknown[];

const text = ([value]: Values) => String(value);
const list = (values: Values) => values.flat();

/** Bring the values of ExifTool's tags into the form of a fact. docs/formats.md describes it. */
export const NORMALISED: { readonly [Fact in keyof Facts]: (values: Values) => unknown } = {
  takenAt: date,
  place: ([latitude, longitude]) => ({ latitude, longitude }),
  placeName: (values) => values.join(', '),
  camera: (values) => values.join(' '),
  lens: text,
  rating: ([value]) => value,
  keywords: list,
  title: text,
  description: text,
  people: list,
  label: text,
};

/** "2019:06:01 18:30:00" and "+02:00", or "2019:06:01" and "18:30:00+02:00". */
function date(values: Values): string {
  const [, day = '', clock = '', zone = ''] =
    /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ?(\S*)$/.exec(values.join(' ')) ?? [];
  return day === '' ? values.join(' ') : `${day.replaceAll(':', '-')}T${clock}${zone}`;
}
