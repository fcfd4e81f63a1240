/** Reads the raw tags of a file or an XMP packet with exifreader, and gives all of them in one simple form. */

import exifReader, { type IncludeTagsOptions } from 'exifreader';
import { iptcCharset } from './read-text.ts';

/** Text, or numbers: bytes, integers, or fractions as quotients (0/0 is NaN). */
export type ExifValue = string | readonly number[];

/** The tags of one part of a photo. They are not trusted: any name and value may occur. */
export interface Tags {
  readonly exif: ReadonlyMap<string, ExifValue>;
  /** By name without prefix. A value is a text, a structure (an object), or a list of both. */
  readonly xmp: ReadonlyMap<string, unknown>;
  readonly iptc: ReadonlyMap<string, readonly string[]>;
  /** Texts of a PNG by keyword; "tIME" has the time of the chunk with this name. */
  readonly png: ReadonlyMap<string, string>;
}

export const NO_TAGS: Tags = { exif: new Map(), xmp: new Map(), iptc: new Map(), png: new Map() };

/** Longer packets are ignored. One with a long editing history has a few hundred kilobytes. Characters. */
const MAX_PACKET = 8 * 1024 * 1024;

/**
 * Read the tags of a JPEG, TIFF, WebP, HEIF or AVIF file.
 * @param exif @param iptc names of the tags that are wanted. exifreader skips the others: previews and maker notes.
 */
export function tagsOfFile(bytes: Buffer, exif: readonly string[], iptc: readonly string[]): Tags {
  const packets: string[] = [];
  // exifreader finds the packets; `tagsOfXmp` parses them, because it accepts more spellings and limits their length.
  const domParser = {
    parseFromString(xml: string): never {
      packets.push(xml);
      throw new Error('only collected');
    },
  };
  const includeTags: IncludeTagsOptions = { exif: [...exif], iptc: [...iptc, CHARACTER_SET], xmp: true };
  const tags = load(bytes, { includeTags, domParser });
  const charset = iptcCharset((tags.iptc as Record<string, Tag> | undefined)?.[CHARACTER_SET]?.value);
  return {
    exif: mapOf(tags.exif, exifValue),
    // A JPEG may have a second packet with long values (XMP specification part 3, 1.1.3.1). The first one counts.
    xmp: new Map(packets.toReversed().flatMap((packet) => [...tagsOfXmp(packet).xmp])),
    iptc: mapOf(tags.iptc, (tag) => iptcTexts(tag, charset)),
    png: NO_TAGS.png,
  };
}

/** Read the tags of an XMP packet, with or without the wrapper, which exifreader needs and this function adds. */
export function tagsOfXmp(xml: string): Tags {
  const packet = xml.length > MAX_PACKET ? undefined : normalPacket(xml);
  if (packet === undefined) return NO_TAGS;
  const { _raw, ...tags } = (load(Buffer.from(packet), { includeTags: { xmp: true } }).xmp ?? {}) as { _raw?: string };
  return { ...NO_TAGS, xmp: mapOf(tags, (tag) => unwrapped(tag, 0)) };
}

function load(
  bytes: Buffer,
  options: { readonly includeTags: IncludeTagsOptions; readonly domParser?: { parseFromString(xml: string): unknown } },
): Record<string, object> {
  try {
    // exifreader copies a Buffer before it reads its header; it does not copy an ArrayBuffer.
    const isAlone = bytes.length === bytes.buffer.byteLength;
    return exifReader.load(isAlone ? bytes.buffer : bytes, { expanded: true, ...options }) as Record<string, object>;
  } catch {
    return {};
  }
}

/** RDF may use any prefix. exifreader expects "rdf". */
const RDF_PREFIX = /xmlns:([\w.-]+)\s*=\s*["']http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#["']/;
const BEGIN = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>';

function normalPacket(xml: string): string | undefined {
  const prefix = RDF_PREFIX.exec(xml)?.[1] ?? 'rdf';
  const rdf = prefix === 'rdf' ? xml : xml.replaceAll(`${prefix}:`, 'rdf:').replaceAll(`xmlns:${prefix}`, 'xmlns:rdf');
  const start = ['<x:xmpmeta', '<rdf:RDF'].map((tag) => rdf.indexOf(tag)).find((at) => at !== -1);
  return start === undefined ? undefined : BEGIN + rdf.slice(start, end(rdf, start));
}

/** Other programs' data and zeros may follow the packet. */
function end(xml: string, start: number): number {
  const tag = xml.startsWith('<x:', start) ? '</x:xmpmeta>' : '</rdf:RDF>';
  const at = xml.lastIndexOf(tag);
  return at < start ? xml.length : at + tag.length;
}

/** A tag of exifreader. */
interface Tag {
  readonly value?: unknown;
  readonly description?: unknown;
}

function mapOf<T>(tags: object | undefined, convert: (tag: unknown, name: string) => T | undefined): Map<string, T> {
  const converted = Object.entries(tags ?? {}).map(([name, tag]) => [name, convert(tag, name)] as const);
  return new Map(converted.filter((entry): entry is readonly [string, T] => entry[1] !== undefined));
}

function exifValue(tag: unknown, name: string): ExifValue | undefined {
  const { value } = tag as Tag;
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) return undefined;
  // An Exif text may hold several, separated by zeros.
  if (value.every((item) => typeof item === 'string')) return value[0];
  // exifreader gives a single fraction as its two numbers.
  const isFraction = name.startsWith('GPS') && value.length === 2 && value.every((item) => typeof item === 'number');
  const items: unknown[] = isFraction ? [value] : value;
  return items.map((item) => (Array.isArray(item) ? Number(item[0]) / Number(item[1]) : Number(item)));
}

const CHARACTER_SET = 'Coded Character Set';

function iptcTexts(tag: unknown, charset: string | undefined): readonly string[] {
  return [tag].flat().map((one) => {
    const { value, description } = one as Tag;
    if (!Array.isArray(value)) return '';
    const bytes = Uint8Array.from(value.slice(0, 8192));
    // exifreader formats some values, dates among them, and knows no other character set than UTF-8 and Windows-1252.
    const isAscii = bytes.every((byte) => byte < 0x80);
    return isAscii || charset !== undefined ? new TextDecoder(charset).decode(bytes) : String(description);
  });
}

/** No structure that is read has more levels. */
const MAX_LEVELS = 10;

/** Remove exifreader's wrapping from a value. */
function unwrapped(tag: unknown, level: number): unknown {
  if (typeof tag !== 'object' || tag === null) return tag;
  if (level === MAX_LEVELS) return undefined;
  if (Array.isArray(tag)) return tag.map((item) => unwrapped(item, level + 1));
  if ('value' in tag && 'description' in tag) return unwrapped(tag.value, level + 1);
  return Object.fromEntries(Object.entries(tag).map(([name, item]) => [name, unwrapped(item, level + 1)]));
}
