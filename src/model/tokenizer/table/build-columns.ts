/** Turns a vocabulary and its merges into the columns of a table. */

import type { LibraryTokenizer } from '../library.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { pieceColumns } from './piece-index.ts';
import type { Columns } from './table-file.ts';

/** The id of a piece that is only half of a merge. */
export const NO_ID = 0xffff_ffff;

/**
 * @param tokenizer made from `json` by the library, whose own numbers are taken.
 * @returns undefined for a kind of tokenizer that needs no table, or one with ids that do not fit.
 */
export function buildColumns(json: TokenizerJson, { model }: LibraryTokenizer): Columns | undefined {
  const { merges = [], scores = { length: 0 } } = model;
  if (!(model.bpe_ranks || model.trie || model.max_input_chars_per_word)) return undefined;
  const { vocab } = json.model;
  const known = new Set(Array.isArray(vocab) ? vocab.map(([piece]) => piece as string) : Object.keys(vocab));
  const idOf = (piece: string) => (known.has(piece) ? model.tokens_to_ids.get(piece)! : NO_ID);
  const pieces = [...new Set([...known, ...merges.flat()])];
  const ids = pieces.map(idOf);
  if (!ids.every((id) => Number.isInteger(id) && id >= 0 && id <= NO_ID)) return undefined;
  return {
    scores: Float64Array.from(scores),
    ids: Uint32Array.from(ids),
    ...pieceColumns(pieces),
    ...mergeColumns(pieces, merges),
  };
}

function mergeColumns(pieces: readonly string[], merges: readonly (readonly string[])[]) {
  const places = new Map(pieces.map((piece, place) => [piece, place]));
  // As in the library, the last rank of a pair counts.
  const ranks = new Map<number, number>();
  for (const [rank, [left, right]] of merges.entries()) {
    if (left === undefined || right === undefined) continue;
    ranks.set(places.get(left)! * pieces.length + places.get(right)!, rank);
  }
  const sorted = [...ranks].sort(([a], [b]) => a - b);
  const mergeStarts = new Uint32Array(merges.length === 0 ? 0 : pieces.length + 1);
  for (const [pair] of sorted) mergeStarts[Math.floor(pair / pieces.length) + 1]! += 1;
  for (let i = 1; i < mergeStarts.length; i++) mergeStarts[i]! += mergeStarts[i - 1]!;
  return {
    mergeStarts,
    mergeRights: Uint32Array.from(sorted, ([pair]) => pair % pieces.length),
    mergeRanks: Uint32Array.from(sorted, ([, rank]) => rank),
  };
}
