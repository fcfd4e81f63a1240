/**
 * The tokenizer library, with types for what picsift uses of it, its insides included. Its own types do not resolve
 * under Node's rules. The exact version is pinned; test/model/tokenizer fails if a new one differs.
 */

import { Tokenizer } from '@huggingface/tokenizers';
import { charsmapNormalizer } from './charsmap.ts';
import { clipTokenizerJson } from './clip-vocabulary.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

export interface LibraryTokenizer {
  readonly model: LibraryModel;
  readonly normalizer: LibraryNormalizer | null;
  encode(text: string, options?: { add_special_tokens: boolean }): { readonly ids: number[] };
}

/** The optional fields tell the kinds apart. Whatever is writable here is read anew for every text. */
interface LibraryModel {
  tokens_to_ids: Map<string, number>;
  /** BPE: the rank of each pair, whose key is the pair as JSON. */
  bpe_ranks?: Map<string, number>;
  readonly merges?: readonly (readonly string[])[];
  /** Unigram. */
  scores?: { readonly [id: number]: number; readonly length: number };
  readonly min_score?: number;
  readonly trie?: { common_prefix_search(chars: readonly string[], start: number): Iterable<string> };
  /** WordPiece. */
  readonly max_input_chars_per_word?: number;
}

interface LibraryNormalizer {
  readonly normalizers?: readonly (LibraryNormalizer | null)[];
  /** Only `Precompiled` has it: the map in base64. */
  readonly charsmap?: string | null;
  normalize(text: string): string;
}

/** Read `tokenizer.json`, or CLIP's vocabulary file. @throws Error if it is neither. */
export function parseTokenizer(file: string, content: Uint8Array): TokenizerJson {
  return file.endsWith('.gz') ? clipTokenizerJson(content) : JSON.parse(Buffer.from(content).toString());
}

/** Make a tokenizer as the library does, but follow the map of a `Precompiled` normalizer, which it only imitates. */
export function newTokenizer(json: TokenizerJson): LibraryTokenizer {
  const tokenizer = new Tokenizer(json, {}) as unknown as LibraryTokenizer;
  correct(tokenizer.normalizer);
  return tokenizer;
}

function correct(normalizer: LibraryNormalizer | null): void {
  if (!normalizer) return;
  if (normalizer.charsmap) normalizer.normalize = charsmapNormalizer(normalizer.charsmap);
  for (const part of normalizer.normalizers ?? []) correct(part);
}
