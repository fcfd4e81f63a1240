/**
 * Decodes HEIC with libheif, which applies the file's rotation and mirroring (irot, imir). The Exif orientation is only
 * informative (ISO/IEC 23008-12, A.2.4) and must not be applied again.
 */

import openHeif from 'libheif-js/libheif-wasm/libheif.js';
import { PicsiftError } from '../../../base/errors.ts';
import type { Raster } from './raster.ts';
import { instantiate } from './wasm-library.ts';

/** @throws PicsiftError `photo-unreadable`. */
export async function decodeHeic(bytes: Buffer, library: WebAssembly.Module): Promise<Raster> {
  const { HeifDecoder } = openHeif({ instantiateWasm: instantiate(library) });
  const images = new HeifDecoder().decode(bytes);
  // The file says which of its pictures is the one to show.
  const image = images.find((each) => each.is_primary());
  if (image === undefined) throw new PicsiftError('photo-unreadable', 'it holds no picture that can be decoded');
  const [width, height] = [image.get_width(), image.get_height()];
  const pixels = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const shown = await new Promise<typeof pixels | null>((resolve) => image.display(pixels, resolve));
  if (shown === null) throw new PicsiftError('photo-unreadable', 'its data is damaged or incomplete');
  return { width, height, channels: 4, data: new Uint8Array(shown.data.buffer) };
}
