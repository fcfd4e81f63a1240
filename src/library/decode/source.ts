/** Detects the format of a file from its bytes, chooses the decoder and estimates the memory that it needs. */

import { fileTypeFromBuffer } from 'file-type';
import type { Metadata } from 'sharp';
import { PicsiftError } from '../../base/errors.ts';
import { bmpHeader, decodeBmp } from './formats/bmp.ts';
import { jpeg2000Size } from './formats/jpeg2000.ts';
import { jpegXlSize } from './formats/jpegxl.ts';
import { decodePnm, isPnm, pnmHeader } from './formats/pnm.ts';
import { type Raster, rasterImage } from './formats/raster.ts';
import { isRaw, rawPreview } from './formats/raw.ts';
import { decodeInThread } from './formats/wasm.ts';
import { openSharp, type Sharp } from './sharp.ts';

export interface Source {
  /** Name of the decoder, for debug lines. */
  readonly decoder: string;
  /** Size in the header, perhaps before the picture is turned upright. Pixels. */
  readonly width: number;
  readonly height: number;
  /** Peak memory of decoding, without the file's own bytes. */
  readonly bytesNeeded: number;
  /** True if the decoder can decode a part of a file that ends too early. */
  readonly canBeDamaged: boolean;
  /** Opens the pixels, which `autoOrient` must still turn upright, with their size after that. */
  open(failOn: 'truncated' | 'none'): Promise<{ image: Sharp; width: number; height: number }>;
}

const SHARP_TYPES = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/avif',
  'image/gif',
  'image/tiff',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
]);

/**
 * Bytes per pixel that the decoders need in addition to the file, measured on pictures of noise (libvips 8.18,
 * libheif-js 1.23, libjxl of @jsquash/jxl 1.3, OpenJPEG 2.5). test/hard/decoding-memory.hard.ts repeats the measurement
 * with a large picture of each format that sharp can write.
 */
const BYTES_PER_PIXEL = { av1: 18.5, av1HighDepth: 24.5, heic: 12, jxl: 40, jp2: 28, webp: 5, gif: 5, streamed: 2 };

/**
 * Read the header. The bytes decide the format; the file name is ignored.
 * @throws PicsiftError `photo-unreadable`; Error from sharp.
 */
export async function openSource(bytes: Buffer): Promise<Source> {
  if (bytes.length === 0) throw new PicsiftError('photo-unreadable', 'the file is empty');
  if (isRaw(bytes)) return sharpSource(rawPreview(bytes), 'RAW preview, ');
  if (isPnm(bytes)) {
    const { width, height, channels } = pnmHeader(bytes);
    return rasterSource('pnm', { width, height }, channels + 1, async () => decodePnm(bytes));
  }
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (type === 'image/bmp') return rasterSource('bmp', bmpHeader(bytes), 4, async () => decodeBmp(bytes));
  if (type === 'image/jxl') {
    return rasterSource('jxl', jpegXlSize(bytes), BYTES_PER_PIXEL.jxl, () => decodeInThread({ format: 'jxl', bytes }));
  }
  if (type === 'image/jp2' || type === 'image/j2c') {
    return rasterSource('jp2', jpeg2000Size(bytes), BYTES_PER_PIXEL.jp2, () =>
      decodeInThread({ format: 'jp2', bytes }),
    );
  }
  // file-type reports some plain TIFFs as RAW files.
  if ((type !== undefined && SHARP_TYPES.has(type)) || /^(II\*\0|MM\0\*)/.test(bytes.toString('latin1', 0, 4))) {
    return sharpSource(bytes);
  }
  throw new PicsiftError('photo-unreadable', 'the file is not a picture of a known format');
}

/** @param what prefix of the decoder's name if the bytes are only a part of the file. */
async function sharpSource(bytes: Buffer, what = ''): Promise<Source> {
  // libvips reads the header of HEIC files too, though it cannot decode them.
  const metadata = await openSharp(bytes, 'none').metadata();
  if (metadata.format === 'heif' && metadata.compression !== 'av1') {
    const heic = async () => ({ ...(await decodeInThread({ format: 'heic', bytes })), icc: metadata.icc });
    return rasterSource('heic', metadata, BYTES_PER_PIXEL.heic, heic);
  }
  const { width, height, autoOrient } = metadata;
  return {
    decoder: `${what}sharp ${metadata.format}`,
    width,
    height,
    bytesNeeded: width * height * bytesPerPixel(metadata),
    canBeDamaged: metadata.format !== 'heif' && metadata.format !== 'webp',
    open: async (failOn) => ({ image: openSharp(bytes, failOn), ...autoOrient }),
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

function rasterSource(
  decoder: string,
  { width, height }: { readonly width: number; readonly height: number },
  bytesEach: number,
  decode: () => Promise<Raster>,
): Source {
  return {
    decoder,
    width,
    height,
    bytesNeeded: width * height * bytesEach,
    canBeDamaged: false,
    async open() {
      const raster = await decode();
      return { image: rasterImage(raster), width: raster.width, height: raster.height };
    },
  };
}
