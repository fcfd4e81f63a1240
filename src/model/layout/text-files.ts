/** Finds and reads the files that say how a model's texts become token ids. */

import { type TextRules, textRulesOf } from '../tokenizer/text-rules.ts';
import { readJson } from './config-file.ts';
import { readTokenizerHead } from './tokenizer-head.ts';

/** CLIP's vocabulary alone, without a tokenizer's settings: its texts are filled as OpenCLIP fills them. */
const VOCABULARY_RULES: TextRules = { contextLength: 77, padTokenId: 0, fill: true };

/**
 * Read a model's rules for texts.
 * @param tokenizer its file.
 * @param configs its configuration files by their names.
 * @param name of the model and its repository; the family may be recognised by it.
 * @throws PicsiftError `model-broken`.
 */
export function readTextRules(tokenizer: string, configs: ReadonlyMap<string, string>, name: string): TextRules {
  if (!tokenizer.endsWith('.json')) return VOCABULARY_RULES;
  const content = (config: string) => {
    const file = configs.get(config);
    return file === undefined ? undefined : (readJson(file) as Record<string, unknown>);
  };
  return textRulesOf({
    tokenizer: readTokenizerHead(tokenizer),
    tokenizerConfig: content('tokenizer_config.json'),
    config: { ...content('open_clip_config.json'), ...content('config.json') },
    preprocessorConfig: content('preprocessor_config.json'),
    name,
  });
}
