/**
 * A tokenizer's table: the vocabulary and the merges of a `tokenizer.json`, sorted, so that a process that embeds one
 * text need not parse megabytes. Only the look-ups differ: the library's own code splits and merges.
 */

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { debug } from '../../../base/debug.ts';
import { messageOf } from '../../../base/errors.ts';
import { type LibraryTokenizer, newTokenizer, parseTokenizer } from '../library.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { buildColumns } from './build-columns.ts';
import { readTable, writeTable } from './table-file.ts';
import { lookUpIn } from './table-lookups.ts';

/** Increase it when the meaning of a table changes. */
const FORMAT = 1;

interface Header {
  readonly format: number;
  /** The `tokenizer.json` that the table was made from. */
  readonly source: { readonly stamp: string; readonly sha256: string };
  /** That file without its vocabulary and its merges. */
  readonly skeleton: TokenizerJson;
}

/**
 * Write the table of a tokenizer.
 * @returns false for a kind of tokenizer that has no table.
 */
export function writeTokenizerTable(tokenizerFile: string, tableFile: string): boolean {
  const stamp = stampOf(tokenizerFile);
  const bytes = readFileSync(tokenizerFile);
  const json = parseTokenizer(tokenizerFile, bytes);
  const tokenizer = newTokenizer(json);
  const columns = buildColumns(json, tokenizer);
  if (columns === undefined) return false;
  const header: Header = {
    format: FORMAT,
    source: { stamp, sha256: sha256Of(bytes) },
    skeleton: withoutVocabulary(json, tokenizer),
  };
  writeTable(tableFile, { header, columns });
  return true;
}

/** Make the library's tokenizer from a table; undefined if the table is missing, damaged or not of this tokenizer. */
export function readTokenizerTable(tableFile: string, tokenizerFile: string): LibraryTokenizer | undefined {
  try {
    const { header, columns } = readTable<Header>(tableFile);
    if (header.format !== FORMAT) throw new Error('another version made it');
    if (!isMadeFrom(tokenizerFile, header.source)) throw new Error('it belongs to another tokenizer.json');
    const tokenizer = newTokenizer(header.skeleton);
    lookUpIn(columns, tokenizer);
    return tokenizer;
  } catch (error) {
    debug('model', () => `${tableFile} not used: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keep what the library reads when it is constructed: the unknown token, and the least score. */
function withoutVocabulary(json: TokenizerJson, { model }: LibraryTokenizer): TokenizerJson {
  const { vocab, unk_token = '' } = json.model;
  const rest = Array.isArray(vocab)
    ? [['', model.min_score!] as const]
    : Object.fromEntries(Object.entries(vocab).filter(([piece]) => piece === unk_token));
  return { ...json, model: { ...json.model, vocab: rest, ...('merges' in json.model ? { merges: [] } : {}) } };
}

/** Compare the file's stamp; a copy has another one, so its content decides. */
function isMadeFrom(tokenizerFile: string, { stamp, sha256 }: Header['source']): boolean {
  return stampOf(tokenizerFile) === stamp || sha256Of(readFileSync(tokenizerFile)) === sha256;
}

function stampOf(file: string): string {
  const { size, mtimeMs, ctimeMs } = statSync(file);
  return `${size} ${mtimeMs} ${ctimeMs}`;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
