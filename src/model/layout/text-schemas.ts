/**
 * The shapes of the files that say how texts become token ids, as far as text-rules.ts reads them. A key with a value of
 * another type would be an error without a file's name, or a rule that is missed.
 */

import { z } from 'zod';

const id = z.int().min(0);
const length = z.int().min(1);
const token = z.object({ content: z.string() });
/** As an object where the token has settings of its own. */
const tokenOrName = z.union([z.string(), token]).nullish();

const normalizer = z.object({
  type: z.string(),
  lowercase: z.boolean().nullish(),
  get normalizers() {
    return z.array(normalizer).nullish();
  },
});

/** Of the vocabulary only its kind: to check hundreds of thousands of tokens would take too long. */
export const tokenizerSchema = z.object({
  truncation: z.object({ max_length: length.nullish() }).nullish(),
  padding: z
    .object({ strategy: z.union([z.string(), z.object({ Fixed: length })]).optional(), pad_id: id.nullish() })
    .nullish(),
  added_tokens: z.array(token.extend({ id })).nullish(),
  normalizer: normalizer.nullish(),
  model: z.object({
    type: z.string().nullish(),
    vocab: z.custom<object>((vocab) => typeof vocab === 'object' && vocab !== null),
  }),
});

export const tokenizerConfigSchema = z.object({
  /** transformers writes 1e30, which is no whole number that JavaScript knows exactly. */
  model_max_length: z.union([length, z.number().min(Number.MAX_SAFE_INTEGER)]).nullish(),
  pad_token: tokenOrName,
  eos_token: tokenOrName,
  add_eos_token: z.boolean().nullish(),
  do_lower_case: z.boolean().nullish(),
  tokenizer_class: z.string().nullish(),
  processor_class: z.string().nullish(),
  name_or_path: z.string().nullish(),
});

const openClipText = z.object({
  context_length: length.nullish(),
  hf_model_name: z.string().nullish(),
  hf_tokenizer_name: z.string().nullish(),
  tokenizer_kwargs: z.object({ clean: z.string().nullish() }).nullish(),
});

/** Both `config.json` and `open_clip_config.json`. */
export const modelConfigSchema = z.object({
  model_type: z.string().nullish(),
  _name_or_path: z.string().nullish(),
  text_config: z.object({ max_position_embeddings: length.nullish() }).nullish(),
  text_cfg: openClipText.nullish(),
  model_cfg: z.object({ text_cfg: openClipText.nullish() }).nullish(),
});
