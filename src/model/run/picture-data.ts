/** Writes prepared pictures as the numbers that a graph takes. */

import type { PicturePort } from './graph-ports.ts';
import { toHalves } from './half-float.ts';
import { normaliseInto, type Preprocessing } from './preprocess.ts';

/**
 * Return a function that writes batches. A graph that takes bytes normalises by itself.
 *
 * It takes pictures as interleaved 8-bit RGB, each of the model's crop size, and returns [pictures, 3, height, width], or
 * [pictures, height, width, 3] if the port wants the colours last. The numbers are valid until the next call: to reserve
 * megabytes for each batch would cost the system as much time as writing them.
 */
export function batchWriter(
  { type, coloursLast }: Pick<PicturePort, 'type' | 'coloursLast'>,
  preprocessing: Preprocessing,
): (pictures: readonly Uint8Array[]) => Float32Array | Uint16Array | Uint8Array {
  let memory = new Float32Array();
  return (pictures) => {
    if (type === 'uint8') return Buffer.concat(coloursLast ? pictures : pictures.map(planes));
    const length = pictures.reduce((sum, picture) => sum + picture.length, 0);
    if (memory.length < length) memory = new Float32Array(length);
    const batch = memory.subarray(0, length);
    for (const [index, picture] of pictures.entries()) normaliseInto(picture, batch, index, preprocessing);
    return type === 'float16' ? toHalves(batch) : batch;
  };
}

/** Turn interleaved colours into one plane for each. */
function planes(rgb: Uint8Array): Uint8Array {
  const plane = rgb.length / 3;
  return new Uint8Array(rgb.length).map((_, index) => rgb[(index % plane) * 3 + Math.floor(index / plane)]!);
}
