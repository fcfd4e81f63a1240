/** Pixels in memory: the output of the decoders other than sharp, and its conversion to a sharp image. */

import { openRaw, openSharp, type Sharp } from '../sharp.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Raster extends Size {
  /** 1: grey, 2: grey + alpha, 3: RGB, 4: RGB + alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Interleaved, 8 bits each. */
  readonly data: Uint8Array;
  /** The ICC profile of the values; absent: sRGB. */
  readonly icc?: Uint8Array | undefined;
}

export function rasterImage(raster: Raster): Sharp {
  const { width, height, channels, data, icc } = raster;
  return icc === undefined ? openRaw(data, { width, height, channels }) : openSharp(asTiff(raster, icc), 'none');
}

/**
 * Write the pixels as an uncompressed TIFF, because sharp reads a profile only from a file. Formats: TIFF 6.0,
 * section 2; ICC.1, B.4.
 */
function asTiff({ width, height, channels, data }: Raster, icc: Uint8Array): Buffer {
  const hasAlpha = channels % 2 === 0;
  // Tag, type (3: SHORT, 4: LONG, 7: bytes), count, value or offset.
  const entries = (bitsAt: number, dataAt: number, iccAt: number): [number, 3 | 4 | 7, number, number][] => [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, channels, channels > 2 ? bitsAt : 0x00080008],
    [259, 3, 1, 1],
    [262, 3, 1, channels < 3 ? 1 : 2],
    [273, 4, 1, dataAt],
    [277, 3, 1, channels],
    [278, 4, 1, height],
    [279, 4, 1, data.length],
    // ExtraSamples: alpha that is not premultiplied.
    ...(hasAlpha ? [[338, 3, 1, 2] as [number, 3, number, number]] : []),
    [34675, 7, icc.length, iccAt],
  ];
  const bitsAt = 8 + 2 + 12 * entries(0, 0, 0).length + 4;
  const iccAt = bitsAt + 8;
  const dataAt = iccAt + icc.length;
  const file = Buffer.alloc(dataAt + data.length);
  file.write('II*\0\x08', 'latin1');
  let at = file.writeUInt16LE(entries(0, 0, 0).length, 8);
  for (const [tag, type, count, value] of entries(bitsAt, dataAt, iccAt)) {
    at = file.writeUInt16LE(tag, at);
    at = file.writeUInt16LE(type, at);
    at = file.writeUInt32LE(count, at);
    at = file.writeUInt32LE(value, at);
  }
  for (let channel = 0; channel < 4; channel++) file.writeUInt16LE(8, bitsAt + 2 * channel);
  file.set(icc, iccAt);
  file.set(data, dataAt);
  return file;
}
