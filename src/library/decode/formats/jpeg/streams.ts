/**
 * Finds JPEG streams inside other files by their markers (ITU-T T.81, annex B), and chooses the largest: the preview of a
 * RAW file.
 */

import { isFrame, MARKER, segmentsOf } from './segments.ts';

interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Positions of the Exif segments, relative to the stream: [from, to). */
  readonly exif: readonly (readonly [from: number, to: number])[];
  /** Position of the compressed data, relative to the stream. */
  readonly dataAt: number;
}

const START = Buffer.from([0xff, 0xd8, 0xff]);

/** Read the header of the stream that starts at `start`; undefined if no picture that viewers can show begins there. */
function readHeader(bytes: Buffer, start: number): JpegHeader | undefined {
  let size: { width: number; height: number } | undefined;
  const exif: [number, number][] = [];
  for (const { marker, at, from, end } of segmentsOf(bytes, start)) {
    if (marker === MARKER.scan) return size && { ...size, exif, dataAt: end - start };
    if (marker === MARKER.exif && bytes.toString('latin1', from, from + 4) === 'Exif') {
      exif.push([at - start, end - start]);
    }
    if (!isFrame(marker)) continue;
    // Baseline and progressive, 8 bits. Lossless JPEG (C3) is raw sensor data.
    const isKnown = marker <= MARKER.progressive && end >= from + 6;
    if (!isKnown || bytes[from] !== 8 || ![1, 3].includes(bytes[from + 5]!)) return undefined;
    size = { height: bytes.readUInt16BE(from + 1), width: bytes.readUInt16BE(from + 3) };
    if (size.width * size.height === 0) return undefined;
  }
  return undefined;
}

/**
 * Find the largest JPEG (in pixels) anywhere in `bytes`. The result extends to the end of the file, but decoders stop
 * at the end of the stream.
 */
export function largestJpeg(bytes: Buffer): Buffer | undefined {
  let best: { start: number; pixels: number } | undefined;
  for (let start = bytes.indexOf(START); start !== -1; ) {
    const header = readHeader(bytes, start);
    const pixels = header === undefined ? 0 : header.width * header.height;
    if (pixels > (best?.pixels ?? 0)) best = { start, pixels };
    // Skip the header: a JPEG inside it is the picture's own, smaller thumbnail.
    start = bytes.indexOf(START, start + (header?.dataAt ?? 1));
  }
  return best && bytes.subarray(best.start);
}

/** Copy a JPEG, with this Exif orientation (1 to 8) instead of its own Exif data. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const app1 = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2]);
  const parts: Buffer[] = [app1, exif];
  let from = 2;
  for (const [start, end] of readHeader(jpeg, 0)?.exif ?? []) {
    parts.push(jpeg.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...parts, jpeg.subarray(from)]);
}
