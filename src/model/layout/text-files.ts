/** Finds and reads the files that say how a model's texts become token ids. */

import type { z } from 'zod';
import { isTokenizerOfSiglip, type TextRules, textRulesOf } from '../tokenizer/text-rules.ts';
import type { TokenizerJson } from '../tokenizer/tokenizer-json.ts';
import { parseConfig, readJson } from './config-file.ts';
import { imageProcessorIn } from './preprocessor-config.ts';
import { modelConfigSchema, tokenizerConfigSchema, tokenizerSchema } from './text-schemas.ts';
import { readTokenizerHead } from './tokenizer-head.ts';

/** CLIP's vocabulary alone, without a tokenizer's settings: its texts are filled as OpenCLIP fills them. */
const VOCABULARY_RULES: TextRules = { contextLength: 77, padTokenId: 0, fill: true };

/**
 * Read a model's rules for texts.
 * @param tokenizer its file.
 * @param configs its configuration files by their names.
 * @param name of the model and its repository; the family may be recognised by it.
 * @throws PicsiftError `model-broken`, `model-unsupported`.
 */
export function readTextRules(tokenizer: string, configs: ReadonlyMap<string, string>, name: string): TextRules {
  if (!tokenizer.endsWith('.json')) return VOCABULARY_RULES;
  const json = (config: string): unknown => {
    const file = configs.get(config);
    return file === undefined ? undefined : readJson(file);
  };
  const parsed = <T extends object>(config: string, schema: z.ZodType<T>): T | undefined => {
    const file = configs.get(config);
    return file === undefined ? undefined : parseConfig(schema, readJson(file), file);
  };
  return textRulesOf({
    tokenizer: parseHead(tokenizer),
    tokenizerConfig: parsed('tokenizer_config.json', tokenizerConfigSchema),
    config: {
      ...parsed('open_clip_config.json', modelConfigSchema),
      ...parsed('config.json', modelConfigSchema),
    },
    // Checked where pictures are prepared.
    preprocessorConfig: json('preprocessor_config.json') ?? imageProcessorIn(json('processor_config.json')),
    name,
  });
}

/** Decide by its tokenizer whether a model is a SigLIP. @throws PicsiftError `model-broken`, `model-unsupported`. */
export function hasTokenizerOfSiglip(tokenizer: string): boolean {
  return tokenizer.endsWith('.json') && isTokenizerOfSiglip(parseHead(tokenizer));
}

function parseHead(tokenizer: string): TokenizerJson {
  return parseConfig(tokenizerSchema, readTokenizerHead(tokenizer), tokenizer) as TokenizerJson;
}
