/** Detects the format of a file from its bytes, chooses the decoder and estimates the memory that it needs. */

import { fileTypeFromBuffer } from 'file-type';
import type { Metadata } from 'sharp';
import { PicsiftError } from '../../base/errors.ts';
import { requireVisible } from './damage.ts';
import { bmpHeader, decodeBmp } from './formats/bmp.ts';
import { isWholeGif } from './formats/gif.ts';
import { asStill, hasPrimaryItem, heifCodec, isHeif, isSequence } from './formats/heif.ts';
import { firstFrame } from './formats/heif-sequence.ts';
import { decodeEighth } from './formats/jpeg/eighth.ts';
import { jpeg2000Size } from './formats/jpeg2000.ts';
import { jpegXlSize } from './formats/jpegxl.ts';
import { isAnimatedPng, repairBytes, repairPng } from './formats/png.ts';
import { decodePnm, isPnm, pnmHeader } from './formats/pnm.ts';
import { type Raster, rasterImage, type Size, uprightSize } from './formats/raster.ts';
import { isRaw, rawPreview } from './formats/raw.ts';
import { requireSoundBlocks } from './formats/tiff/checks.ts';
import { unknownCompression } from './formats/tiff/codecs.ts';
import { isTiff } from './formats/tiff/directories.ts';
import { isPlain, tiffLayout } from './formats/tiff/layout.ts';
import { canDecodeTiff, decodeTiff, tiffBytesNeeded } from './formats/tiff/raster.ts';
import { decodeInThread } from './formats/wasm.ts';
import { hasHole } from './formats/webp.ts';
import { type FailOn, openSharp, type Sharp } from './sharp.ts';

/** Pixels that `autoOrient` must still turn upright, with the photo's size after that. */
export interface Opened extends Size {
  readonly image: Sharp;
  /** A part of the picture is missing or wrong. */
  readonly damaged: boolean;
}

/** A way to decode a file. */
export interface Decoding {
  /** Peak memory, without the file's own bytes. */
  readonly bytesNeeded: number;
  /**
   * @param isEighthEnough decides by the photo's size, upright, whether an eighth of its width and height is enough.
   * @returns the picture in its own size, or smaller if that is allowed.
   */
  open(isEighthEnough?: (size: Size) => boolean): Promise<Opened>;
}

export interface Source extends Decoding {
  /** Name of the decoder, for debug lines. */
  readonly decoder: string;
  /** Size in the header, perhaps before the picture is turned upright. Pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures in the file. Only one is decoded. */
  readonly pictures: number;
  /** Decodes what is left of a file that `open` or its pixels refuse. Absent if that is not possible. */
  readonly salvage?: Decoding | undefined;
}

const SHARP_TYPES = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif']);

/**
 * Bytes per pixel that the decoders need in addition to the file, measured on pictures of noise (libvips 8.18,
 * libheif-js 1.23, libjxl of @jsquash/jxl 1.3, OpenJPEG 2.5). test/hard/decoding-memory.hard.ts repeats the measurement
 * with a large picture of each format that sharp can write.
 */
const BYTES_PER_PIXEL = { av1: 18.5, av1HighDepth: 24.5, heic: 12, jxl: 40, jp2: 28, webp: 5, gif: 5, streamed: 2 };

/**
 * The least level at which libvips reports each fault in the pixels. Warnings about a JPEG mean wrong pixels. Those about
 * the strips of a TIFF may mean unusual tags only; those about its tiles mean that one cannot be decoded.
 */
const STRICTEST: Partial<Record<string, FailOn>> = { jpeg: 'warning', png: 'error', tiff: 'error' };
const STRICTEST_FOR_TILES = 'warning';
/** Faults that libvips passes over. */
const HAS_FAULT: Partial<Record<string, (bytes: Buffer) => boolean>> = {
  gif: (bytes) => !isWholeGif(bytes),
  webp: hasHole,
};

/**
 * Read the header. The bytes decide the format; the file name is ignored.
 * @throws PicsiftError `photo-unreadable`; Error from sharp.
 */
export async function openSource(bytes: Buffer): Promise<Source> {
  if (bytes.length === 0) throw refused('the file is empty');
  if (isRaw(bytes)) return sharpSource(rawPreview(bytes), { what: 'RAW preview, ' });
  if (isPnm(bytes)) {
    const { width, height, channels } = pnmHeader(bytes);
    return rasterSource('pnm', { width, height }, channels + 1, async () => decodePnm(bytes));
  }
  if (isTiff(bytes)) return tiffSource(bytes);
  if (isHeif(bytes)) return heifSource(bytes);
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (type === 'image/bmp') return rasterSource('bmp', bmpHeader(bytes), 4, async () => decodeBmp(bytes));
  if (type === 'image/jxl') {
    return rasterSource('jxl', jpegXlSize(bytes), BYTES_PER_PIXEL.jxl, () => decodeInThread('jxl', bytes));
  }
  if (type === 'image/jp2' || type === 'image/j2c') {
    return rasterSource('jp2', jpeg2000Size(bytes), BYTES_PER_PIXEL.jp2, () => decodeInThread('jp2', bytes));
  }
  if (type !== undefined && SHARP_TYPES.has(type)) return sharpSource(bytes);
  throw refused('the file is not a picture of a known format');
}

interface SharpOptions {
  /** Prefix of the decoder's name if the bytes are only a part of the file. */
  readonly what?: string;
  readonly strictest?: FailOn | undefined;
}

async function sharpSource(bytes: Buffer, { what = '', strictest }: SharpOptions = {}): Promise<Source> {
  const metadata = await openSharp(bytes, 'none', { unlimited: true }).metadata();
  const { format, width, height, autoOrient, pages = 1 } = metadata;
  const bytesNeeded = width * height * bytesPerPixel(metadata);
  // `unlimited` also has libtiff and libpng allocate what a file asks for.
  const unlimited = format === 'jpeg' || format === 'heif';
  const opened = (file: Buffer, failOn: FailOn, damaged: boolean) => ({
    image: openSharp(file, failOn, { unlimited }),
    ...autoOrient,
    damaged,
  });
  const salvages: Partial<Record<string, Decoding>> = {
    png: {
      bytesNeeded: bytesNeeded + (format === 'png' ? repairBytes(bytes) : 0),
      open: async () => opened(await repairPng(bytes), 'error', true),
    },
    ...Object.fromEntries(['jpeg', 'gif', 'webp'].map((name) => [name, { bytesNeeded, open: showWhatIsLeft }])),
  };

  async function openWhole(isEighthEnough: (size: Size) => boolean = () => false): Promise<Opened> {
    if (format === 'jpeg' && isEighthEnough(autoOrient)) {
      const { icc, orientation = 1 } = metadata;
      const eighth = await decodeEighth(bytes);
      if (eighth) return { image: rasterImage({ ...eighth, icc, orientation }), ...autoOrient, damaged: false };
    }
    if (HAS_FAULT[format]?.(bytes)) throw new Error('the file is damaged or incomplete');
    return opened(bytes, strictest ?? STRICTEST[format] ?? 'truncated', false);
  }

  async function showWhatIsLeft(): Promise<Opened> {
    await requireVisible(openSharp(bytes, 'none', { unlimited }));
    return opened(bytes, 'none', true);
  }

  return {
    decoder: `${what}sharp ${format}`,
    width,
    height,
    pictures: format === 'png' && isAnimatedPng(bytes) ? 2 : pages,
    bytesNeeded,
    open: openWhole,
    salvage: salvages[format],
  };
}

function bytesPerPixel({ format, isProgressive, channels, depth, bitsPerSample = 8 }: Metadata): number {
  const { av1, av1HighDepth, webp, gif, streamed } = BYTES_PER_PIXEL;
  if (format === 'heif') return bitsPerSample > 8 ? av1HighDepth : av1;
  if (format === 'webp') return webp;
  if (format === 'gif') return gif;
  // The decoder keeps all data until the last pass: coefficients of two bytes each, or samples.
  if (format === 'jpeg' && isProgressive) return 2.5 * channels;
  if (format === 'png' && isProgressive) return (depth === 'ushort' ? 2 : 1) * channels + 1;
  return streamed;
}

async function heifSource(bytes: Buffer): Promise<Source> {
  const still = hasPrimaryItem(bytes) ? bytes : firstFrame(bytes);
  const codec = heifCodec(still);
  const file = asStill(still, codec);
  const source = codec === 'av1' ? await sharpSource(file) : await hevcSource(file);
  return isSequence(bytes) ? { ...source, pictures: Math.max(2, source.pictures) } : source;
}

async function hevcSource(bytes: Buffer): Promise<Source> {
  // libvips reads the header, though it cannot decode the picture.
  const metadata = await openSharp(bytes, 'none', { unlimited: true }).metadata();
  const decode = async () => ({ ...(await decodeInThread('heic', bytes)), icc: metadata.icc });
  return { ...rasterSource('heic', metadata, BYTES_PER_PIXEL.heic, decode), pictures: metadata.pages ?? 1 };
}

async function tiffSource(bytes: Buffer): Promise<Source> {
  const layout = tiffLayout(bytes);
  if (layout === undefined) throw refused('its header is damaged, or says too little');
  const codec = unknownCompression(layout.compression);
  if (codec !== undefined) throw refused(`it is compressed with ${codec}, which picsift cannot read in a TIFF`);
  const decode = () => decodeTiff(bytes, layout);
  const own = canDecodeTiff(layout)
    ? { bytesNeeded: tiffBytesNeeded(layout), open: async () => openRaster(await decode()) }
    : undefined;
  const { width, height, pictures } = layout;
  if (isPlain(layout)) {
    const source = await sharpSource(bytes, { strictest: layout.tiled ? STRICTEST_FOR_TILES : undefined });
    const open = () => requireSoundBlocks(bytes, layout).then(() => source.open());
    const passOver = async () => ({ ...(await source.open()), damaged: true });
    return { ...source, open, pictures, salvage: own ?? { bytesNeeded: source.bytesNeeded, open: passOver } };
  }
  if (own === undefined) throw refused('its colours are stored in a way picsift does not know');
  return { decoder: 'tiff', width, height, pictures, ...own };
}

function rasterSource(
  decoder: string,
  { width, height }: Size,
  bytesEach: number,
  decode: () => Promise<Raster>,
): Source {
  const bytesNeeded = width * height * bytesEach;
  return { decoder, width, height, pictures: 1, bytesNeeded, open: async () => openRaster(await decode()) };
}

function openRaster(raster: Raster): Opened {
  return { image: rasterImage(raster), ...uprightSize(raster), damaged: raster.damaged ?? false };
}

function refused(reason: string): PicsiftError {
  return new PicsiftError('photo-unreadable', reason);
}
