/**
 * A tokenizer's table: the vocabulary and the merges of a `tokenizer.json`, sorted, so that a process that embeds one
 * text need not parse megabytes. Only the look-ups differ: the library's own code splits and merges.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { debug } from '../../../base/debug.ts';
import { messageOf } from '../../../base/errors.ts';
import { type LibraryTokenizer, newTokenizer, parseTokenizer } from '../library.ts';
import { isList, type TokenizerJson } from '../tokenizer-json.ts';
import { buildColumns } from './build-columns.ts';
import { jsonLookups } from './json-lookups.ts';
import { lookUp } from './lookups.ts';
import { readTable, type Table, writeTable } from './table-file.ts';
import { lookUpInTable } from './table-lookups.ts';

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
 * @param isShortLived the process ends after one answer: if there has never been a table, leave it to the next process,
 *   because a first search has enough to wait for. An empty file says that there was a first use.
 * @returns undefined for a kind of tokenizer that has no table.
 * @throws Error if the tokenizer cannot be read.
 */
export function tokenizerByTable(
  tokenizerFile: string,
  tableFile: string,
  isShortLived = false,
): LibraryTokenizer | undefined {
  const kept = readTokenizerTable(tableFile, tokenizerFile);
  if (kept !== undefined) return kept;
  const stamp = stampOf(tokenizerFile);
  const bytes = readFileSync(tokenizerFile);
  const json = parseTokenizer(tokenizerFile, bytes);
  const byJson = isShortLived ? tokenizerByJson(json) : undefined;
  if (byJson !== undefined && isFirstUse(tableFile)) return byJson;
  const table = makeTable(json, { stamp, sha256: sha256Of(bytes) });
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
 * Make the library's tokenizer without the maps that it builds from the vocabulary and the merges: it looks them up in
 * the JSON.
 * @returns undefined for a kind of tokenizer that cannot.
 */
export function tokenizerByJson(json: TokenizerJson): LibraryTokenizer | undefined {
  const lookups = jsonLookups(json);
  if (lookups === undefined) return undefined;
  const tokenizer = newTokenizer(withoutVocabulary(json));
  lookUp(lookups, tokenizer);
  return tokenizer;
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

function makeTable(json: TokenizerJson, source: Header['source']): TokenizerTable | undefined {
  const columns = buildColumns(json);
  return columns && { header: { format: FORMAT, source, skeleton: withoutVocabulary(json) }, columns };
}

/** Where no file can be written, each use is the first one. */
function isFirstUse(tableFile: string): boolean {
  if (existsSync(tableFile)) return false;
  try {
    mkdirSync(dirname(tableFile), { recursive: true, mode: 0o700 });
    writeFileSync(tableFile, '', { mode: 0o600 });
  } catch (error) {
    debug('model', () => `${tableFile} not written: ${messageOf(error)}`);
  }
  return true;
}

function tokenizerOf({ header, columns }: TokenizerTable): LibraryTokenizer {
  const tokenizer = newTokenizer(header.skeleton);
  lookUpInTable(columns, tokenizer);
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
