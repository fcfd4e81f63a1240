/** What each family of models wants: nothing fails when a rule is missed, so each has its line here. */

import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/model/tokenizer/clean-text.ts';
import { textRulesOf } from '../../../src/model/tokenizer/text-rules.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';
import { bertTokenizer, clipTokenizer, gemmaTokenizer, t5Tokenizer, writeTokenizer } from '../../support/tokenizers.ts';

const UNLIMITED = 1e30;

/** Gemma's tokenizer without what its file says about length and filling. */
const plainGemma = { ...gemmaTokenizer(), truncation: null, padding: null };
const vocabOf = (json: Record<string, unknown>) => (json.model as { vocab: Record<string, number> }).vocab;
const CLIP_END = vocabOf(clipTokenizer())['<|end|>']!;

type Files = Parameters<typeof textRulesOf>[0];
type Rules = ReturnType<typeof textRulesOf>;

const CASES: Record<string, { files: Files; rules: Rules }> = {
  'CLIP: its own length, no filling, lower case in its tokenizer': {
    files: {
      tokenizer: clipTokenizer(),
      tokenizerConfig: {
        model_max_length: 32,
        pad_token: { content: '<|end|>' },
        eos_token: { content: '<|end|>' },
        do_lower_case: true,
        tokenizer_class: 'CLIPTokenizer',
      },
      config: { model_type: 'clip' },
    },
    rules: { contextLength: 32, padTokenId: CLIP_END, endTokenId: CLIP_END },
  },
  'CLIP without tokenizer_config.json': {
    files: { tokenizer: clipTokenizer(), config: { model_type: 'clip' } },
    rules: { contextLength: 77 },
  },
  'an unknown family with an unlimited tokenizer': {
    files: { tokenizer: bertTokenizer(), tokenizerConfig: { model_max_length: UNLIMITED, pad_token: '[PAD]' } },
    rules: { contextLength: 77, padTokenId: 0 },
  },
  'an unknown family that says more than it has places': {
    files: {
      tokenizer: bertTokenizer(),
      tokenizerConfig: { model_max_length: 512 },
      config: { text_config: { max_position_embeddings: 40 } },
    },
    rules: { contextLength: 40, padTokenId: 0 },
  },
  'an unknown family whose filler is not in the vocabulary, but the usual one is': {
    files: { tokenizer: bertTokenizer(), tokenizerConfig: { model_max_length: 20, pad_token: '<none>' } },
    rules: { contextLength: 20, padTokenId: 0 },
  },
  'SigLIP 1: 64, filled with its end token, punctuation away': {
    files: {
      tokenizer: t5Tokenizer(),
      tokenizerConfig: {
        do_lower_case: true,
        model_max_length: 64,
        pad_token: '</s>',
        eos_token: '</s>',
        tokenizer_class: 'SiglipTokenizer',
      },
      config: { model_type: 'siglip' },
    },
    rules: {
      contextLength: 64,
      padTokenId: 1,
      fill: true,
      endTokenId: 1,
      removePunctuation: true,
      joinBlanks: true,
    },
  },
  'SigLIP 1 of which only config.json tells the family': {
    files: { tokenizer: { ...t5Tokenizer(), normalizer: null }, config: { model_type: 'siglip' } },
    rules: {
      contextLength: 64,
      padTokenId: 1,
      fill: true,
      endTokenId: 1,
      removePunctuation: true,
      joinBlanks: true,
      lowerCase: true,
    },
  },
  'SigLIP 2: length and filler of tokenizer.json, lower case of tokenizer_config.json': {
    files: {
      tokenizer: gemmaTokenizer(),
      tokenizerConfig: {
        do_lower_case: true,
        model_max_length: UNLIMITED,
        pad_token: '<eos>',
        eos_token: '<eos>',
        tokenizer_class: 'GemmaTokenizer',
      },
      config: { model_type: 'siglip' },
    },
    rules: { contextLength: 16, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
  },
  'SigLIP 2 whose tokenizer says nothing': {
    files: {
      tokenizer: plainGemma,
      tokenizerConfig: { model_max_length: UNLIMITED },
      config: { model_type: 'siglip' },
    },
    rules: { contextLength: 64, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
  },
  'SigLIP 2 without config.json': {
    files: { tokenizer: plainGemma, tokenizerConfig: { processor_class: 'SiglipProcessor' } },
    rules: { contextLength: 64, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
  },
  'SigLIP 2 of which only the tokenizer tells the family': {
    files: { tokenizer: plainGemma },
    rules: { contextLength: 64, padTokenId: 0, fill: true, endTokenId: 1, lowerCase: true },
  },
  'SigLIP 1 of OpenCLIP, of which only the tokenizer tells the family': {
    files: { tokenizer: t5Tokenizer(), config: { model_cfg: { text_cfg: { context_length: 64 } } } },
    rules: { contextLength: 64, padTokenId: 1, fill: true, endTokenId: 1, removePunctuation: true, joinBlanks: true },
  },
  "T5's tokenizer in a model of OpenCLIP that has a whole text model": {
    files: { tokenizer: t5Tokenizer(), config: { text_cfg: { context_length: 77, hf_model_name: 'google/mt5-base' } } },
    rules: { contextLength: 77, padTokenId: 0, fill: true, joinBlanks: true },
  },
  'OpenCLIP whose tokenizer has a filler, but no settings': {
    files: {
      tokenizer: { ...t5Tokenizer(), added_tokens: ['<s>', '<pad>', '</s>'].map((content, id) => ({ content, id })) },
      config: { text_cfg: { context_length: 77, hf_model_name: 'xlm-roberta-base' } },
    },
    rules: { contextLength: 77, padTokenId: 1, fill: true, joinBlanks: true },
  },
  'MobileCLIP: 77, filled with 0 whatever CLIP fills with': {
    files: {
      tokenizer: clipTokenizer(),
      tokenizerConfig: { model_max_length: 77, pad_token: '<|end|>', tokenizer_class: 'CLIPTokenizer' },
      config: { model_type: 'clip' },
      preprocessorConfig: { do_normalize: false },
    },
    rules: { contextLength: 77, padTokenId: 0, fill: true },
  },
  'MobileCLIP by the name of its repository': {
    files: { tokenizer: clipTokenizer(), name: 'Xenova/mobileclip_s0' },
    rules: { contextLength: 77, padTokenId: 0, fill: true },
  },
  'OpenCLIP as Immich exports it': {
    files: {
      tokenizer: clipTokenizer(),
      tokenizerConfig: { pad_token: '<|end|>', model_max_length: UNLIMITED },
      config: { text_cfg: { context_length: 77 } },
    },
    rules: { contextLength: 77, padTokenId: CLIP_END, fill: true, joinBlanks: true },
  },
  'SigLIP 2 as Immich exports it': {
    files: {
      tokenizer: plainGemma,
      tokenizerConfig: { pad_token: '<pad>', model_max_length: UNLIMITED },
      config: { text_cfg: { context_length: 64, tokenizer_kwargs: { clean: 'canonicalize' } } },
    },
    rules: {
      contextLength: 64,
      padTokenId: 0,
      fill: true,
      endTokenId: 1,
      removePunctuation: true,
      joinBlanks: true,
      lowerCase: true,
    },
  },
  'OpenCLIP with its own open_clip_config.json': {
    files: { tokenizer: clipTokenizer(), config: { model_cfg: { text_cfg: { context_length: 32 } } } },
    rules: { contextLength: 32, fill: true, joinBlanks: true },
  },
};

describe('rules for texts', () => {
  it.each(Object.entries(CASES))('%s', (_, { files, rules }) => {
    expect(textRulesOf(files)).toEqual(rules);
  });

  it('refuses a model that must know the language of each text', () => {
    const config = { text_cfg: { context_length: 64, hf_tokenizer_name: 'facebook/nllb-200-distilled-600M' } };
    expect(() => textRulesOf({ tokenizer: t5Tokenizer(), config, name: 'nllb' })).toThrow(/language of each text/);
    const tokenizerConfig = { tokenizer_class: 'NllbTokenizerFast' };
    expect(() => textRulesOf({ tokenizer: t5Tokenizer(), tokenizerConfig })).toThrow(/language of each text/);
    const coded = { ...t5Tokenizer(), added_tokens: [{ content: 'eng_Latn', id: 256_047 }] };
    expect(() => textRulesOf({ tokenizer: coded })).toThrow(/language of each text/);
  });
});

describe('cleaning', () => {
  it.each([
    ['nothing asked', {}, ' Ein  Hund! ', ' Ein  Hund! '],
    ['blanks', { joinBlanks: true }, ' a \t\n dog\u3000\u00a0! ', 'a dog !'],
    ['punctuation', { removePunctuation: true }, "the boy's red-car_1 (¿«犬»?)", 'the boys redcar1 ¿«犬»'],
    ['punctuation between blanks', { removePunctuation: true, joinBlanks: true }, 'dog - beach', 'dog beach'],
    ['lower case of all scripts', { lowerCase: true }, 'ÄPFEL ΣΚΥΛΟΣ STRASSE', 'äpfel σκυλος strasse'],
  ])('%s', (_, rules, text, expected) => {
    expect(cleanText(text, { contextLength: 9, ...rules })).toBe(expected);
  });
});

describe('length', () => {
  const long = 'a dog running in the snow and many other dogs on the beach';

  it.each([
    ['one end token', clipTokenizer()],
    ['one end token, no start', gemmaTokenizer()],
    ['pieces with scores', t5Tokenizer()],
    ['start and end', bertTokenizer()],
  ])('keeps what ends a text that is too long: %s', (_, json) => {
    const file = writeTokenizer(json);
    const { ids } = loadTokenizer(file, { contextLength: 1000 }).encode(long);
    const cut = loadTokenizer(file, { contextLength: 7, fill: true }).encode(long);
    expect(ids.length).toBeGreaterThan(9);
    expect(cut).toEqual({ ids: [...ids.slice(0, 6), ids.at(-1)], mask: [1, 1, 1, 1, 1, 1, 1] });
  });

  it('cuts only the text where a tokenizer ends texts with nothing', () => {
    const file = writeTokenizer({ ...gemmaTokenizer(), post_processor: null });
    const { ids } = loadTokenizer(file, { contextLength: 1000 }).encode(long);
    expect(loadTokenizer(file, { contextLength: 7 }).encode(long).ids).toEqual(ids.slice(0, 7));
    const ended = loadTokenizer(file, { contextLength: 7, endTokenId: 1 });
    expect(ended.encode(long).ids).toEqual([...ids.slice(0, 6), 1]);
    expect(ended.encode('a').ids).toEqual([...loadTokenizer(file, { contextLength: 7 }).encode('a').ids, 1]);
  });

  it('fills with the filler, and masks it', () => {
    const tokenizer = loadTokenizer(writeTokenizer(bertTokenizer()), { contextLength: 6, padTokenId: 3, fill: true });
    expect(tokenizer.encode('dog').ids.slice(3)).toEqual([3, 3, 3]);
    expect(tokenizer.encode('dog').mask).toEqual([1, 1, 1, 0, 0, 0]);
  });
});
