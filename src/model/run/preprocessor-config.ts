/**
 * Reads a model's `preprocessor_config.json`, as Hugging Face writes it for its `CLIPImageProcessor`. Separate from
 * preprocess.ts, because the decoding child process and the model's threads need that file but not zod.
 */

import { z } from 'zod';
import type { Resample } from '../../library/decode/decode.ts';
import type { Preprocessing } from './preprocess.ts';

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
 * @throws ZodError if a key is missing or out of range.
 */
export function parsePreprocessing(config: unknown): Preprocessing {
  const parsed = configSchema.parse(config);
  const resize =
    typeof parsed.size === 'number'
      ? { shortestEdge: parsed.size }
      : 'shortest_edge' in parsed.size
        ? { shortestEdge: parsed.size.shortest_edge }
        : parsed.size;
  const uncropped = 'shortestEdge' in resize ? { width: resize.shortestEdge, height: resize.shortestEdge } : resize;
  const wanted = typeof parsed.crop_size === 'number' ? square(parsed.crop_size) : parsed.crop_size;
  const crop = parsed.do_center_crop === false || wanted === undefined ? uncropped : wanted;
  return {
    resize,
    crop: { width: Math.min(crop.width, uncropped.width), height: Math.min(crop.height, uncropped.height) },
    resample: PIL_FILTERS[parsed.resample ?? 3] as Resample,
    mean: parsed.image_mean,
    std: parsed.image_std,
  };
}

function square(edge: number): { width: number; height: number } {
  return { width: edge, height: edge };
}
