/**
 * A tokenizer's table: the vocabulary and the merges of a `tokenizer.json`, sorted, so that a process that embeds one
 * text need not parse megabytes. Only the look-ups differ: the library's own code splits and merges.
 */

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { debug } from '../../../base/debug.ts';
import { messageOf } from '../../../base/errors.ts';
import { type LibraryTokenizer, newTokenizer, parseTokenizer } from '../library.ts';
import { isList, type TokenizerJson } from '../tokenizer-json.ts';
import { buildColumns } from './build-columns.ts';
import { readTable, type Table, writeTable } from './table-file.ts';
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

type TokenizerTable = Table<Header>;

/**
 * Make the library's tokenizer from its table. A table that is missing, damaged or not of this tokenizer is made first,
 * and kept if it can be written.
 * @returns undefined for a kind of tokenizer that has no table.
 * @throws Error if the tokenizer cannot be read.
 */
export function tokenizerByTable(tokenizerFile: string, tableFile: string): LibraryTokenizer | undefined {
  const kept = readTokenizerTable(tableFile, tokenizerFile);
  if (kept !== undefined) return kept;
  const table = makeTable(tokenizerFile);
  if (table === undefined) return undefined;
  try {
    writeTable(tableFile, table);
  } catch (error) {
    // The next process makes it again.
    debug('model', () => `${tableFile} not written: ${messageOf(error)}`);
  }
  return tokenizerOf(table);
}

/**
 * Make the library's tokenizer from a table; undefined if the table is missing, damaged or not of this tokenizer.
 * @internal
 */
export function readTokenizerTable(tableFile: string, tokenizerFile: string): LibraryTokenizer | undefined {
  try {
    const table = readTable<Header>(tableFile);
    if (table.header.format !== FORMAT) throw new Error('another version made it');
    if (!isMadeFrom(tokenizerFile, table.header.source)) throw new Error('it belongs to another tokenizer.json');
    return tokenizerOf(table);
  } catch (error) {
    debug('model', () => `${tableFile} not used: ${messageOf(error)}`);
    return undefined;
  }
}

function makeTable(tokenizerFile: string): TokenizerTable | undefined {
  const stamp = stampOf(tokenizerFile);
  const bytes = readFileSync(tokenizerFile);
  const json = parseTokenizer(tokenizerFile, bytes);
  const columns = buildColumns(json);
  if (columns === undefined) return undefined;
  const source = { stamp, sha256: sha256Of(bytes) };
  return { header: { format: FORMAT, source, skeleton: withoutVocabulary(json) }, columns };
}

function tokenizerOf({ header, columns }: TokenizerTable): LibraryTokenizer {
  const tokenizer = newTokenizer(header.skeleton);
  lookUpIn(columns, tokenizer);
  return tokenizer;
}

/** Keep what the library reads when it is constructed: the unknown token, and the least score. */
function withoutVocabulary(json: TokenizerJson): TokenizerJson {
  const { vocab, unk_token } = json.model;
  const unknown = unk_token ?? '';
  const rest = isList(vocab)
    ? [['', vocab.reduce((least, [, score]) => Math.min(least, score), Number.POSITIVE_INFINITY)] as const]
    : Object.fromEntries(Object.hasOwn(vocab, unknown) ? [[unknown, vocab[unknown]!]] : []);
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
