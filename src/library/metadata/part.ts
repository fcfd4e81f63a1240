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
