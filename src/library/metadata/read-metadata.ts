/**
 * Reads metadata (Exif, XMP and IPTC) from a photo or a sidecar. Damaged metadata is treated as not known: the photo
 * is indexed without it.
 */

import exifReader, { type ExpandedTags, type IncludeTagsOptions } from 'exifreader';
import { rawMetadata } from '../decode/formats/raw.ts';
import { MAX_CHARACTERS, NOTHING_KNOWN, overridden, type PhotoMetadata } from './photo-metadata.ts';

/** The reader skips everything else: previews and maker notes are large. */
const WANTED: IncludeTagsOptions = {
  exif: [
    'DateTimeOriginal',
    'OffsetTimeOriginal',
    'DateTimeDigitized',
    'OffsetTimeDigitized',
    'Make',
    'Model',
    'LensModel',
    'Rating',
  ],
  iptc: ['Keywords'],
  xmp: true,
  gps: true,
};
const MAX_KEYWORDS = 500;

/**
 * Read the metadata of a photo.
 * @param bytes of a photo of any format.
 */
export function readMetadata(bytes: Buffer): PhotoMetadata {
  try {
    // A RAW file may hold metadata in several places; for each field the first place that knows it wins.
    return rawMetadata(bytes).map(readPart).reduceRight(overridden, NOTHING_KNOWN);
  } catch {
    return NOTHING_KNOWN;
  }
}

/**
 * Read the metadata of an XMP sidecar.
 * @param xml of a sidecar, with or without the packet wrapper, which exifreader needs and this function adds.
 */
export function readXmp(xml: Buffer): PhotoMetadata {
  const start = ['<x:xmpmeta', '<rdf:RDF'].map((tag) => xml.indexOf(tag)).find((at) => at !== -1);
  if (start === undefined) return NOTHING_KNOWN;
  return readPart(
    Buffer.concat([Buffer.from('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'), xml.subarray(start)]),
  );
}

function readPart(bytes: Buffer): PhotoMetadata {
  let tags: ExpandedTags;
  try {
    // exifreader copies a Buffer before it reads its header; it does not copy an ArrayBuffer.
    const isAlone = bytes.length === bytes.buffer.byteLength;
    tags = exifReader.load(isAlone ? bytes.buffer : bytes, { expanded: true, includeTags: WANTED });
  } catch {
    return NOTHING_KNOWN;
  }
  const { exif, xmp, iptc, gps } = tags;
  const text = (tag: { readonly description?: unknown } | undefined) => tidy(tag?.description);
  const takenAt =
    isoTime(text(exif?.DateTimeOriginal), text(exif?.OffsetTimeOriginal)) ??
    isoTime(text(xmp?.DateTimeOriginal)) ??
    isoTime(text(xmp?.DateCreated)) ??
    isoTime(text(exif?.DateTimeDigitized), text(exif?.OffsetTimeDigitized)) ??
    isoTime(text(xmp?.CreateDate));
  return {
    takenAt,
    ...(place(gps?.Latitude, gps?.Longitude) ??
      place(degrees(text(xmp?.GPSLatitude)), degrees(text(xmp?.GPSLongitude))) ?? { latitude: null, longitude: null }),
    camera: cameraName(text(exif?.Make) ?? text(xmp?.Make), text(exif?.Model) ?? text(xmp?.Model)),
    lens: text(exif?.LensModel) ?? text(xmp?.LensModel) ?? text(xmp?.Lens),
    rating:
      stars(text(xmp?.Rating)) ?? stars(text((exif as Record<string, { description?: unknown }> | undefined)?.Rating)),
    keywords: [
      ...new Set([
        ...list(iptc?.Keywords),
        ...list(xmp?.subject),
        ...list(xmp?.hierarchicalSubject).flatMap((path) => path.split('|')),
        ...list(xmp?.TagsList).flatMap((path) => path.split('/')),
      ]),
    ]
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .slice(0, MAX_KEYWORDS),
  };
}

/** Return a value as readable text of bounded length, or null. Cameras pad texts with spaces and zeros. */
function tidy(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS)
    .normalize('NFC');
  return text === '' ? null : text;
}

/** List the entries of a tag that may hold one or several. */
function list(tag: unknown): string[] {
  if (tag === undefined || tag === null) return [];
  if (Array.isArray(tag)) return tag.flatMap(list);
  const { value, description } = tag as { readonly value?: unknown; readonly description?: unknown };
  // An XMP array holds tags; an IPTC value holds bytes.
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) return list(value);
  return [tidy(description)].filter((text) => text !== null);
}

/**
 * Convert a time of Exif or XMP to ISO 8601. Exif writes "2019:06:01 18:30:00" and, in a separate tag, "+02:00" (CIPA
 * DC-008, 4.6.5 and 4.6.6); XMP writes ISO 8601 and may omit the time.
 */
function isoTime(time: string | null, zone: string | null = null): string | null {
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(
    time ?? '',
  );
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '00', ownZone] = match;
  const date = `${year}-${month}-${day}`;
  const local = hour === undefined ? date : `${date}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(hour === undefined ? date : `${local}Z`))) return null;
  const offset = ownZone ?? zone ?? '';
  return hour !== undefined && /^(Z|[+-]\d\d:\d\d)$/.test(offset) ? local + offset : local;
}

/** Parse a coordinate of XMP in the form that exifreader returns: "52.5083N". */
function degrees(text: string | null): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([NSEW])$/.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) * (match[2] === 'S' || match[2] === 'W' ? -1 : 1);
}

function place(latitude: number | undefined, longitude: number | undefined) {
  if (latitude === undefined || longitude === undefined) return undefined;
  // GPS receivers that do not know their position write zeros.
  const isReal = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
  return isReal ? { latitude, longitude } : undefined;
}

function stars(text: string | null): number | null {
  const rating = Number(text ?? 0);
  return Number.isInteger(rating) && rating >= -1 && rating <= 5 && rating !== 0 ? rating : null;
}

/** "NIKON CORPORATION" and "NIKON D750" are one camera: "NIKON D750". */
function cameraName(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make;
  const brand = make.replace(
    /[ ,]+(corporation|corp|company|co|inc|ltd|imaging|optical|electric|electronics)\b.*$/i,
    '',
  );
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${brand} ${model}`;
}
