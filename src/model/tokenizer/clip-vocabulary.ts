/**
 * CLIP's vocabulary as OpenAI published it and OpenCLIP and rclip keep it: `bpe_simple_vocab_16e6.txt.gz`, a list of
 * merges. All else is the same for every CLIP, so it makes a whole `tokenizer.json`.
 */

import { gunzipSync } from 'node:zlib';
import type { TokenizerJson } from './tokenizer-json.ts';

/** Of the lines after the first one, CLIP takes those that make 49,408 tokens in all. */
const MERGES = 48_894;
const START = '<|startoftext|>';
const END = '<|endoftext|>';
const WORD_END = '</w>';
const PATTERN = "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/** @throws Error if the bytes are not such a file. */
export function clipTokenizerJson(gzipped: Uint8Array): TokenizerJson {
  const lines = gunzipSync(gzipped).toString().split('\n');
  const merges = lines.slice(1, 1 + MERGES);
  if (merges.length < MERGES || !merges.every((merge) => /^\S+ \S+$/.test(merge)))
    throw new Error('no list of CLIP merges');
  const bytes = byteLetters();
  const pieces = [
    ...bytes,
    ...bytes.map((letter) => letter + WORD_END),
    ...merges.map((merge) => merge.replace(' ', '')),
    START,
    END,
  ];
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const special = (content: string) => ({ id: vocab[content]!, content, normalized: false, special: true });
  const json = {
    added_tokens: [special(START), special(END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PATTERN }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
      ],
    },
    post_processor: { type: 'RobertaProcessing', sep: [END, vocab[END]], cls: [START, vocab[START]] },
    decoder: null,
    model: {
      type: 'BPE',
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: WORD_END,
      vocab,
      merges,
    },
  };
  return json;
}

/**
 * The letter that stands for each byte: printable ones of Latin-1 for themselves, in order, and the others, in order,
 * for the letters from U+0100 on.
 */
function byteLetters(): string[] {
  const printable: number[] = [];
  for (const [first, last] of [
    [0x21, 0x7e],
    [0xa1, 0xac],
    [0xae, 0xff],
  ] as const) {
    for (let byte = first; byte <= last; byte++) printable.push(byte);
  }
  const others = 256 - printable.length;
  return [...printable, ...Array.from({ length: others }, (_, i) => 0x100 + i)].map((code) =>
    String.fromCharCode(code),
  );
}
