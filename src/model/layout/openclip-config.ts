/**
 * Reads how OpenCLIP prepares pictures: `preprocess_cfg.json`, which Immich's exporter writes, or `open_clip_config.json`.
 * Source of the keys and their defaults: `PreprocessCfg` and `image_transform_v2` in open_clip/transform.py
 */

import { z } from 'zod';
import type { Resample } from '../../library/decode/decode.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import { parseConfig, unusable } from './config-file.ts';
import { channels, edge, positives, square } from './preprocessor-config.ts';

/** CLIP's own, which OpenCLIP takes where a model names none. */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073] as const;
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711] as const;

/** One number is a square, two are height and width. */
const sizeSchema = z.union([edge, z.tuple([edge, edge])]);

const preprocessSchema = z.object({
  size: sizeSchema.optional(),
  mode: z.literal('RGB').optional(),
  mean: channels.optional(),
  std: positives.optional(),
  interpolation: z.enum(['bilinear', 'bicubic']).optional(),
  resize_mode: z.enum(['shortest', 'squash', 'longest']).optional(),
});

const openClipSchema = z.object({
  model_cfg: z.object({ vision_cfg: z.object({ image_size: sizeSchema }) }),
  preprocess_cfg: preprocessSchema.optional(),
});

const FILTERS: Readonly<Record<'bilinear' | 'bicubic', Resample>> = { bilinear: 'linear', bicubic: 'cubic' };

/**
 * Read a `preprocess_cfg.json`.
 * @throws PicsiftError `model-unsupported`.
 */
export function parsePreprocessCfg(config: unknown, file: string): Preprocessing {
  const parsed = parseConfig(preprocessSchema, config, file);
  if (parsed.size === undefined) throw unusable(file, 'it has no "size"');
  const [height, width] = typeof parsed.size === 'number' ? [parsed.size, parsed.size] : parsed.size;
  const stretches = parsed.resize_mode === 'squash';
  if (parsed.resize_mode === 'longest') {
    throw unusable(file, 'it says "resize_mode": "longest", but picsift cannot add a margin');
  }
  if (!stretches && height !== width) throw unusable(file, `it crops to ${height} x ${width}, which is no square`);
  return {
    resize: stretches ? { width, height } : { shortestEdge: height },
    crop: stretches ? { width, height } : square(height),
    resample: FILTERS[parsed.interpolation ?? 'bicubic'],
    mean: parsed.mean ?? CLIP_MEAN,
    std: parsed.std ?? CLIP_STD,
  };
}

/**
 * Read an `open_clip_config.json`.
 * @throws PicsiftError `model-unsupported`.
 */
export function parseOpenClipConfig(config: unknown, file: string): Preprocessing {
  const { model_cfg, preprocess_cfg } = parseConfig(openClipSchema, config, file);
  return parsePreprocessCfg({ size: model_cfg.vision_cfg.image_size, ...preprocess_cfg }, file);
}
