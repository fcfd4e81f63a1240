/**
 * Reads a model's `preprocessor_config.json`, as Hugging Face writes it for its image processors of CLIP, SigLIP and
 * their descendants. Separate from preprocess.ts, because the decoding child process and the model's threads need that
 * file but not zod.
 */

import { z } from 'zod';
import type { Resample } from '../../library/decode/decode.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import { parseConfig, unusable } from './config-file.ts';

/** Far more than any model takes. A photo of 100,000 pixels each way would not fit into memory. */
const LARGEST_EDGE = 4096;

export const edge = z.int().min(1).max(LARGEST_EDGE);
const edges = z.object({ height: edge, width: edge });
export const channels = z.tuple([z.number(), z.number(), z.number()]);
export const positives = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** The newer image processors write null for a key that is not set. */
const configSchema = z.object({
  image_processor_type: z.string().nullish(),
  feature_extractor_type: z.string().nullish(),
  size: z.union([edge, z.object({ shortest_edge: edge }), edges]),
  crop_size: z.union([edge, edges]).nullish(),
  do_resize: z.boolean().nullish(),
  do_center_crop: z.boolean().nullish(),
  do_pad: z.boolean().nullish(),
  /** PIL's numbers for its filters. */
  resample: z.int().min(0).max(3).nullish(),
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().positive().nullish(),
  do_normalize: z.boolean().nullish(),
  image_mean: channels.nullish(),
  image_std: positives.nullish(),
});
type Config = z.infer<typeof configSchema>;

const PIL_FILTERS: readonly Resample[] = ['nearest', 'lanczos3', 'linear', 'cubic'];

/** Keys of other image processors, which prepare pictures in ways of their own. */
const FOREIGN_KEYS = [
  'max_num_patches',
  'patch_size',
  'resize_mode',
  'interpolation',
  'fill_color',
  'crop_pct',
  'size_divisor',
  'rescale_offset',
  'do_flip_channel_order',
];

/**
 * Read a `preprocessor_config.json`.
 * @param file for the messages.
 * @throws PicsiftError `model-unsupported` that names the key that is missing, out of range, or not understood.
 */
export function parsePreprocessing(config: unknown, file = 'preprocessor_config.json'): Preprocessing {
  const foreign = FOREIGN_KEYS.find((key) => isSet((config as Record<string, unknown> | null)?.[key]));
  if (foreign !== undefined) throw unusable(file, `picsift does not know how pictures are prepared with "${foreign}"`);
  const parsed = parseConfig(configSchema, config, file);
  if (parsed.do_resize === false) throw unusable(file, 'it says "do_resize": false, but photos have any size');
  if (parsed.do_pad === true) throw unusable(file, 'it says "do_pad": true, but picsift cannot add a margin');
  const resize = resizeOf(parsed);
  const uncropped = 'shortestEdge' in resize ? square(resize.shortestEdge) : resize;
  const wanted = typeof parsed.crop_size === 'number' ? square(parsed.crop_size) : parsed.crop_size;
  const crop = parsed.do_center_crop === false || !wanted ? uncropped : wanted;
  return {
    resize,
    crop: { width: Math.min(crop.width, uncropped.width), height: Math.min(crop.height, uncropped.height) },
    resample: PIL_FILTERS[parsed.resample ?? 3] as Resample,
    ...normalisationOf(parsed, file),
  };
}

/**
 * Return what the `processor_config.json` of transformers 5 says in the place of a `preprocessor_config.json`; undefined
 * if it says nothing, as in older versions. Source: https://github.com/huggingface/transformers/pull/41474
 */
export function imageProcessorIn(config: unknown): unknown {
  return (config as { image_processor?: unknown } | null)?.image_processor ?? undefined;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** A size of one number is the shorter edge for CLIP, and both edges for the processors that always stretch. */
function resizeOf({ size, image_processor_type, feature_extractor_type }: Config): Preprocessing['resize'] {
  if (typeof size === 'object') return 'shortest_edge' in size ? { shortestEdge: size.shortest_edge } : size;
  const stretches = /^(Siglip|ViT)/.test(image_processor_type ?? feature_extractor_type ?? '');
  return stretches ? square(size) : { shortestEdge: size };
}

/** Express rescaling and normalisation as one mean and deviation of values from 0 to 1. */
function normalisationOf(
  { do_normalize, image_mean, image_std, do_rescale, rescale_factor }: Config,
  file: string,
): Pick<Preprocessing, 'mean' | 'std'> {
  if (do_normalize !== false && !image_mean) throw unusable(file, 'it has no "image_mean"');
  if (do_normalize !== false && !image_std) throw unusable(file, 'it has no "image_std"');
  const normalises = do_normalize !== false;
  const mean = normalises ? image_mean! : ([0, 0, 0] as const);
  const std = normalises ? image_std! : ([1, 1, 1] as const);
  const factor = do_rescale === false ? 255 : 255 * (rescale_factor ?? 1 / 255);
  // Not 1 by rounding alone.
  if (Math.abs(factor - 1) < 1e-6) return { mean, std };
  return { mean: scaled(mean, 1 / factor), std: scaled(std, 1 / factor) };
}

function scaled([r, g, b]: readonly [number, number, number], factor: number): [number, number, number] {
  return [r * factor, g * factor, b * factor];
}

export function square(edge: number): { width: number; height: number } {
  return { width: edge, height: edge };
}
