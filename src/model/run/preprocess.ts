/**
 * Describes how a model needs its pictures prepared, and does the last step: 8-bit RGB to normalised floats. The steps
 * are those of the Hugging Face `CLIPImageProcessor`.
 */

import type { Geometry, Resample } from '../../library/decode/decode.ts';

export interface Preprocessing {
  /** Either the shorter edge (keeps the aspect ratio) or both edges (stretches, as SigLIP needs). Pixels. */
  readonly resize: { readonly shortestEdge: number } | { readonly width: number; readonly height: number };
  /** Size of the centre crop after resizing, which is the size of the model's input. Pixels. */
  readonly crop: { readonly width: number; readonly height: number };
  readonly resample: Resample;
  /** Per channel (R, G, B): (value / 255 - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * Compute the geometry for a picture of `width` x `height` pixels (as displayed, orientation applied). Rounds the long
 * edge and the crop's offset down, as transformers does in `get_resize_output_image_size` and `center_crop`.
 */
export function geometryFor(width: number, height: number, { resize, crop }: Preprocessing): Geometry {
  let target: { width: number; height: number };
  if ('shortestEdge' in resize) {
    const edge = resize.shortestEdge;
    target =
      width <= height
        ? { width: edge, height: Math.floor((edge * height) / width) }
        : { width: Math.floor((edge * width) / height), height: edge };
  } else {
    target = resize;
  }
  return {
    ...target,
    left: Math.floor((target.width - crop.width) / 2),
    top: Math.floor((target.height - crop.height) / 2),
    crop,
  };
}

/**
 * Write one picture into a batch.
 * @param rgb interleaved 8-bit RGB, crop.width x crop.height.
 * @param batch planar float32 [n, 3, height, width].
 * @param index which of the n pictures to write.
 */
export function normaliseInto(rgb: Uint8Array, batch: Float32Array, index: number, { mean, std }: Preprocessing): void {
  const plane = rgb.length / 3;
  let target = index * rgb.length;
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * std[channel as 0 | 1 | 2]);
    const shift = mean[channel as 0 | 1 | 2] / std[channel as 0 | 1 | 2];
    for (let pixel = 0; pixel < plane; pixel++) batch[target++] = rgb[pixel * 3 + channel]! * scale - shift;
  }
}
