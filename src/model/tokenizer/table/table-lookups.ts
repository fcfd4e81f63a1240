/** Lets the library's tokenizer look everything up in a table, instead of in the maps that it builds from JSON. */

import type { LibraryTokenizer } from '../library.ts';
import { NO_ID } from './build-columns.ts';
import { findPiece } from './piece-index.ts';
import type { Columns } from './table-file.ts';

/** @param tokenizer whose vocabulary was left out, see `tokenizer-table.ts`. It is changed. */
export function lookUpIn(columns: Columns, { model }: LibraryTokenizer): void {
  model.tokens_to_ids = new PieceIds(model.tokens_to_ids, columns);
  if (model.bpe_ranks) model.bpe_ranks = new MergeRanks(columns);
  if (model.scores) model.scores = columns.scores;
  if (model.trie) model.trie.common_prefix_search = prefixSearch(columns);
}

class PieceIds extends Map<string, number> {
  readonly #columns: Columns;

  /** @param added the added tokens, whose ids come first. */
  constructor(added: Map<string, number>, columns: Columns) {
    super(added);
    this.#columns = columns;
  }

  override get(piece: string): number | undefined {
    const added = super.get(piece);
    if (added !== undefined) return added;
    const place = findPiece(this.#columns, piece);
    const id = place === -1 ? NO_ID : this.#columns.ids[place]!;
    return id === NO_ID ? undefined : id;
  }

  override has(piece: string): boolean {
    return this.get(piece) !== undefined;
  }
}

/** The library's keys are pairs as JSON. */
class MergeRanks extends Map<string, number> {
  readonly #columns: Columns;

  constructor(columns: Columns) {
    super();
    this.#columns = columns;
  }

  override get(key: string): number | undefined {
    const [leftPiece, rightPiece] = JSON.parse(key) as [string, string];
    const left = findPiece(this.#columns, leftPiece);
    const right = left === -1 ? -1 : findPiece(this.#columns, rightPiece);
    if (right === -1) return undefined;
    const { mergeStarts, mergeRights, mergeRanks } = this.#columns;
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
