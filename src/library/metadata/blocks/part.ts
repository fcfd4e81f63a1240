/** The pieces of metadata in a file. */

export type Part =
  /** A file that exifreader reads: JPEG, TIFF (also as a block of Exif in other files), WebP, HEIF, AVIF. */
  | { readonly kind: 'file'; readonly bytes: Buffer }
  /** An XMP packet. */
  | { readonly kind: 'xmp'; readonly bytes: Buffer }
  /** Texts of a PNG by keyword. */
  | { readonly kind: 'texts'; readonly texts: ReadonlyMap<string, string> };

/** Largest block that is decompressed. The metadata of real photos has a few hundred kilobytes. Bytes. */
export const MAX_BLOCK_BYTES = 4 * 1024 * 1024;

/** Return the TIFF in a block of Exif, which may begin with "Exif" and two zeros; undefined if there is none. */
export function tiffIn(block: Buffer): Buffer | undefined {
  const tiff = block.toString('latin1', 0, 4) === 'Exif' ? block.subarray(6) : block;
  return ['II*\0', 'MM\0*'].includes(tiff.toString('latin1', 0, 4)) ? tiff : undefined;
}

/** A resource of Photoshop: its marker, the number of IPTC, an empty name. Its length and IPTC follow. */
const IPTC_RESOURCE = Buffer.from('8BIM\x04\x04\0\0', 'latin1');

/** Return the part for a block of IPTC, which may be in a resource of Photoshop. */
export function iptcPart(block: Buffer): Part[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(block.length);
  const isResource = block.toString('latin1', 0, 4) === '8BIM';
  const resource = isResource ? block : Buffer.concat([IPTC_RESOURCE, length, block]);
  return segmentPart(0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]));
}

/** Return the part for the content of a segment of a JPEG: a JPEG that has only this segment. */
export function segmentPart(marker: number, content: Buffer): Part[] {
  // The length has two bytes and counts them too.
  if (content.length > 0xfffd) return [];
  const head = Buffer.from([0xff, 0xd8, 0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 4);
  return [{ kind: 'file', bytes: Buffer.concat([head, content, Buffer.from([0xff, 0xd9, 0, 0, 0, 0])]) }];
}
