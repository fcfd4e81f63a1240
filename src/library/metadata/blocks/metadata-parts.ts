/**
 * Finds the parts of a file that hold metadata, in the containers that exifreader does not read in full: RAW, PNG,
 * JPEG XL, JPEG 2000, GIF and animated AVIF.
 */

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
  const files = rawMetadata(bytes).map((part) => ({ kind: 'file', bytes: withKnownBrand(part) }) as const);
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
const MAX_SEGMENTS = 200;

/** Photoshop divides resources of more than 64 KB between segments of a JPEG. exifreader reads only one of these. */
function photoshopParts(bytes: Buffer): Part[] {
  if (bytes.toString('latin1', 0, 3) !== '\xff\xd8\xff') return [];
  const found: Buffer[] = [];
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS && at + 4 <= bytes.length && bytes[at] === 0xff; count++) {
    const [marker, end] = [bytes[at + 1], at + 2 + bytes.readUInt16BE(at + 2)];
    if (marker === 0xda) break;
    const content = bytes.subarray(at + 4, end);
    if (marker === 0xed && content.toString('latin1', 0, PHOTOSHOP.length) === PHOTOSHOP) found.push(content);
    at = end;
  }
  return found.length < 2 ? [] : found.flatMap((content) => segmentPart(0xed, content));
}
