/** Turns a vocabulary and its merges into the columns of a table. */

import { newTokenizer } from '../library.ts';
import type { TokenizerJson } from '../tokenizer-json.ts';
import { pieceColumns } from './piece-index.ts';
import type { Columns } from './table-file.ts';

/** The id of a piece that is only half of a merge. */
export const NO_ID = 0xffff_ffff;

/**
 * @returns undefined for a kind of tokenizer that needs no table, or one with ids that do not fit.
 */
export function buildColumns(json: TokenizerJson): Columns | undefined {
  const vocabulary = vocabularyOf(json);
  if (vocabulary === undefined) return undefined;
  const { scores, merges } = vocabulary;
  const places = new Map<string, number>();
  const ids: number[] = [];
  const add = (piece: string, id: number) => {
    if (places.has(piece)) return;
    places.set(piece, ids.length);
    ids.push(id);
  };
  for (const [piece, id] of vocabulary.ids) add(piece, id);
  for (const pair of merges) for (const piece of pair) add(piece, NO_ID);
  if (!ids.every((id) => Number.isInteger(id) && id >= 0 && id <= NO_ID)) return undefined;
  return {
    scores: Float64Array.from(scores),
    ids: Uint32Array.from(ids),
    ...pieceColumns([...places.keys()]),
    ...mergeColumns(places, merges),
  };
}

interface Vocabulary {
  readonly ids: Iterable<readonly [string, number]>;
  readonly merges: readonly (readonly string[])[];
  readonly scores: ArrayLike<number>;
}

/** Read the vocabulary as the library does; undefined for a kind that is none of these. */
function vocabularyOf(json: TokenizerJson): Vocabulary | undefined {
  const { type, vocab, merges = [] } = json.model;
  if (!Array.isArray(vocab) && (type === 'BPE' || type === 'WordPiece')) {
    return { ids: Object.entries(vocab), merges: merges.map(pairOf), scores: [] };
  }
  // The library's own numbers: it computes some of the scores.
  const { model } = newTokenizer(json);
  if (!model.trie) return undefined;
  const pieces = (vocab as readonly (readonly [string, number])[]).map(([piece]) => piece);
  return { ids: pieces.map((piece) => [piece, model.tokens_to_ids.get(piece)!]), merges: [], scores: model.scores! };
}

function pairOf(merge: string | readonly string[]): readonly string[] {
  return typeof merge === 'string' ? merge.split(' ', 2) : merge;
}

function mergeColumns(places: ReadonlyMap<string, number>, merges: readonly (readonly string[])[]) {
  const count = places.size;
  // As in the library, the last rank of a pair counts.
  const ranks = new Map<number, number>();
  for (const [rank, [left, right]] of merges.entries()) {
    if (left === undefined || right === undefined) continue;
    ranks.set(places.get(left)! * count + places.get(right)!, rank);
  }
  const pairs = Float64Array.from(ranks.keys()).sort();
  const mergeStarts = new Uint32Array(merges.length === 0 ? 0 : count + 1);
  for (const pair of pairs) mergeStarts[Math.floor(pair / count) + 1]! += 1;
  for (let i = 1; i < mergeStarts.length; i++) mergeStarts[i]! += mergeStarts[i - 1]!;
  return {
    mergeStarts,
    mergeRights: Uint32Array.from(pairs, (pair) => pair % count),
    mergeRanks: Uint32Array.from(pairs, (pair) => ranks.get(pair)!),
  };
}
