/** Finds and reads the file that says how a model's pictures are prepared. */

import { PicsiftError } from '../../base/errors.ts';
import { pictureSizeOf } from '../onnx/picture-size.ts';
import type { Preprocessing } from '../run/preprocess.ts';
import { readJson } from './config-file.ts';
import { parseOpenClipConfig, parsePreprocessCfg } from './openclip-config.ts';
import { imageProcessorIn, parsePreprocessing } from './preprocessor-config.ts';

/** In order of preference. */
const PARSERS: Readonly<Record<string, (config: unknown, file: string) => Preprocessing | undefined>> = {
  'preprocessor_config.json': parsePreprocessing,
  'processor_config.json': (config, file) => {
    const imageProcessor = imageProcessorIn(config);
    return imageProcessor === undefined ? undefined : parsePreprocessing(imageProcessor, file);
  },
  'preprocess_cfg.json': parsePreprocessCfg,
  'open_clip_config.json': parseOpenClipConfig,
};

export interface PreprocessingSources {
  /** The model's configuration files by their names. */
  readonly configs: ReadonlyMap<string, string>;
  /** What its manifest says instead, with the keys of preprocessor_config.json. */
  readonly given: unknown;
  /**
   * A graph from OpenCLIP, which tells the size if no file does: rclip keeps its model without any. All else is then as
   * for CLIP, so it must be none of another family.
   */
  readonly openClipGraph: string | undefined;
}

/**
 * Read a model's preprocessing.
 * @throws PicsiftError `model-missing` if nothing says it; `model-unsupported`, `model-broken`.
 */
export function readPreprocessing(
  folder: string,
  { configs, given, openClipGraph }: PreprocessingSources,
): Preprocessing {
  if (given !== undefined) return parsePreprocessing(given);
  for (const [name, parse] of Object.entries(PARSERS)) {
    const file = configs.get(name);
    const parsed = file === undefined ? undefined : parse(readJson(file), file);
    if (parsed !== undefined) return parsed;
  }
  const size = openClipGraph === undefined ? undefined : pictureSizeOf(openClipGraph);
  if (openClipGraph !== undefined && size !== undefined) return parsePreprocessCfg({ size }, openClipGraph);
  const text = `The model folder ${folder} has no preprocessor_config.json, preprocess_cfg.json or open_clip_config.json, so picsift does not know how its pictures are prepared. Copy one there from the model that the graphs were made of.`;
  throw new PicsiftError('model-missing', text);
}
