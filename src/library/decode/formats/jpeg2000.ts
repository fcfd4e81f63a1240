/** Decodes JPEG 2000 with OpenJPEG. Codestream: ITU-T T.800, annex A; file: annex I. */

import { PicsiftError } from '../../../base/errors.ts';
import { findBox } from './boxes.ts';
import type { Raster, Size } from './raster.ts';
import { instantiate } from './wasm-library.ts';

/** The markers SOC and SIZ, with which every codestream begins. */
const CODESTREAM_START = Buffer.from([0xff, 0x4f, 0xff, 0x51]);
/** Bytes up to the end of the component count in SIZ. Three bytes for each component follow. */
const SIZ_BYTES = 42;
const DAMAGED = 'its data is damaged or incomplete';
/** Enumerated colour spaces that need no conversion: sRGB and grey. */
const PLAIN_COLOURS = [16, 17];

/** @throws PicsiftError `photo-unreadable`. */
function codestream(bytes: Buffer): Buffer {
  const stream = bytes.indexOf(CODESTREAM_START) === 0 ? bytes : findBox(bytes, 'jp2c');
  if (stream === undefined || stream.indexOf(CODESTREAM_START) !== 0 || stream.length < SIZ_BYTES) {
    throw new PicsiftError('photo-unreadable', 'it holds no JPEG 2000 picture');
  }
  return stream;
}

/** @throws PicsiftError `photo-unreadable`. */
export function jpeg2000Size(bytes: Buffer): Size & { readonly channels: number } {
  const stream = codestream(bytes);
  const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => stream.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const channels = stream.readUInt16BE(40);
  const steps = Array.from({ length: channels }, (_, i) => stream.subarray(43 + 3 * i, 45 + 3 * i));
  if (channels < 1 || channels > 4 || steps.some((step) => step[0] !== 1 || step[1] !== 1)) {
    throw new PicsiftError('photo-unreadable', 'its colours are stored in a way picsift does not know');
  }
  return { width: right - left, height: bottom - top, channels };
}

/** @throws PicsiftError `photo-unreadable`; Error from OpenJPEG. */
export async function decodeJpeg2000(bytes: Buffer, library: WebAssembly.Module): Promise<Raster> {
  const icc = colourProfile(bytes);
  const { default: openJpeg } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  const silent = () => {};
  const { J2KDecoder } = await openJpeg({ print: silent, printErr: silent, instantiateWasm: instantiate(library) });
  const decoder = new J2KDecoder();
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decoder.decode();
  if (!hasAllTiles(codestream(bytes))) throw new PicsiftError('photo-unreadable', DAMAGED);
  const { width, height, componentCount, bitsPerSample, isSigned } = decoder.getFrameInfo();
  if (isSigned) throw new PicsiftError('photo-unreadable', 'its samples are signed');
  // The decoder reports a damaged file only like this.
  if (width * height === 0) throw new PicsiftError('photo-unreadable', DAMAGED);
  const decoded = decoder.getDecodedBuffer();
  const isWide = bitsPerSample > 8;
  const samples = isWide ? new Uint16Array(decoded.buffer, decoded.byteOffset, decoded.byteLength / 2) : decoded;
  const scale = 255 / (2 ** bitsPerSample - 1);
  const data = new Uint8Array(width * height * componentCount);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(samples[i]! * scale);
  return { width, height, channels: componentCount as Raster['channels'], data, icc };
}

const START_OF_TILE_PART = 0xff90;
const END = 0xffd9;

/** OpenJPEG shows missing tiles in black, and reports nothing. */
function hasAllTiles(stream: Buffer): boolean {
  const edges = (right: number, first: number, size: number) =>
    Math.ceil((stream.readUInt32BE(right) - stream.readUInt32BE(first)) / stream.readUInt32BE(size));
  const tiles = new Set<number>();
  const count = edges(8, 32, 24) * edges(12, 36, 28);
  // The markers of the main header, then the tile parts.
  for (let at = 2; at + 10 <= stream.length && stream.readUInt16BE(at) !== END; ) {
    const isTilePart = stream.readUInt16BE(at) === START_OF_TILE_PART;
    if (isTilePart) tiles.add(stream.readUInt16BE(at + 4));
    // A size of 0: up to the end.
    at += isTilePart ? stream.readUInt32BE(at + 6) || stream.length : 2 + stream.readUInt16BE(at + 2);
  }
  return tiles.size >= count;
}

/** Return the embedded ICC profile; undefined for sRGB and grey. */
function colourProfile(bytes: Buffer): Uint8Array | undefined {
  const colour = findBox(bytes, 'jp2h', 'colr');
  if (colour === undefined || colour.length < 7) return undefined;
  if (colour[0] === 2) return Uint8Array.from(colour.subarray(3));
  if (!PLAIN_COLOURS.includes(colour.readUInt32BE(3))) {
    throw new PicsiftError('photo-unreadable', 'its colours are stored in a way picsift does not know');
  }
  return undefined;
}
