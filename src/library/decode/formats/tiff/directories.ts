/** Reads the directories of a TIFF file (TIFF 6.0, section 2), also of BigTIFF and of RAW files in the form of a TIFF. */

export const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  faxOptions: 292,
  fax4Options: 293,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subIfds: 330,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  yccSubsampling: 530,
  icc: 34675,
  dngVersion: 50706,
} as const;

/** Values of the integer tags, by tag number. */
export type Ifd = ReadonlyMap<number, readonly number[]>;

/** 42: TIFF; 43: BigTIFF; "RO" and "RS": ORF; 85: RW2. */
const MAGICS = new Set([42, 43, 0x4f52, 0x5352, 85]);
/** Bytes of one value, for the types that are read: BYTE, SHORT, LONG, UNDEFINED, IFD, LONG8, IFD8. */
const TYPE_BYTES: Partial<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8, 18: 8 };
const MAX_IFDS = 64;

/** True for TIFF, BigTIFF, and RAW formats that are TIFF with another magic number. */
export function isTiff(bytes: Buffer): boolean {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return false;
  return MAGICS.has(order === 'II' ? bytes.readUInt16LE(2) : bytes.readUInt16BE(2));
}

export function isLittleEndian(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'II';
}

interface Wanted {
  /** Values of a tag that are read at most. */
  readonly maxValues?: number;
  /** Also read the sub-directories of each directory, after it. */
  readonly subIfds?: boolean;
}

/** Read the main directories in order. Skips unreadable parts. */
export function readIfds(bytes: Buffer, { maxValues = 16, subIfds = true }: Wanted = {}): Ifd[] {
  const little = isLittleEndian(bytes);
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number) => Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  const read = { 1: (at: number) => bytes.readUInt8(at), 2: u16, 4: u32, 8: u64 };
  const isBig = u16(2) === 43;
  // Bytes of a directory's count, of an entry, and of an offset.
  const [countBytes, entryBytes, offsetBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const offset = isBig ? u64 : u32;
  const ifds: Ifd[] = [];
  const seen = new Set<number>();

  function readIfd(start: number): void {
    if (start < 8 || start + countBytes > bytes.length || seen.has(start) || seen.size >= MAX_IFDS) return;
    seen.add(start);
    const first = start + countBytes;
    const end = first + entryBytes * (isBig ? u64(start) : u16(start));
    const ifd = new Map<number, number[]>();
    for (let entry = first; entry < end && entry + entryBytes <= bytes.length; entry += entryBytes) {
      const width = TYPE_BYTES[u16(entry + 2)];
      const total = offset(entry + 4);
      const count = Math.min(total, maxValues);
      if (width === undefined) continue;
      const inline = entry + 4 + offsetBytes;
      const values = total * width <= offsetBytes ? inline : offset(inline);
      if (values + count * width > bytes.length) continue;
      ifd.set(
        u16(entry),
        Array.from({ length: count }, (_, i) => read[width](values + i * width)),
      );
    }
    ifds.push(ifd);
    if (subIfds) for (const sub of ifd.get(TAG.subIfds) ?? []) readIfd(sub);
    if (end + offsetBytes <= bytes.length) readIfd(offset(end));
  }

  if (!isBig) readIfd(u32(4));
  else if (bytes.length >= 16) readIfd(u64(8));
  return ifds;
}

/**
 * Copy a TIFF, with only these tags in its first directory, and no other directory. Not for BigTIFF.
 * @returns the file itself if its directory is damaged.
 */
export function withOnlyTags(bytes: Buffer, tags: ReadonlySet<number>): Buffer {
  const little = isLittleEndian(bytes);
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const start = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  const end = start + 2 + (start + 2 <= bytes.length ? 12 * u16(start) : 0);
  if (end > bytes.length || u16(2) === 43) return bytes;
  const entries: Buffer[] = [];
  for (let at = start + 2; at < end; at += 12) if (tags.has(u16(at))) entries.push(bytes.subarray(at, at + 12));
  const count = Buffer.alloc(2);
  count[little ? 0 : 1] = entries.length;
  // Directories begin at even offsets.
  const padding = Buffer.alloc(bytes.length % 2);
  const copy = Buffer.concat([bytes, padding, count, ...entries, Buffer.alloc(4)]);
  if (little) copy.writeUInt32LE(bytes.length + padding.length, 4);
  else copy.writeUInt32BE(bytes.length + padding.length, 4);
  return copy;
}
