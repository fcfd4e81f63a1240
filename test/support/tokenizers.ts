/** Small tokenizers of the kinds that models have, as `tokenizer.json` has them. Every vocabulary is made here. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Texts are made of them, and the vocabularies know most of their parts. */
export const WORDS = ['a', 'dog', 'dogs', 'running', 'run', 'snow', 'snowing', 'beach', 'Straße', '犬', '🐕', 'café'];

type Json = Record<string, unknown>;

/** Write a file into a new folder. */
export function writeTokenizer(json: Json): string {
  const file = join(mkdtempSync(join(tmpdir(), 'picsift-tokenizer-')), 'tokenizer.json');
  writeFileSync(file, JSON.stringify(json));
  return file;
}

const special = (id: number, content: string) => ({ id, content, special: true, normalized: false });

/** A template that puts special tokens around the text. */
function template(before: string[], after: string[]): Json {
  const tokens = (names: string[]) => names.map((id) => ({ SpecialToken: { id, type_id: 0 } }));
  const single = [...tokens(before), { Sequence: { id: 'A', type_id: 0 } }, ...tokens(after)];
  return { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
}

/** Number the pieces, without repeats. */
function numbered(pieces: string[]): Record<string, number> {
  return Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id]));
}

/** Merge each word from its left end, piece by piece, and add each of its beginnings to the vocabulary. */
function mergesOf(words: string[][]): { pieces: string[]; merges: [string, string][] } {
  const pieces: string[] = [];
  const merges: [string, string][] = [];
  for (const word of words) {
    let left = word[0]!;
    pieces.push(...word);
    for (const right of word.slice(1)) {
      merges.push([left, right]);
      left += right;
      pieces.push(left);
    }
  }
  return { pieces, merges: [...new Map(merges.map((merge) => [merge.join(' '), merge])).values()] };
}

/** CLIP's kind: BPE over bytes, with a suffix for the end of a word, and merges as strings. */
export function clipTokenizer(): Json {
  const words = WORDS.filter((word) => /^[a-z]+$/.test(word)).map((word) => [
    ...word.slice(0, -1),
    `${word.at(-1)}</w>`,
  ]);
  const { pieces, merges } = mergesOf(words);
  const vocab = numbered([...'abcdefghijklmnopqrstuvwxyz', 's</w>', ...pieces, '<|start|>', '<|end|>']);
  return {
    added_tokens: [special(vocab['<|start|>']!, '<|start|>'), special(vocab['<|end|>']!, '<|end|>')],
    normalizer: { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Lowercase' }] },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: '[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+' },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false },
      ],
    },
    post_processor: template(['<|start|>'], ['<|end|>']),
    decoder: null,
    model: {
      type: 'BPE',
      unk_token: '<|end|>',
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      vocab,
      merges: merges.map((merge) => merge.join(' ')),
    },
  };
}

/** Gemma's kind, as SigLIP 2 has it: BPE over characters, with bytes for unknown ones, and merges as pairs. */
export function gemmaTokenizer(): Json {
  const { pieces, merges } = mergesOf(WORDS.slice(0, 10).flatMap((word) => [[...word], ['▁', ...word]]));
  const bytes = Array.from({ length: 200 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const vocab = numbered(['<pad>', '<eos>', '<bos>', '<unk>', ...bytes, ...pieces]);
  const added = ['<pad>', '<eos>', '<bos>', '<unk>'].map((content, id) => special(id, content));
  return {
    truncation: { direction: 'Right', max_length: 16, strategy: 'LongestFirst', stride: 0 },
    padding: { strategy: { Fixed: 16 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '<pad>' },
    // Not in the vocabulary of the model.
    added_tokens: [...added, { id: 9000, content: '▁▁', special: false, normalized: false }],
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    post_processor: template([], ['<eos>']),
    decoder: null,
    model: { type: 'BPE', unk_token: '<unk>', fuse_unk: true, byte_fallback: true, vocab, merges },
  };
}

/** T5's kind, as SigLIP 1 has it: pieces with scores. */
export function t5Tokenizer(): Json {
  const parts = WORDS.flatMap((word) => [...word, word, `▁${word}`, word.slice(0, 2)]);
  const pieces = ['<pad>', '</s>', '<unk>', '▁', ...new Set(parts)];
  return {
    added_tokens: [special(1, '</s>'), special(2, '<unk>')],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: template([], ['</s>']),
    decoder: null,
    model: { type: 'Unigram', unk_id: 2, vocab: pieces.map((piece, id) => [piece, id < 3 ? 0 : -3 - (id % 7) / 3]) },
  };
}

/** BERT's kind: the longest piece first. */
export function bertTokenizer(): Json {
  return wordPieces(
    WORDS.flatMap((word) => [word.slice(0, 3), word, ...[...word].map((letter) => `##${letter}`), '##ing']),
  );
}

/** A tokenizer of BERT's kind with these pieces, whose ids are their places in the vocabulary. */
export function wordPieces(pieces: string[]) {
  const names = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  return {
    added_tokens: names.map((content, id) => special(id, content)),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: template(['[CLS]'], ['[SEP]']),
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      vocab: numbered([...names, ...pieces]),
    },
  };
}
