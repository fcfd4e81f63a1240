/** Converts words to token ids with the model's own `tokenizer.json`. */

import { readFileSync } from 'node:fs';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';

export interface TokenizerOptions {
  /** Maximum number of ids in a query, special tokens included. */
  readonly contextLength: number;
  /** Fill up to `contextLength` with this id; absent: leave the query at its own length. */
  readonly padTokenId?: number | undefined;
}

export interface TokenizedText {
  readonly ids: number[];
  /** 1 for a token of the text, 0 for padding. */
  readonly mask: number[];
}

export interface Tokenizer {
  encode(text: string): TokenizedText;
}

/** Load `tokenizer.json`. The library neither truncates nor pads, so this tokenizer does both. */
export function loadTokenizer(file: string, { contextLength, padTokenId }: TokenizerOptions): Tokenizer {
  const inner = new HuggingFaceTokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
  return {
    encode(text) {
      let ids = inner.encode(text).ids;
      // Keep the last token when truncating: it ends the text, and CLIP pools there.
      if (ids.length > contextLength) ids = [...ids.slice(0, contextLength - 1), ids.at(-1)!];
      const mask = ids.map(() => 1);
      if (padTokenId !== undefined) {
        const missing = contextLength - ids.length;
        ids = [...ids, ...Array<number>(missing).fill(padTokenId)];
        mask.push(...Array<number>(missing).fill(0));
      }
      return { ids, mask };
    },
  };
}
