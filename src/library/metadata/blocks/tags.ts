/** Reads the raw tags of a file (with exifreader) or of an XMP packet, and gives all of them in one simple form. */

import exifReader, { type IncludeTagsOptions } from 'exifreader';
import { iptcCharset, xmlText } from './read-text.ts';
import { type XmpProperties, xmpProperties } from './xmp.ts';

/** Text, or numbers: bytes, integers, or fractions as quotients (0/0 is NaN). */
export type ExifValue = string | readonly number[];

/** The tags of one part of a photo. They are not trusted: any name and value may occur. */
export interface Tags {
  readonly exif: ReadonlyMap<string, ExifValue>;
  readonly xmp: XmpProperties;
  readonly iptc: ReadonlyMap<string, readonly string[]>;
  /** Texts of a PNG by keyword; "tIME" has the time of the chunk with this name. */
  readonly png: ReadonlyMap<string, string>;
}

export const NO_TAGS: Tags = { exif: new Map(), xmp: new Map(), iptc: new Map(), png: new Map() };

/**
 * Read the tags of a JPEG, TIFF, WebP, HEIF or AVIF file.
 * @param exif @param iptc names of the tags that are wanted. exifreader skips the others: previews and maker notes.
 */
export function tagsOfFile(bytes: Buffer, exif: readonly string[], iptc: readonly string[]): Tags {
  const packets: string[] = [];
  // exifreader finds the packets. Its parser is strict: a comment in a packet makes it lose all properties.
  const domParser = {
    parseFromString(xml: string): never {
      // UTF-16 arrives here as its bytes.
      packets.push(xml.slice(0, 100).includes('\0') ? xmlText(Buffer.from(xml, 'latin1')) : xml);
      throw new Error('only collected');
    },
  };
  const base = { exif: [...exif], iptc: [...iptc, CHARACTER_SET] };
  const includeTags: IncludeTagsOptions = hasTooManyPackets(bytes) ? base : { ...base, xmp: true };
  const tags = load(bytes, { includeTags, domParser });
  const charset = iptcCharset((tags.iptc as Record<string, Tag> | undefined)?.[CHARACTER_SET]?.value);
  return {
    exif: mapOf(tags.exif, exifValue),
    // A JPEG may have a second packet with long values (XMP specification part 3, 1.1.3.1). The first one counts.
    xmp: new Map(packets.toReversed().flatMap((packet) => [...xmpProperties(packet)])),
    iptc: mapOf(tags.iptc, (tag) => iptcTexts(tag, charset)),
    png: NO_TAGS.png,
  };
}

/** Read the tags of an XMP packet. */
export function tagsOfXmp(packet: string): Tags {
  return { ...NO_TAGS, xmp: xmpProperties(packet) };
}

/**
 * exifreader reads the rest of a line for each end of a packet that it finds there. This many bytes take a second or two;
 * the largest file may have seven packets.
 */
const MAX_WORK = 2e9;
const PACKET_END = Buffer.from('<?xpacket end=');

function hasTooManyPackets(bytes: Buffer): boolean {
  let count = 0;
  for (let at = bytes.indexOf(PACKET_END); at !== -1; at = bytes.indexOf(PACKET_END, at + PACKET_END.length)) {
    if (++count * bytes.length > MAX_WORK) return true;
  }
  return false;
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
