/**
 * What a model wants its pictures to look like, and the last step of getting there: 8-bit RGB -> normalised floats.
 * The steps and the key names are those of the Hugging Face `CLIPImageProcessor` (`preprocessor_config.json`).
 */

import { z } from 'zod';

type Resample = 'nearest' | 'lanczos3' | 'linear' | 'cubic';

export interface Preprocessing {
  /** Either the shorter edge (aspect kept) or both edges (stretched, as SigLIP wants). Pixels. */
  readonly resize: { readonly shortestEdge: number } | { readonly width: number; readonly height: number };
  /** The centre that is cut out after resizing: the size of the model's input. Pixels. */
  readonly crop: { readonly width: number; readonly height: number };
  readonly resample: Resample;
  /** Per channel (R, G, B): (value / 255 - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** How a picture becomes the model's input: resize to `width` x `height`, then cut `crop` out at (`left`, `top`). */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly crop: { readonly width: number; readonly height: number };
}

const edges = z.object({ height: z.int().min(1), width: z.int().min(1) });
const channels = z.tuple([z.number(), z.number(), z.number()]);

const configSchema = z.object({
  size: z.union([z.int().min(1), z.object({ shortest_edge: z.int().min(1) }), edges]),
  crop_size: z.union([z.int().min(1), edges]).optional(),
  do_center_crop: z.boolean().optional(),
  /** PIL's numbers for its filters. */
  resample: z.int().min(0).max(3).optional(),
  image_mean: channels,
  image_std: channels,
});

const PIL_FILTERS: readonly Resample[] = ['nearest', 'lanczos3', 'linear', 'cubic'];

/**
 * Read a `preprocessor_config.json`.
 * @throws ZodError where a key is missing or out of range.
 */
export function parsePreprocessing(config: unknown): Preprocessing {
  const parsed = configSchema.parse(config);
  const resize =
    typeof parsed.size === 'number'
      ? { shortestEdge: parsed.size }
      : 'shortest_edge' in parsed.size
        ? { shortestEdge: parsed.size.shortest_edge }
        : parsed.size;
  const whole = 'shortestEdge' in resize ? { width: resize.shortestEdge, height: resize.shortestEdge } : resize;
  const wanted = typeof parsed.crop_size === 'number' ? square(parsed.crop_size) : parsed.crop_size;
  const crop = parsed.do_center_crop === false || wanted === undefined ? whole : wanted;
  return {
    resize,
    crop: { width: Math.min(crop.width, whole.width), height: Math.min(crop.height, whole.height) },
    resample: PIL_FILTERS[parsed.resample ?? 3] as Resample,
    mean: parsed.image_mean,
    std: parsed.image_std,
  };
}

function square(edge: number): { width: number; height: number } {
  return { width: edge, height: edge };
}

/**
 * The geometry for a picture of `width` x `height` pixels (as displayed, orientation applied). The long edge and the
 * crop's offset are rounded down, as transformers does in `get_resize_output_image_size` and `center_crop`.
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
