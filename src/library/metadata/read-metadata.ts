/**
 * Reads metadata from a photo or a sidecar: finds its parts, reads their tags, and takes the facts from the table of
 * fields. Damaged metadata is treated as not known: the photo is indexed without it.
 */

import { metadataParts } from './blocks/metadata-parts.ts';
import type { Part } from './blocks/part.ts';
import { xmlText } from './blocks/read-text.ts';
import { NO_TAGS, type Tags, tagsOfFile, tagsOfXmp } from './blocks/tags.ts';
import { type Facts, factsIn, fieldNames } from './fields.ts';
import { NOTHING_KNOWN, type PhotoMetadata } from './photo-metadata.ts';

const [EXIF, IPTC, TEXTS] = [fieldNames('Exif'), fieldNames('IPTC'), fieldNames('PNG')];

/**
 * Read the metadata of a photo.
 * @param bytes of a photo of any format.
 */
export function readMetadata(bytes: Buffer): PhotoMetadata {
  return metadataOf(() => readFacts(bytes));
}

/**
 * Read the metadata of an XMP sidecar.
 * @param xml in UTF-8 or UTF-16.
 */
export function readXmp(xml: Buffer): PhotoMetadata {
  return metadataOf(() => readXmpFacts(xml));
}

/**
 * Read everything that a photo states. It may throw when metadata is damaged.
 * @internal
 */
export function readFacts(bytes: Buffer): Facts {
  return factsIn(metadataParts(bytes, TEXTS).map(tagsOf));
}

/**
 * Like `readFacts`, for a sidecar.
 * @internal
 */
export function readXmpFacts(xml: Buffer): Facts {
  return factsIn([tagsOfXmp(xmlText(xml))]);
}

function tagsOf(part: Part): Tags {
  switch (part.kind) {
    case 'file':
      return tagsOfFile(part.bytes, EXIF, IPTC);
    case 'xmp':
      return tagsOfXmp(xmlText(part.bytes));
    case 'texts':
      return { ...NO_TAGS, png: part.texts };
  }
}

function metadataOf(read: () => Facts): PhotoMetadata {
  try {
    const { place, ...facts } = read();
    const { latitude, longitude } = place ?? { latitude: null, longitude: null };
    return { ...facts, latitude, longitude };
  } catch {
    return NOTHING_KNOWN;
  }
}
