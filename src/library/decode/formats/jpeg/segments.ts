/** Marker segments in the header of a JPEG stream (ITU-T T.81, annex B). */

export interface Segment {
  readonly marker: number;
  /** Position of the marker. */
  readonly at: number;
  /** Positions of the content: [from, end). */
  readonly from: number;
  readonly end: number;
}

export const MARKER = {
  baseline: 0xc0,
  sequential: 0xc1,
  progressive: 0xc2,
  huffmanTables: 0xc4,
  endOfImage: 0xd9,
  scan: 0xda,
  quantTables: 0xdb,
  restartInterval: 0xdd,
  jfif: 0xe0,
  exif: 0xe1,
  photoshop: 0xed,
  adobe: 0xee,
} as const;

/** Cameras write about a dozen. */
const MAX_SEGMENTS = 200;

/**
 * List the segments of the stream that starts at `start`, up to the header of the first scan. The list ends early where
 * no segment follows.
 */
export function* segmentsOf(bytes: Buffer, start = 0): Generator<Segment> {
  let at = start + 2;
  for (let count = 0; count < MAX_SEGMENTS && at + 4 <= bytes.length && bytes[at] === 0xff; count++) {
    const marker = bytes[at + 1]!;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker < 0xc0 || end < at + 4 || end > bytes.length) return;
    yield { marker, at, from: at + 4, end };
    if (marker === MARKER.scan) return;
    at = end;
  }
}

/** Start of a frame of any kind (SOF). Its content gives the size of the picture. */
export function isFrame(marker: number): boolean {
  // C4: Huffman tables, C8: reserved, CC: arithmetic coding conditions.
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function isJpeg(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 3) === '\xff\xd8\xff';
}

/** Cut off the coded data of a JPEG: all its metadata stand before them. Other formats stay whole. */
export function withoutScans(bytes: Buffer): Buffer {
  if (!isJpeg(bytes)) return bytes;
  for (const { marker, end } of segmentsOf(bytes)) {
    if (marker === MARKER.scan) return bytes.subarray(0, end);
  }
  return bytes;
}
