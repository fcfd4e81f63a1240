/** Writes prepared pictures as the numbers that a graph takes. */

import type { PicturePort } from './graph-ports.ts';
import { toHalves } from './half-float.ts';
import { normaliseInto, type Preprocessing } from './preprocess.ts';

/**
 * Write a batch. A graph that takes bytes normalises by itself.
 * @param pictures interleaved 8-bit RGB, each of the model's crop size.
 * @returns [pictures, 3, height, width], or [pictures, height, width, 3] if the port wants the colours last.
 */
export function pictureData(
  pictures: readonly Uint8Array[],
  { type, coloursLast }: Pick<PicturePort, 'type' | 'coloursLast'>,
  preprocessing: Preprocessing,
): Float32Array | Uint16Array | Uint8Array {
  if (type === 'uint8') return Buffer.concat(coloursLast ? pictures : pictures.map(planes));
  const batch = new Float32Array(pictures.reduce((sum, { length }) => sum + length, 0));
  for (const [index, picture] of pictures.entries()) normaliseInto(picture, batch, index, preprocessing);
  return type === 'float16' ? toHalves(batch) : batch;
}

/** Turn interleaved colours into one plane for each. */
function planes(rgb: Uint8Array): Uint8Array {
  const plane = rgb.length / 3;
  return new Uint8Array(rgb.length).map((_, index) => rgb[(index % plane) * 3 + Math.floor(index / plane)]!);
}
