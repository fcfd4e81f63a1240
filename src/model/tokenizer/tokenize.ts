/** Converts words to token ids with the model's own tokenizer. */

import { readFileSync } from 'node:fs';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { cleanText } from './clean-text.ts';
import { type LibraryTokenizer, newTokenizer, parseTokenizer } from './library.ts';
import { corrected } from './spelling.ts';
import { tokenizerByJson, tokenizerByTable } from './table/tokenizer-table.ts';
import type { TextRules } from './text-rules.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

export interface TokenizedText {
  readonly ids: number[];
  /** 1 for a token of the text, 0 for padding. */
  readonly mask: number[];
}

export interface Tokenizer {
  encode(text: string): TokenizedText;
  /** Correct typing errors by the words that the model knows; undefined if there are none. */
  corrected(text: string): string | undefined;
}

/** OpenCLIP's filler. */
const DEFAULT_PAD_TOKEN = 0;

/**
 * Load `tokenizer.json` or CLIP's vocabulary file. The library neither truncates nor pads, so this tokenizer does both.
 * @param tableFile is read instead, which is much faster, or made if it is missing: see `tokenizerByTable`.
 * @param isShortLived also see there.
 * @throws PicsiftError `model-broken` if the file cannot be used.
 */
export function loadTokenizer(file: string, rules: TextRules, tableFile?: string, isShortLived?: boolean): Tokenizer {
  const tokenizer = readTokenizer(file, tableFile, isShortLived);
  const { contextLength, padTokenId = DEFAULT_PAD_TOKEN, endTokenId } = rules;
  return {
    encode(text) {
      let ids = idsOf(tokenizer, cleanText(text, rules), file);
      if (endTokenId !== undefined && ids.at(-1) !== endTokenId) ids.push(endTokenId);
      if (ids.length > contextLength) {
        // The ids that end every text must stay: CLIP and SigLIP pool there.
        const ending = Math.max(endingLength(tokenizer), endTokenId === undefined ? 0 : 1);
        ids = [...ids.slice(0, contextLength - ending), ...ids.slice(ids.length - ending)];
      }
      const missing = rules.fill ? contextLength - ids.length : 0;
      return {
        ids: [...ids, ...Array<number>(missing).fill(padTokenId)],
        mask: [...ids.map(() => 1), ...Array<number>(missing).fill(0)],
      };
    },
    corrected: (text) => corrected(text, wholeWords(tokenizer)),
  };
}

/** How the kinds of tokenizers write a whole word: CLIP's BPE, sentencepiece, WordPiece. */
const WHOLE_WORD = [(word: string) => `${word}</w>`, (word: string) => `\u2581${word}`, (word: string) => word];
/** A word that every model knows as a whole. */
const KNOWN_WORD = 'dog';

/** Return the look-up of a whole word's id. Vocabularies list common words first, more or less. */
function wholeWords({ model }: LibraryTokenizer): (word: string) => number | undefined {
  const write = WHOLE_WORD.find((form) => model.tokens_to_ids.has(form(KNOWN_WORD)));
  return (word) => write && model.tokens_to_ids.get(write(word));
}

/** @throws PicsiftError `model-broken`: some mistakes of a tokenizer show only here. */
function idsOf(tokenizer: LibraryTokenizer, text: string, file: string): number[] {
  try {
    const { ids } = tokenizer.encode(text);
    const strange = ids.find((id) => !Number.isSafeInteger(id) || id < 0);
    if (strange !== undefined) throw new Error(`${JSON.stringify(strange)} is no id of a token`);
    return ids;
  } catch (error) {
    throw unusable(file, error);
  }
}

function readTokenizer(file: string, tableFile?: string, isShortLived?: boolean): LibraryTokenizer {
  try {
    const byTable = tableFile === undefined ? undefined : tokenizerByTable(file, tableFile, isShortLived);
    return byTable ?? fromJson(parseTokenizer(file, readFileSync(file)));
  } catch (error) {
    throw unusable(file, error);
  }
}

/** WordPiece needs no more than the JSON for its look-ups. Merges are found faster in the library's own maps. */
function fromJson(json: TokenizerJson): LibraryTokenizer {
  const byJson = json.model.type === 'WordPiece' ? tokenizerByJson(json) : undefined;
  return byJson ?? newTokenizer(json);
}

function unusable(file: string, error: unknown): PicsiftError {
  // The message may quote the file, which may come from anywhere.
  const text = `The model file ${file} cannot be used (${safeText(messageOf(error), 150)}). Download the model again.`;
  return new PicsiftError('model-broken', text, { cause: error });
}

/** Count the ids that the tokenizer adds after every text. */
function endingLength(tokenizer: LibraryTokenizer): number {
  const { ids } = tokenizer.encode('a');
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const start = ids.findIndex((_, i) => bare.every((id, j) => id === ids[i + j]));
  return ids.length - start - bare.length;
}
