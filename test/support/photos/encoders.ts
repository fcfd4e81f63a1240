/** Encodes JPEG XL and JPEG 2000, with the encoders that come with picsift's decoders. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import openJpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import encode, { init } from '@jsquash/jxl/encode.js';

const WASM = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm');

/** Interleaved RGB. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A bare codestream. */
export async function jpegXl({ data, width, height }: Pixels, options: Parameters<typeof encode>[1]): Promise<Buffer> {
  await init({ wasmBinary: readFileSync(WASM) });
  const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : data[Math.floor(i / 4) * 3 + (i % 4)]!,
  );
  return Buffer.from(await encode({ data: rgba, width, height }, options));
}

interface Jpeg2000Options {
  readonly isLossless: boolean;
  /** Edge of the tiles. Absent: one tile. */
  readonly tile?: number;
}

/** A bare codestream. */
export async function jpeg2000({ data, width, height }: Pixels, options: Jpeg2000Options): Promise<Buffer> {
  const { isLossless, tile } = options;
  const { J2KEncoder } = await openJpeg({ print() {}, printErr() {} });
  const encoder = new J2KEncoder();
  encoder.getDecodedBuffer({ width, height, componentCount: 3, bitsPerSample: 8, isSigned: false }).set(data);
  encoder.setQuality(isLossless, 0);
  if (tile !== undefined) encoder.setTileSize({ width: tile, height: tile });
  encoder.encode();
  return Buffer.from(encoder.getEncodedBuffer());
}
