/** Looks everything up in a table. */

import type { LibraryTokenizer } from '../library.ts';
import { NO_ID } from './build-columns.ts';
import { lookUp } from './lookups.ts';
import { findPiece } from './piece-index.ts';
import type { Columns } from './table-file.ts';

/** @param tokenizer whose vocabulary was left out, see `tokenizer-table.ts`. It is changed. */
export function lookUpInTable(columns: Columns, tokenizer: LibraryTokenizer): void {
  lookUp({ idOf: (piece) => idOf(columns, piece), rankOf: (left, right) => rankOf(columns, left, right) }, tokenizer);
  const { model } = tokenizer;
  if (model.scores) model.scores = columns.scores;
  if (model.trie) model.trie.common_prefix_search = prefixSearch(columns);
}

function idOf(columns: Columns, piece: string): number | undefined {
  const place = findPiece(columns, piece);
  const id = place === -1 ? NO_ID : columns.ids[place]!;
  return id === NO_ID ? undefined : id;
}

function rankOf(columns: Columns, leftPiece: string, rightPiece: string): number | undefined {
  const left = findPiece(columns, leftPiece);
  const right = left === -1 ? -1 : findPiece(columns, rightPiece);
  if (right === -1) return undefined;
  const { mergeStarts, mergeRights, mergeRanks } = columns;
  const end = mergeStarts[left + 1]!;
  let low = mergeStarts[left]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (mergeRights[middle]! < right) low = middle + 1;
    else high = middle;
  }
  return low < end && mergeRights[low] === right ? mergeRanks[low] : undefined;
}

/** Make the search of the library's trie: every piece that `chars` continue with at `start`, the shortest first. */
function prefixSearch(columns: Columns) {
  let longest = 0;
  for (let i = 1; i < columns.starts.length; i++) {
    longest = Math.max(longest, columns.starts[i]! - columns.starts[i - 1]!);
  }
  return function* (chars: readonly string[], start: number): Generator<string> {
    let prefix = '';
    for (let i = start; i < chars.length && prefix.length < longest; i++) {
      prefix += chars[i];
      if (findPiece(columns, prefix) !== -1) yield prefix;
    }
  };
}
