/**
 * Finds the parts of a file that hold metadata, in the containers that exifreader does not read in full: RAW, PNG,
 * JPEG XL, JPEG 2000, GIF and animated AVIF.
 */

import { isJpeg, MARKER, segmentsOf, withoutScans } from '../../decode/formats/jpeg/segments.ts';
import { rawMetadata } from '../../decode/formats/raw.ts';
import { boxParts } from './box-parts.ts';
import { type Part, segmentPart } from './part.ts';
import { isPng, pngParts } from './png-parts.ts';

/**
 * List the parts of a photo, the more important first.
 * @param bytes of a photo of any format.
 * @param texts names of the PNG texts that are wanted.
 */
export function metadataParts(bytes: Buffer, texts: readonly string[]): Part[] {
  if (isPng(bytes)) return pngParts(bytes, texts);
  const files = rawMetadata(bytes).map(
    (part) => ({ kind: 'file', bytes: withKnownBrand(withoutScans(part)) }) as const,
  );
  return [...files, ...boxParts(bytes), ...gifParts(bytes), ...photoshopParts(bytes)];
}

/** The main brands by which exifreader recognises HEIF and AVIF. */
const KNOWN_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs', 'mif1', 'avif'];

/** Files of other brands (animations: `avis`, `msf1`) store metadata in the same way. */
function withKnownBrand(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 4, 8) !== 'ftyp' || KNOWN_BRANDS.includes(bytes.toString('latin1', 8, 12))) return bytes;
  const copy = Buffer.from(bytes);
  copy.write('mif1', 8, 'latin1');
  return copy;
}

/** GIF stores XMP in an application extension (XMP specification part 3, 1.1.2): its name, the packet, a trailer. */
const GIF_XMP = Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1');
/** The trailer leads readers that know nothing of XMP to its end. UTF-8 has no such bytes. */
const GIF_TRAILER = Buffer.from([1, 255, 254]);

function gifParts(bytes: Buffer): Part[] {
  if (bytes.toString('latin1', 0, 3) !== 'GIF') return [];
  const at = bytes.indexOf(GIF_XMP);
  const end = bytes.indexOf(GIF_TRAILER, at);
  return at === -1 || end === -1 ? [] : [{ kind: 'xmp', bytes: bytes.subarray(at + GIF_XMP.length, end) }];
}

const PHOTOSHOP = 'Photoshop 3.0\0';

/** Photoshop divides resources of more than 64 KB between segments of a JPEG. exifreader reads only one of these. */
function photoshopParts(bytes: Buffer): Part[] {
  if (!isJpeg(bytes)) return [];
  const found = [...segmentsOf(bytes)]
    .filter(({ marker }) => marker === MARKER.photoshop)
    .map(({ from, end }) => bytes.subarray(from, end))
    .filter((content) => content.toString('latin1', 0, PHOTOSHOP.length) === PHOTOSHOP);
  return found.length < 2 ? [] : found.flatMap((content) => segmentPart(MARKER.photoshop, content));
}
