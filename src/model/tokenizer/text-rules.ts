/**
 * Decides how a model's texts become token ids. Files of the model say it first, its family second: a rule that is
 * missed gives no error, only worse results.
 */

import { PicsiftError } from '../../base/errors.ts';
import { type AddedToken, lowersCase, type TokenizerJson, tokenId } from './tokenizer-json.ts';

export interface TextRules {
  /** Maximum number of ids in a text, special tokens included. */
  readonly contextLength: number;
  /** The id that fills up; absent: unknown. Used where `fill` is set, and by graphs whose length is fixed. */
  readonly padTokenId?: number | undefined;
  /**
   * Fill every text up to `contextLength`, even if the graph takes any length. Always at the end: that
   * `Siglip2Tokenizer` fills at the start by default is a trap, and no known model was trained so.
   */
  readonly fill?: boolean | undefined;
  /** The tokenizer may forget this id: add it to texts that do not end with it. */
  readonly endTokenId?: number | undefined;
  /** What is done to a text before the tokenizer gets it, in this order. */
  readonly removePunctuation?: boolean | undefined;
  readonly joinBlanks?: boolean | undefined;
  readonly lowerCase?: boolean | undefined;
}

/** `tokenizer_config.json`, of which only these keys matter. */
interface TokenizerConfig {
  readonly model_max_length?: number;
  readonly pad_token?: AddedToken | string | null;
  readonly eos_token?: AddedToken | string | null;
  readonly add_eos_token?: boolean;
  readonly do_lower_case?: boolean;
  readonly tokenizer_class?: string;
  readonly processor_class?: string;
  readonly name_or_path?: string;
}

/** `config.json`: of transformers, or of OpenCLIP as it is or below `model_cfg`. */
interface ModelConfig {
  readonly model_type?: string;
  readonly _name_or_path?: string;
  readonly text_config?: { readonly max_position_embeddings?: number };
  readonly text_cfg?: OpenClipText;
  readonly model_cfg?: { readonly text_cfg?: OpenClipText };
}

interface OpenClipText {
  readonly context_length?: number;
  readonly hf_model_name?: string;
  readonly hf_tokenizer_name?: string;
  readonly tokenizer_kwargs?: { readonly clean?: string };
}

/** The parsed files of a model, as far as it has them. Their shapes are checked before: see text-schemas.ts. */
interface TextFiles {
  readonly tokenizer: unknown;
  readonly tokenizerConfig?: unknown;
  /** `config.json`, or `open_clip_config.json`. */
  readonly config?: unknown;
  readonly preprocessorConfig?: unknown;
  /** Of the folder or repository. */
  readonly name?: string;
}

/** transformers writes 1e30 for "no limit". */
const LARGEST_LENGTH = 100_000;

const FAMILY_LENGTHS = { siglip: 64, mobileclip: 77, clip: 77 } as const;

type Family = keyof typeof FAMILY_LENGTHS;

/**
 * Read the rules from a model's files. Pure.
 * @throws PicsiftError `model-unsupported` for a model that picsift cannot give its texts as it needs them.
 */
export function textRulesOf(files: TextFiles): TextRules {
  const tokenizer = files.tokenizer as TokenizerJson;
  const tokenizerConfig = (files.tokenizerConfig ?? {}) as TokenizerConfig;
  const config = (files.config ?? {}) as ModelConfig;
  const openClip = config.text_cfg ?? config.model_cfg?.text_cfg;
  refuseLanguages(tokenizer, tokenizerConfig, openClip, files.name);
  const family = familyOf(tokenizerConfig, config, files);
  const fixed = tokenizer.padding?.strategy;
  const lengths = [
    tokenizer.truncation?.max_length,
    typeof fixed === 'object' ? fixed.Fixed : undefined,
    tokenizerConfig.model_max_length,
    // transformers leaves the family's own length out of config.json.
    config.text_config?.max_position_embeddings ?? openClip?.context_length ?? (family && FAMILY_LENGTHS[family]),
  ].filter((length): length is number => typeof length === 'number' && length > 1 && length < LARGEST_LENGTH);
  const padTokenId = padTokenOf(tokenizer, tokenizerConfig, family);
  const endTokenId = endTokenOf(tokenizer, tokenizerConfig, family);
  const clean = openClip?.tokenizer_kwargs?.clean;
  // SigLIP 1 has T5's tokenizer, SigLIP 2 Gemma's. Only the first lost its punctuation in training.
  const removePunctuation = clean === 'canonicalize' || (family === 'siglip' && hasScores(tokenizer));
  const lowerCase =
    clean === 'canonicalize' || clean === 'lower' || (tokenizerConfig.do_lower_case ?? family === 'siglip');
  return {
    contextLength: lengths.length === 0 ? FAMILY_LENGTHS.clip : Math.min(...lengths),
    ...(padTokenId === undefined ? {} : { padTokenId }),
    // SigLIP pools at the last position, and MobileCLIP's text tower also looks at what follows the text. OpenCLIP
    // always fills, and its other text towers may do either.
    ...(typeof fixed === 'object' || family === 'siglip' || family === 'mobileclip' || openClip !== undefined
      ? { fill: true }
      : {}),
    ...(endTokenId === undefined ? {} : { endTokenId }),
    ...(removePunctuation ? { removePunctuation } : {}),
    ...(removePunctuation || openClip !== undefined ? { joinBlanks: true } : {}),
    ...(lowerCase && !lowersCase(tokenizer.normalizer) ? { lowerCase } : {}),
  };
}

/** NLLB's tokenizer puts the code of the text's language before it, and nobody tells picsift the language. */
function refuseLanguages(
  tokenizer: TokenizerJson,
  tokenizerConfig: TokenizerConfig,
  openClip: OpenClipText | undefined,
  name = 'This model',
): void {
  const names = [name, tokenizerConfig.tokenizer_class, openClip?.hf_model_name, openClip?.hf_tokenizer_name];
  const hasCodes = tokenizer.added_tokens?.some(({ content }) => content === 'eng_Latn') === true;
  if (!hasCodes && !names.some((text) => /nllb/i.test(text ?? ''))) return;
  const reason = `${name} must be told the language of each text, which picsift does not know.`;
  throw new PicsiftError('model-unsupported', `${reason} Choose another model.`);
}

/** Recognise the families whose rules do not all stand in their files. */
function familyOf(tokenizerConfig: TokenizerConfig, config: ModelConfig, files: TextFiles): Family | undefined {
  const types = [config.model_type, tokenizerConfig.tokenizer_class, tokenizerConfig.processor_class];
  const isA = (name: string) => types.some((type) => String(type).toLowerCase().startsWith(name));
  if (isA('siglip')) return 'siglip';
  // Beside the graphs of OpenCLIP there may be nothing but the tokenizer.
  const openClip = config.text_cfg ?? config.model_cfg?.text_cfg;
  const isUnnamed = config.model_type === undefined && openClip?.hf_model_name === undefined;
  if (isUnnamed && isTokenizerOfSiglip(files.tokenizer as TokenizerJson)) return 'siglip';
  const names = [config.model_type, config._name_or_path, tokenizerConfig.name_or_path, files.name];
  if (names.some((name) => /mobile-?clip/i.test(name ?? ''))) return 'mobileclip';
  if (!isA('clip')) return undefined;
  // The pictures of most MobileCLIPs are not normalised, those of every other CLIP are.
  const { do_normalize } = (files.preprocessorConfig ?? {}) as { do_normalize?: boolean };
  return do_normalize === false ? 'mobileclip' : 'clip';
}

function padTokenOf(tokenizer: TokenizerJson, { pad_token }: TokenizerConfig, family: Family | undefined) {
  if (typeof tokenizer.padding?.pad_id === 'number') return tokenizer.padding.pad_id;
  // Trained with OpenCLIP, which fills with 0. Its files are copies of CLIP's, which name another token.
  if (family === 'mobileclip') return 0;
  const usual = family === 'siglip' && hasScores(tokenizer) ? ['</s>'] : ['<pad>', '[PAD]'];
  return [pad_token, ...usual].map((token) => named(tokenizer, token)).find((id) => id !== undefined);
}

function endTokenOf(tokenizer: TokenizerJson, { eos_token, add_eos_token }: TokenizerConfig, family?: Family) {
  if (family === undefined && add_eos_token !== true) return undefined;
  return (
    named(tokenizer, eos_token) ??
    (family === 'siglip' ? tokenId(tokenizer, hasScores(tokenizer) ? '</s>' : '<eos>') : undefined)
  );
}

function named(tokenizer: TokenizerJson, token: AddedToken | string | null | undefined): number | undefined {
  const content = typeof token === 'string' ? token : token?.content;
  return content === undefined ? undefined : tokenId(tokenizer, content);
}

/**
 * Recognise the tokenizers of SigLIP 1 and 2: those of T5 and Gemma. No other family of models for pictures and texts has
 * them, except where a whole text model is a part of it, which OpenCLIP names.
 */
export function isTokenizerOfSiglip(tokenizer: TokenizerJson): boolean {
  if (hasScores(tokenizer)) return tokenId(tokenizer, '</s>') === 1;
  return ['<pad>', '<eos>', '<bos>'].every((token, id) => tokenId(tokenizer, token) === id);
}

/** Recognise T5's kind of tokenizer. */
function hasScores({ model }: TokenizerJson): boolean {
  return model.type === undefined ? Array.isArray(model.vocab) : model.type === 'Unigram';
}
