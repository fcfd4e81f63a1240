/** Reads the directories of a TIFF file (TIFF 6.0, section 2), for details of RAW files that sharp does not report. */

export const TAG = { compression: 259, photometric: 262, orientation: 274, subIfds: 330, dngVersion: 50706 } as const;

/** Values of the integer tags, by tag number. */
export type Ifd = ReadonlyMap<number, readonly number[]>;

/** 42: TIFF; "RO" and "RS": ORF; 85: RW2. */
const MAGICS = new Set([42, 0x4f52, 0x5352, 85]);
/** Bytes of one value, for the types that are read: BYTE, SHORT, LONG, IFD. */
const TYPE_BYTES: Partial<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4, 13: 4 };
const MAX_IFDS = 64;
const MAX_VALUES = 16;

/** True for TIFF and for RAW formats that are TIFF with another magic number. */
export function isTiff(bytes: Buffer): boolean {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return false;
  return MAGICS.has(order === 'II' ? bytes.readUInt16LE(2) : bytes.readUInt16BE(2));
}

/** Read the main directories in order, each followed by its sub-directories. Skips unreadable parts. */
export function readIfds(bytes: Buffer): Ifd[] {
  const little = bytes.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const read = { 1: (at: number) => bytes.readUInt8(at), 2: u16, 4: u32 };
  const ifds: Ifd[] = [];
  const seen = new Set<number>();

  function readIfd(start: number): void {
    if (start < 8 || start + 2 > bytes.length || seen.has(start) || seen.size >= MAX_IFDS) return;
    seen.add(start);
    const end = start + 2 + 12 * u16(start);
    const ifd = new Map<number, number[]>();
    for (let entry = start + 2; entry < end && entry + 12 <= bytes.length; entry += 12) {
      const width = TYPE_BYTES[u16(entry + 2)];
      const count = Math.min(u32(entry + 4), MAX_VALUES);
      if (width === undefined) continue;
      const values = u32(entry + 4) * width <= 4 ? entry + 8 : u32(entry + 8);
      if (values + count * width > bytes.length) continue;
      ifd.set(
        u16(entry),
        Array.from({ length: count }, (_, i) => read[width](values + i * width)),
      );
    }
    ifds.push(ifd);
    for (const sub of ifd.get(TAG.subIfds) ?? []) readIfd(sub);
    if (end + 4 <= bytes.length) readIfd(u32(end));
  }

  readIfd(u32(4));
  return ifds;
}
