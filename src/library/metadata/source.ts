/** Where a fact is read from: a group of fields, the names of the fields, and what parses their values. */

import { wideText } from './blocks/read-text.ts';
import type { ExifValue, Tags } from './blocks/tags.ts';
import type { XmpValue } from './blocks/xmp.ts';

/** XMP is read in the same way from a photo and from a sidecar. */
type Group = 'Exif' | 'XMP' | 'IPTC' | 'PNG';

export interface Source<T> {
  readonly group: Group;
  /** Fields that are read together. XMP names have the usual prefix; a file may use another one. */
  readonly names: readonly string[];
  /** null: the fields are missing, or their values are invalid. */
  readonly read: (tags: Tags) => T | null;
}

/** Parses the values of the fields of a source, in the order of their names. A missing value is null. */
type Parse<V, T> = (...values: (V | null)[]) => T | null;

/** Values of Exif as texts. @param names of fields, joined by " + ". */
export function exif<T>(names: string, parse: Parse<string, T>): Source<T> {
  return source('Exif', names, (tags, name) => textOf(tags.exif.get(name)), parse);
}

/** Values of Exif as they are: coordinates are numbers. */
export function exifValues<T>(names: string, parse: Parse<ExifValue, T>): Source<T> {
  return source('Exif', names, (tags, name) => tags.exif.get(name) ?? null, parse);
}

/** Values of Exif in UTF-16, as Windows writes them. */
export function exifWide<T>(names: string, parse: Parse<string, T>): Source<T> {
  return source('Exif', names, (tags, name) => wideTextOf(tags.exif.get(name)), parse);
}

/** Values of XMP as texts; of a list the first entry. */
export function xmp<T>(names: string, parse: Parse<string, T>): Source<T> {
  return source('XMP', names, (tags, name) => textsOf(tags.xmp.get(name))[0] ?? null, parse);
}

/** A value of XMP as a list of texts. */
export function xmpList<T>(name: string, parse: (texts: readonly string[]) => T): Source<T> {
  return source(
    'XMP',
    name,
    (tags) => tags.xmp.get(name) ?? null,
    (value) => (value === null ? null : parse(textsOf(value))),
  );
}

/** A value of XMP that is a structure. */
export function xmpTree<T>(name: string, parse: (structure: XmpValue) => T): Source<T> {
  return source(
    'XMP',
    name,
    (tags) => tags.xmp.get(name) ?? null,
    (value) => (value === null ? null : parse(value)),
  );
}

/** Values of IPTC as texts. */
export function iptc<T>(names: string, parse: Parse<string, T>): Source<T> {
  return source('IPTC', names, (tags, name) => tags.iptc.get(name)?.[0] ?? null, parse);
}

/** A repeated value of IPTC. */
export function iptcList<T>(name: string, parse: (texts: readonly string[]) => T): Source<T> {
  return source(
    'IPTC',
    name,
    (tags) => tags.iptc.get(name) ?? null,
    (texts) => texts && parse(texts),
  );
}

/** A text of a PNG. */
export function png<T>(name: string, parse: (text: string | null) => T | null): Source<T> {
  return source('PNG', name, (tags) => tags.png.get(name) ?? null, parse);
}

function source<V, T>(
  group: Group,
  names: string,
  valueIn: (tags: Tags, name: string) => V | null,
  parse: Parse<V, T>,
): Source<T> {
  const list = names.split(' + ');
  return { group, names: list, read: (tags) => parse(...list.map((name) => valueIn(tags, name))) };
}

function textOf(value: ExifValue | undefined): string | null {
  if (typeof value === 'string' || value === undefined) return value ?? null;
  return value.length === 1 ? String(value[0]) : null;
}

function wideTextOf(value: ExifValue | undefined): string | null {
  return typeof value === 'string' || value === undefined ? (value ?? null) : wideText(value);
}

function textsOf(value: XmpValue | undefined): string[] {
  return [value].flat().filter((item) => typeof item === 'string');
}
