/**
 * Finds metadata in the boxes of JPEG XL (ISO/IEC 18181-2, 9) and JPEG 2000 (ISO/IEC 15444-1, annex I), and in the
 * XMP box that CR3 shares with JPEG 2000.
 */

import { brotliDecompressSync } from 'node:zlib';
import { type Box, boxes } from '../../decode/formats/boxes.ts';
import { iptcPart, MAX_BLOCK_BYTES, type Part, tiffIn } from './part.ts';

/** Boxes with this identifier hold Exif: the letters "JpgTiffExif->JP2". */
const UUID_EXIF = `uuid${Buffer.from('JpgTiffExif->JP2').toString('hex')}`;
/** XMP specification part 3, 1.1.4. */
const UUID_XMP = 'uuidbe7acfcb97a942e89c71999491e3afac';
/** Adobe's identifier of IPTC in JPEG 2000. */
const UUID_IPTC = 'uuid33c7a4d2b81d4723a0baf1a3e097ad38';
/** More boxes than that are not looked at: each of them may be decompressed. */
const MAX_BOXES = 16;
/** A JPEG XL may have a few hundred boxes for its picture. */
const MAX_OTHER_BOXES = 10_000;

/** List the metadata in the boxes of the top level. Empty for a file that does not consist of boxes. */
export function boxParts(bytes: Buffer): Part[] {
  if (!['ftyp', 'JXL ', 'jP  '].includes(bytes.toString('latin1', 4, 8))) return [];
  const found: Box[] = [];
  let seen = 0;
  for (const box of boxes(bytes)) {
    if (['Exif', 'xml ', 'brob', UUID_EXIF, UUID_XMP, UUID_IPTC].includes(box.type)) found.push(box);
    if (found.length === MAX_BOXES || ++seen > MAX_OTHER_BOXES) break;
  }
  return found.flatMap((box) => partsOf(box.type === 'brob' ? unpacked(box.content) : box));
}

function partsOf({ type, content }: Box): Part[] {
  if (type === 'xml ' || type === UUID_XMP) return [{ kind: 'xmp', bytes: content }];
  if (type === UUID_IPTC) return iptcPart(content);
  if (type !== 'Exif' && type !== UUID_EXIF) return [];
  // In JPEG XL the offset of the TIFF stands before it.
  const tiff = tiffIn(type === 'Exif' && content.length > 4 ? content.subarray(4 + content.readUInt32BE(0)) : content);
  return tiff === undefined ? [] : [{ kind: 'file', bytes: tiff }];
}

/** Decompress a box of type `brob`: the type of the box that it replaces, and the content of that box in Brotli. */
function unpacked(content: Buffer): Box {
  try {
    const inside = brotliDecompressSync(content.subarray(4), { maxOutputLength: MAX_BLOCK_BYTES });
    return { type: content.toString('latin1', 0, 4), content: inside };
  } catch {
    return { type: 'damaged', content: Buffer.alloc(0) };
  }
}
