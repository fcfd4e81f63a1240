/**
 * Reads `tokenizer.json` without its vocabulary. That of SigLIP 2 has 34 MB, which take a second to parse: too long for
 * the few settings that every start needs.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import type { TokenizerJson } from '../tokenizer/tokenizer-json.ts';
import { readJson } from './config-file.ts';

/** The settings come first: a few kilobytes, or more if there is a map of characters or thousands of added tokens. */
const HEAD_BYTES = [16_384, 1_000_000];

/**
 * Read everything before the key "model", and which kind of vocabulary follows.
 * @throws PicsiftError `model-broken` if it is no JSON.
 */
export function readTokenizerHead(file: string): TokenizerJson {
  for (const bytes of HEAD_BYTES) {
    const head = parseHead(firstBytes(file, bytes));
    if (head !== undefined) return head;
  }
  return readJson(file) as TokenizerJson;
}

/** What picsift reads before the vocabulary. A file in another order is read in full. */
const SETTINGS = ['truncation', 'padding', 'added_tokens', 'normalizer'];

/** @returns undefined if the text ends before the vocabulary, or has not all settings before it. */
function parseHead(text: string): TokenizerJson | undefined {
  const start = findModel(text);
  // A list of pieces, or an object with the ids of tokens: that tells the kinds of tokenizers apart.
  const kind = start === undefined ? undefined : /"vocab"\s*:\s*([[{])/.exec(text.slice(start))?.[1];
  if (kind === undefined) return undefined;
  try {
    const head = JSON.parse(`${text.slice(0, start)}"model":{}}`) as Record<string, unknown>;
    if (SETTINGS.some((key) => !(key in head))) return undefined;
    return { ...head, model: { vocab: kind === '[' ? [] : {} } };
  } catch {
    return undefined;
  }
}

/** Find the key "model" of the outermost object, without parsing what is around it. */
function findModel(text: string): number | undefined {
  let depth = 0;
  // Strings are matched as a whole, so that brackets inside them do not count.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token === '"model"') return index;
  }
  return undefined;
}

function firstBytes(file: string, count: number): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(count);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, count, 0));
  } finally {
    closeSync(handle);
  }
}
